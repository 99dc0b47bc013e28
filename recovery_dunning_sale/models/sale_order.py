"""A quotation or an order: how its customer stands, and whether it waits for a release."""

from odoo import api, fields, models
from odoo.addons.recovery_dunning.engine.credit_status import CreditStatus
from odoo.addons.recovery_dunning.models.debtor.credit_status import LIGHTS
from odoo.addons.recovery_dunning.models.record.actions import dialog
from odoo.addons.recovery_dunning.models.record.way_in import way_in
from odoo.exceptions import UserError

UNCONFIRMED = ("draft", "sent")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    recovery_release_ids = fields.One2many("recovery.release", "order_id", string="Releases", readonly=True)
    recovery_light = fields.Selection(
        LIGHTS, string="Payment status", compute="_compute_recovery_warning", compute_sudo=True
    )
    recovery_warning = fields.Char(compute="_compute_recovery_warning", compute_sudo=True)
    recovery_hold = fields.Selection(
        [
            ("needed", "Needs a release"),
            ("asked", "Release asked for"),
            ("released", "Released"),
            ("refused", "Refused"),
        ],
        string="Release",
        compute="_compute_recovery_warning",
        compute_sudo=True,
        help="Set where sales to the customer are stopped.",
    )
    recovery_answer = fields.Char(compute="_compute_recovery_warning", compute_sudo=True)

    def _recovery_debtor(self):
        """Who will owe what is sold: whoever the order is invoiced to."""
        return (self.partner_invoice_id or self.partner_id).commercial_partner_id

    @api.depends(
        "partner_id",
        "partner_invoice_id",
        "company_id",
        "state",
        "amount_total",
        "currency_id",
        "recovery_release_ids.state",
    )
    @api.depends_context("lang")
    def _compute_recovery_warning(self):
        """The banner: shown to whoever reads the order, and without amounts."""
        labels = dict(self.env["res.partner"]._fields["recovery_status"]._description_selection(self.env))
        for company, orders in self.grouped("company_id").items():
            customers = (
                self.env["res.partner"].union(*(order._recovery_debtor() for order in orders)).with_company(company)
            )
            standings, today = customers._recovery_standings(), company._recovery_today()
            for order in orders:
                standing = standings.get(order._recovery_debtor()._origin.id, CreditStatus())
                shown = standing.light != "ok" and order.state != "cancel"
                order.recovery_light = standing.light
                order.recovery_warning = shown and (
                    f"{labels[standing.light]} – {customers._recovery_reason(standing, today)}"
                )
                blocked = standing.sales == "block" and order.state in UNCONFIRMED and not order._recovery_is_paid()
                order.recovery_hold, order.recovery_answer = order._recovery_release() if blocked else (False, False)

    def _recovery_is_paid(self):
        """Paid in full already: it is sold for cash."""
        paid = self.amount_paid
        return bool(paid) and self.currency_id.compare_amounts(paid, self.amount_total) >= 0

    def _recovery_release(self):
        """(whether the order may go through, in whose words), of an order whose customer may buy nothing."""
        releases = self.recovery_release_ids.sorted("id", reverse=True)
        if releases._covers(self):
            return "released", self._recovery_last_answer(
                releases.filtered(lambda release: release.state == "released")
            )
        last = releases[:1]
        if last.state == "asked":
            return "asked", self.env._("%(user)s has asked: %(reason)s", user=last.asked_by.name, reason=last.reason)
        if last.state == "released":
            return "needed", self.env._("The order has grown or changed since its release.")
        return ("refused", self._recovery_last_answer(last)) if last else ("needed", False)

    def _recovery_last_answer(self, releases):
        return f"{releases[:1].decided_by.name}: {releases[:1].answer}"

    def _recovery_waits(self):
        """The orders that no release lets through."""
        return self.filtered(lambda order: order.recovery_hold and order.recovery_hold != "released")

    # ---- the release ------------------------------------------------------------------------------------------------

    @way_in(None, "read")
    def action_recovery_release(self):
        """Ask a manager for a release; a manager gives it here."""
        self.ensure_one()
        asked = self.recovery_release_ids.filtered(lambda release: release.state == "asked")
        if asked and self.env.user.has_group("recovery_dunning.group_recovery_manager"):
            return asked.action_decide()
        return dialog(self.env._("Ask for a release"), "recovery.release.wizard", default_order_id=self.id)

    def _recovery_ask(self, reason):
        """Ask for the release of the order as it now is.

        :raises UserError: it needs none, or has been asked for
        """
        self.ensure_one()
        self.check_access("write")
        if not self._recovery_waits():
            raise UserError(self.env._("The order %s needs no release: confirm it.", self.name))
        if self.recovery_hold == "asked":
            raise UserError(self.env._("A release of this order has been asked for already."))
        Release = self.env["recovery.release"].sudo()  # whoever sells may ask, and only by this way
        return Release.create(self._prepare_release(reason)).sudo(False)

    def _prepare_release(self, reason):
        return {
            "order_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self._recovery_debtor().id,
            "currency_id": self.currency_id.id,
            "amount": self.amount_total,
            "reason": reason,
            "standing": self.recovery_warning,
        }

    # ---- confirmation -----------------------------------------------------------------------------------------------

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or self._recovery_objection()

    def _recovery_objection(self):
        """Why the order may not be confirmed, and what to do; False where it may."""
        self.ensure_one()
        if not self._recovery_waits():
            return False
        return self.env._(
            "Sales to %(customer)s are stopped, and the order %(order)s waits.\n%(why)s\n"
            "Ask for a release on the order: a recovery manager decides.",
            customer=self._recovery_debtor().display_name,
            order=self.name,
            why=self.recovery_warning,
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody makes an order that is confirmed from the start past its release."""
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._recovery_check_confirmed()
        return orders

    def write(self, vals):
        """Whatever confirms an order, a button or a program, does it past no release, and what is added to a confirmed
        order goes past none either."""
        if vals.get("state") == "sale":
            for order in self.filtered(lambda order: order.state in UNCONFIRMED):
                if objection := order._recovery_objection():
                    raise UserError(objection)
        grows = {"order_line", "partner_invoice_id", "partner_id"} & vals.keys()
        confirmed = self.filtered(lambda order: order.state == "sale") if grows else self.browse()
        debtors = {order: order._recovery_debtor() for order in confirmed}
        totals = {order: order.amount_total for order in confirmed}
        result = super().write(vals)
        grown = confirmed.filtered(
            lambda order: (
                order.currency_id.compare_amounts(order.amount_total, totals[order]) > 0
                or order._recovery_debtor() != debtors[order]
            )
        )
        grown._recovery_check_confirmed()
        return result

    def _recovery_check_confirmed(self):
        """:raises UserError: sales to the customer are stopped, and no release covers the order as it now is"""
        for order in self:
            customer = order.sudo()._recovery_debtor().with_company(order.company_id)  # whether he may buy is no secret
            if customer.recovery_status == "stop" and not order.sudo().recovery_release_ids._covers(order):
                raise UserError(
                    self.env._(
                        "Sales to %s are stopped: make a quotation of what is to be sold, and ask for its release.",
                        customer.display_name,
                    )
                )

    def _is_confirmation_amount_reached(self):
        """A part paid in advance confirms no order that waits; all of it does."""
        return super()._is_confirmation_amount_reached() and not self._recovery_waits()

    def _validate_order(self):
        """A customer has signed, or paid: what waits for a release stays a quotation, and whoever sells is told."""
        waiting = self._recovery_waits()
        for order in waiting:
            order.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Signed, but sales are stopped: ask for a release"),
                user_id=order.company_id._recovery_in_charge(order.user_id).id,
            )
        return super(SaleOrder, self - waiting)._validate_order()
