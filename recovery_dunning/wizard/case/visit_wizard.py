"""A visit: what a sales rep heard on the spot, and the money he brought back, as a draft payment."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine import channels
from ...models.record.way_in import VIEWER, way_in

JOURNAL_OF_METHOD = {"cash": "cash", "cheque": "bank"}


class RecoveryVisitWizard(models.TransientModel):
    _name = "recovery.visit.wizard"
    _description = "Report a Visit"

    case_id = fields.Many2one("recovery.case", readonly=True, help="Empty where none is open yet: the visit opens it.")
    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    contact_id = fields.Many2one(
        "res.partner", string="With", domain="['|', ('id', '=', partner_id), ('parent_id', 'child_of', partner_id)]"
    )
    summary = fields.Char(
        string="In a word",
        required=True,
        default=lambda self: self.env._("Visit"),
        help="e.g. Waits for his own customer, paid a part",
    )
    result = fields.Text(string="What was said")
    amount = fields.Monetary(string="Collected", help="Brought back from the visit; 0 for nothing.")
    method = fields.Selection([("cash", "Cash"), ("cheque", "Cheque")], default="cheque")
    reference = fields.Char(help="The number of the cheque, and its bank.")
    warning = fields.Text(compute="_compute_warning", help="What the law says of this visit, and of cash.")

    @api.depends("case_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.case_id.company_id or self.env.company

    @api.depends("partner_id", "amount", "method")
    @api.depends_context("lang")
    def _compute_warning(self):
        for wizard in self:
            debtor = wizard.partner_id.sudo().with_company(wizard.company_id)  # what kind of customer he is
            texts = (debtor.recovery_visit_warning, wizard._cash_objection())
            wizard.warning = "\n".join(filter(None, texts)) or False

    def _cash_objection(self):
        if self.method != "cash" or not self.amount:
            return None
        # counted for whoever brings it back
        return self.company_id.sudo()._recovery_cash_objection(self.partner_id.sudo(), self.amount, self.currency_id)

    @way_in(VIEWER, "write")
    def action_record(self):
        """Write the visit into the record of the case, and the money as a draft payment for the accountant.

        :raises UserError: the amount is negative, more cash than the law lets anybody take (CMF D112-3), or the company
            has no journal for it
        """
        self.ensure_one()
        case = self._visited_case()
        if self.currency_id.compare_amounts(self.amount, 0) < 0:
            raise UserError(self.env._("The amount that was collected cannot be negative."))
        if objection := self._cash_objection():
            raise UserError(objection)
        payment = self._draft_payment(case) if self.amount else None
        collected = payment and self.env._("Collected: %s, to be checked", self.currency_id.format(self.amount))
        case._log(
            "contact",
            lambda case: self.summary,
            direction="out",
            channel=channels.VISIT,
            contact=(self.contact_id or self.partner_id).display_name,
            result="\n".join(filter(None, (self.result, collected))) or False,
        )
        if payment:
            case.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Money from a visit: check and post the payment"),
                note=payment._get_html_link(title=payment.memo),
                user_id=case._collector().id,
            )
        return {"type": "ir.actions.act_window_close"}

    def _visited_case(self):
        """The case that the visit belongs to, past the user's rights: a rep reports what he heard, though he may not
        write cases; the author stays himself."""
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_viewer")
        self.partner_id.check_access("read")
        self.env["recovery.contact"]._check_contact(self.partner_id, self.contact_id)
        if self.case_id and self.case_id.partner_id != self.partner_id.recovery_debtor_id:
            raise UserError(self.env._("%s is no case of the debtor.", self.case_id.display_name))
        if self.case_id:
            self.case_id.check_access("read")
            return self.case_id.sudo()
        Case = self.env["recovery.case"].sudo()  # group and debtor are checked above
        return Case._case_of(self.env.company, self.partner_id.recovery_debtor_id)

    def _draft_payment(self, case):
        kind = JOURNAL_OF_METHOD[self.method or "cheque"]
        Journal = self.env["account.journal"].sudo()  # a rep reads no journal; it is only named on the draft
        journal = Journal.search([("company_id", "=", case.company_id.id), ("type", "=", kind)], limit=1)
        if not journal:
            raise UserError(self.env._("The company has no journal for this kind of money: ask your accountant."))
        # a draft books nothing: an accountant posts it, or deletes it
        return self.env["account.payment"].sudo().create(self._prepare_payment(case, journal))

    def _prepare_payment(self, case, journal):
        memo = self.env._("Visit by %(rep)s, %(case)s", rep=self.env.user.name, case=case.name)
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": case.partner_id.id,
            "company_id": case.company_id.id,
            "journal_id": journal.id,
            "currency_id": case.currency_id.id,
            "amount": self.amount,
            "recovery_case_id": case.id,
            "memo": " – ".join(filter(None, [memo, self.reference])),
        }
