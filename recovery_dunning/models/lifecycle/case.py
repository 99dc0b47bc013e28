"""A case: what the platforms say of its invoices, in a sentence for each that is open."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..record.way_in import READER


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    lifecycle_ids = fields.One2many(
        "recovery.lifecycle", compute="_compute_lifecycle", string="Life cycle", groups=READER
    )
    lifecycle_note = fields.Text(
        string="What the platforms say", compute="_compute_lifecycle", groups=READER, help="Of what is open."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A case begins with what the platforms have said of the open invoices until then."""
        cases = super().create(vals_list)
        if not self.env.context.get("lifecycle_following"):  # who follows a message writes the record at its end
            # what was told before belongs to the record, whoever opens the case
            self.env["recovery.lifecycle"].sudo()._tell_cases(cases)
        return cases

    @api.depends_context("lang")
    def _compute_lifecycle(self):
        """Of the invoices that are the debtor's today."""
        self.lifecycle_ids = self.lifecycle_note = False
        for company, cases in self.grouped("company_id").items():
            owed = [("recovery_debtor_id", "in", cases.partner_id.ids)]
            its = [("company_id", "=", company.id), ("line_ids", "any", owed)]
            moves = self.env["account.move"].search([*its, ("recovery_lifecycle_ids", "!=", False)])
            for case in cases:
                theirs = moves.filtered(lambda move, case=case: move.recovery_debtor_id == case.partner_id)
                case.lifecycle_ids = theirs.recovery_lifecycle_ids
                open_moves = theirs.filtered(lambda move: move.recovery_lifecycle and move.amount_residual)
                case.lifecycle_note = "\n".join(move._recovery_lifecycle_sentence() for move in open_moves)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_lifecycle_sentence(self):
        """Where the invoice stands, e.g. "INV/2026/00001: Approved on 3 November 2026"."""
        self.ensure_one()
        at = fields.Datetime.context_timestamp(
            self.with_context(tz=self.company_id._recovery_zone()), self.recovery_lifecycle_date
        )
        return self.env._(
            "%(invoice)s: %(standing)s on %(day)s",
            invoice=self.name,
            standing=dict(self._fields["recovery_lifecycle"]._description_selection(self.env))[self.recovery_lifecycle],
            day=format_date(self.env, at.date()),
        )
