"""A release: an order of a customer to whom sales are stopped goes through all the same, because a manager says so. It
holds for this order and up to this amount."""

from odoo import api, fields, models
from odoo.addons.recovery_dunning.models.record.actions import dialog
from odoo.addons.recovery_dunning.models.record.way_in import MANAGER, way_in
from odoo.exceptions import UserError

STATES = [("asked", "Asked for"), ("released", "Released"), ("refused", "Refused")]
ACTIVITY = "recovery_dunning_sale.activity_type_release"


class RecoveryRelease(models.Model):
    _name = "recovery.release"
    _description = "Release of an Order"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True, help="Up to this total of the order.")
    reason = fields.Text(required=True, readonly=True, help="Why the order should go through.")
    asked_by = fields.Many2one("res.users", required=True, readonly=True, default=lambda self: self.env.user)
    standing = fields.Char(string="How the customer stands", readonly=True, help="On the day of the question.")
    state = fields.Selection(STATES, required=True, default="asked", readonly=True, tracking=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Date(readonly=True)
    answer = fields.Text(readonly=True, help="Why it was released, or refused.")

    _one_question = models.UniqueIndex(
        "(order_id) WHERE state = 'asked'", "A release of this order has been asked for already."
    )

    @api.depends("order_id", "amount", "currency_id")
    def _compute_display_name(self):
        for release in self:
            order = release.sudo().order_id  # the number of an order, for whoever may read its release
            release.display_name = f"{order.name} – {release.currency_id.format(release.amount)}"

    def _covers(self, order):
        """Whether one of these lets the order through as it now is: same customer, same currency, no higher total."""
        return any(
            release.state == "released"
            and release.order_id._origin == order._origin
            and release.partner_id._origin == order._recovery_debtor()._origin
            and release.currency_id._origin == order.currency_id._origin
            and order.currency_id.compare_amounts(order.amount_total, release.amount) <= 0
            for release in self
        )

    @way_in(MANAGER, "read")
    def action_decide(self):
        """The dialog in which a manager releases or refuses."""
        self.ensure_one()
        return dialog(self.env._("Release"), "recovery.release.wizard", default_release_id=self.id)

    def _ask_managers(self):
        """A task for each recovery manager who works in the company."""
        managers = self.env.ref("recovery_dunning.group_recovery_manager").all_user_ids
        for release in self:
            at_work = managers.filtered(lambda user, release=release: release.company_id in user.company_ids)
            for manager in at_work.filtered(lambda user: not user.share and user.active):
                release.activity_schedule(
                    ACTIVITY, user_id=manager.id, note=release.reason, summary=release.display_name
                )

    def _decide(self, state, answer):
        """Release or refuse, for whoever is a recovery manager: the one who asked is told, and the case says it.

        :raises AccessError: the user is no recovery manager, or may not read the release
        :raises UserError: it has been decided already
        """
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        self.check_access("read")
        if any(release.state != "asked" for release in self):
            raise UserError(self.env._("This release has been decided already."))
        releases = self.sudo()  # group and company are checked; nobody has a right of his own to write a release
        for release in releases:
            release.write(
                {
                    "state": state,
                    "answer": answer,
                    "decided_by": self.env.uid,
                    "decided_on": release.company_id._recovery_today(),
                }
            )
            release.activity_unlink([ACTIVITY])
            release._tell()
            release._record()

    def _tell(self):
        """The answer, on the order, to whoever asked."""
        self.ensure_one()
        label = dict(self._fields["state"]._description_selection(self.env))[self.state]
        self.order_id.message_post(
            body=self.env._("%(decision)s: %(reason)s", decision=label, reason=self.answer),
            partner_ids=(self.asked_by - self.decided_by).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _record(self):
        """The decision, in the case of the customer, which opens with it where there is none."""
        self.ensure_one()
        label = dict(self._fields["state"]._description_selection(self.env))[self.state]
        self.env["recovery.case"]._case_of(self.company_id, self.partner_id)._log(
            "release", lambda case: f"{label}: {self.display_name}", result=f"{self.reason}\n{self.answer}"
        )
