"""A clause of the terms of sale: whether a company's terms have it, its words, and what is missing without it."""

from odoo import api, fields, models

from ..record.actions import open_list
from ..record.way_in import COLLECTOR, way_in

KINDS = [
    ("dispute_delay", "Time to dispute an invoice"),
    ("penalties", "Late-payment penalties"),
    ("retention", "Retention of title"),
    ("court", "Competent court"),
    ("law", "Applicable law"),
]
# what is quoted to whom: a clause on the court binds traders only (CPC 48); a consumer owes no penalties of L441-10
QUOTED = {
    "business": ("dispute_delay", "penalties", "retention", "court", "law"),
    "consumer": ("retention",),
    "public": ("dispute_delay",),
}


class RecoveryClause(models.Model):
    _name = "recovery.clause"
    _description = "Clause of the Terms of Sale"
    _order = "company_id, sequence, id"
    _rec_name = "kind"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    is_present = fields.Boolean(string="In our terms")
    text = fields.Text(string="Words of the clause", translate=True, help="As the terms have it: it is quoted.")
    reference = fields.Char(help="e.g. article 7 of our terms of sale")
    advice = fields.Char(string="What is missing", compute="_compute_advice")

    _kind_once = models.UniqueIndex("(company_id, kind)", "This clause is on the list of the company already.")

    @api.depends("is_present", "text", "kind")
    @api.depends_context("lang")
    def _compute_advice(self):
        """What to do about the clause, nothing once it is there with its words."""
        why = {
            "dispute_delay": self.env._("Without it a customer may contest an invoice months later, to gain time."),
            "penalties": self.env._(
                "The rate, and the 40 EUR, must be in the terms and on invoices between businesses (C. com. L441-1, "
                "L441-10): a fine threatens otherwise. Without a rate, that of law holds."
            ),
            "retention": self.env._(
                "Without it goods that are not paid are lost in an insolvency (C. com. L624-16): it must have been "
                "agreed in writing at delivery at the latest."
            ),
            "court": self.env._("Between traders it may name your court, very apparently (CPC 48)."),
            "law": self.env._("Sales abroad are judged by a law that nobody chose."),
        }
        for clause in self:
            if not clause.is_present:
                clause.advice = why.get(clause.kind)
            else:
                clause.advice = False if clause.text else self.env._("Enter its words, so that they can be quoted.")

    @api.model
    def _of(self, company):
        """The checklist of `company`, all of its clauses."""
        clauses = self.search([("company_id", "=", company.id)])
        known = set(clauses.mapped("kind"))
        missing = [
            {"company_id": company.id, "kind": kind, "sequence": sequence}
            for sequence, (kind, _label) in enumerate(KINDS)
            if kind not in known
        ]
        return clauses + self.create(missing)

    @api.model
    @way_in(COLLECTOR, "read")
    def action_open_checklist(self):
        """The checklist of the current company."""
        self._of(self.env.company)
        return open_list(self.env, "action_recovery_clause", [("company_id", "=", self.env.company.id)])

    @api.model
    def _quoted(self, company, debtor):
        """The clauses that a formal notice of `company` quotes to `debtor`."""
        kinds = QUOTED[debtor.with_company(company)._recovery_kind()]
        return self.search(
            [("company_id", "=", company.id), ("is_present", "=", True), ("text", "!=", False), ("kind", "in", kinds)]
        )
