"""A hold: a debtor, an invoice or an instalment that is left in peace, by whom, why and until when.

It ends by itself. After it the instalment goes on with the step that was due, with a fresh gap, one step at a time.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..record.actions import dialog
from ..record.apart import each_apart
from ..record.shipped import keep_named
from ..record.way_in import COLLECTOR, way_in


class RecoveryHoldReason(models.Model):
    _name = "recovery.hold.reason"
    _description = "Recovery Hold Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    days = fields.Integer(help="The days that such a hold lasts unless told otherwise; 0 leaves its end open.")
    tell_owner = fields.Boolean(
        string="Tell the owner", default=True, help="The owner of such a hold gets a task once it has ended."
    )

    _days_positive = models.Constraint("CHECK (days >= 0)", "The days cannot be negative.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_named(self):
        """Some holds are made by an answer, a proof of payment, a mediation, a closing: their reasons are needed."""
        keep_named(self, "answer", "checking", "closed", "mediation", "proof")


class RecoveryHold(models.Model):
    _name = "recovery.hold"
    _description = "Recovery Hold"
    _order = "state, date_until, id desc"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Debtor", required=True, index=True, ondelete="cascade", help="The whole debtor is held."
    )
    move_id = fields.Many2one("account.move", string="Invoice", check_company=True, ondelete="cascade", index=True)
    line_id = fields.Many2one(
        "account.move.line", string="Instalment", check_company=True, ondelete="set null", index=True
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    reason_id = fields.Many2one("recovery.hold.reason", required=True, ondelete="restrict")
    note = fields.Char()
    user_id = fields.Many2one("res.users", string="Owner", required=True, default=lambda self: self.env.user)
    date_from = fields.Date(required=True, default=lambda self: self.env.company._recovery_today())
    date_until = fields.Date(string="Until", help="The last day of the hold. Without it somebody has to end the hold.")
    state = fields.Selection(
        [("active", "In force"), ("ended", "Ended")], required=True, default="active", readonly=True
    )

    _by_debtor = models.Index("(company_id, partner_id)")

    @api.depends("partner_id", "move_id", "line_id", "reason_id")
    def _compute_display_name(self):
        for hold in self:
            held = hold.line_id or hold.move_id or hold.partner_id
            hold.display_name = f"{held.display_name} – {hold.reason_id.name}"

    @api.model_create_multi
    def create(self, vals_list):
        """The debtor follows from the invoice or the instalment; the end from the reason, where none is given."""
        lines = self._named(vals_list, "line_id")
        for vals in vals_list:
            if vals.get("line_id"):
                vals["move_id"] = lines[vals["line_id"]].move_id.id
        moves, partners = self._named(vals_list, "move_id"), self._named(vals_list, "partner_id")
        for vals in vals_list:
            if vals.get("move_id"):
                vals["partner_id"] = moves[vals["move_id"]].recovery_debtor_id.id
            elif vals.get("partner_id"):
                vals["partner_id"] = partners[vals["partner_id"]].recovery_debtor_id.id
        return super().create(vals_list)

    def _named(self, vals_list, field):
        """The records that `field` names in the values, read together: {id: record}"""
        ids = [vals[field] for vals in vals_list if vals.get(field)]
        return {record.id: record for record in self.env[self._fields[field].comodel_name].browse(ids)}

    @api.constrains("date_from", "date_until", "state")
    def _check_still_to_come(self):
        for hold in self.filtered(lambda hold: hold.state == "active" and hold.date_until):
            if hold.date_until < max(hold.date_from, hold.company_id._recovery_today()):
                raise ValidationError(self.env._("The last day of the hold is over already: choose a later day."))

    def _covers(self, line):
        """Whether this hold is on that instalment."""
        self.ensure_one()
        if self.line_id:
            return self.line_id == line
        if self.move_id:
            return self.move_id == line.move_id
        return self.partner_id == line.recovery_debtor_id and self.company_id == line.company_id

    @way_in(COLLECTOR, "write")
    def action_end(self):
        """End the hold now. Its last day is yesterday: from today on the gap to the next step runs."""
        for hold in self.filtered(lambda hold: hold.state == "active"):
            yesterday = fields.Date.subtract(hold.company_id._recovery_today(), days=1)
            hold.write({"state": "ended", "date_until": min(hold.date_until or yesterday, yesterday)})

    @api.model
    def _end_expired(self, company):
        """Close the holds of `company` whose last day has passed, and tell their owners where the reason says so.

        :returns: {hold: why it had to be left}
        """
        expired = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "active"),
                ("date_until", "<", company._recovery_today()),
            ]
        )
        return each_apart(expired, lambda expired: expired._end())

    def _end(self):
        self.state = "ended"
        for hold in self.filtered("reason_id.tell_owner"):
            debtor = hold.partner_id.with_company(hold.company_id)
            hold.partner_id.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Hold ended: %s", hold.reason_id.name),
                note=hold.display_name,
                user_id=hold.company_id._recovery_in_charge(hold.user_id, debtor.recovery_user_id).id,
            )

    @api.model
    def _action_hold(self, records):
        """The dialog that makes a hold on each of `records` (debtors, invoices, instalments)."""
        return dialog(self.env._("Hold"), "recovery.hold.wizard", active_model=records._name, active_ids=records.ids)
