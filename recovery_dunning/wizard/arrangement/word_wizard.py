"""What a customer says to whoever is with him, a sales rep too: a promise or a dispute in two taps.

The ledger stays out of sight: the amount goes on the oldest of what is overdue.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import channels
from ...engine.place import add_bank_days
from ...models.record.way_in import VIEWER, way_in


class RecoveryWordWizard(models.TransientModel):
    _name = "recovery.word.wizard"
    _description = "What the Customer Says"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one("res.currency", compute="_compute_overdue")
    amount_overdue = fields.Monetary(string="Overdue", compute="_compute_overdue")
    shows_amounts = fields.Boolean(compute="_compute_overdue")
    kind = fields.Selection([("promise", "He promises to pay"), ("dispute", "He contests")], required=True)
    channel = fields.Selection(channels.BY_PEOPLE, required=True, default=channels.VISIT)
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True, readonly=False, required=True)
    date = fields.Date(string="On", default=lambda self: self._default_date())
    dispute_type_id = fields.Many2one("recovery.dispute.type", string="What it is about")
    note = fields.Text(string="In his words")
    confirm = fields.Boolean(string="Send a confirmation", default=True)

    @api.model
    def _default_date(self):
        """In a week, or on the next bank day after it."""
        company = self.env.company
        place = company.partner_id._recovery_place(company)
        return add_bank_days(fields.Date.add(company._recovery_today(), days=6), 1, place)

    @api.depends("partner_id", "company_id")
    def _compute_overdue(self):
        """In the currency of the oldest instalment: nobody pays two currencies with one word."""
        for wizard in self:
            # sums of a debtor whom the user may read, as on the debtor's form; no ledger line
            Promise, debtor = self.env["recovery.promise"].sudo(), wizard.partner_id.recovery_debtor_id
            lines = Promise._oldest_first(wizard.company_id, debtor)
            wizard.currency_id = lines.currency_id or wizard.company_id.currency_id
            is_his = wizard.company_id.id in self.env.user._get_company_ids()  # whatever was written as the company
            wizard.shows_amounts = is_his and wizard.company_id._recovery_shows_amounts()
            wizard.amount_overdue = lines._recovery_left() if wizard.shows_amounts else 0.0

    @api.depends("partner_id", "company_id")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = wizard.amount_overdue

    @way_in(VIEWER, "write")
    def action_write_down(self):
        """Make the promise or the dispute.

        :raises UserError: the day of a promise, or the words of a dispute, are missing
        """
        self.ensure_one()
        self._check_complete()
        if self.kind == "promise":
            self._promise()
        else:
            self._dispute()
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_viewer")
        self.partner_id.check_access("read")
        if self.company_id not in self.env.companies:
            raise UserError(self.env._("Switch to the company %s first.", self.company_id.sudo().name))
        if self.kind == "promise" and not self.date:
            raise UserError(self.env._("Write down for which day he promises."))
        if self.kind == "dispute" and not (self.note and self.dispute_type_id):
            raise UserError(self.env._("Write down what he contests, in his words, and what it is about."))

    def _amount_said(self):
        """As it was said. Whoever sees no amounts learns none by trying: what is more than open is what is open."""
        if self.shows_amounts:
            return self.amount
        # counted, not shown
        lines = self.env["recovery.promise"].sudo()._oldest_first(self.company_id, self.partner_id.recovery_debtor_id)
        open_ones = self.env["recovery.promise"].sudo().new({"line_ids": lines.ids})
        return min(self.amount, open_ones._residual())

    def _promise(self):
        # group and debtor are checked; whoever hears a promise may not see the ledger that it is about
        Promise = self.env["recovery.promise"].sudo()
        said = {"channel": self.channel, "note": self.note, "confirm": self.confirm}
        Promise._give(self.company_id, self.partner_id, self._amount_said(), self.date, **said)

    def _dispute(self):
        # group and debtor are checked; whoever hears a grievance may not see the ledger that it is about
        self.env["recovery.dispute"].sudo()._contest(
            self.company_id, self.partner_id, self._amount_said(), type_id=self.dispute_type_id.id, claim=self.note
        )
