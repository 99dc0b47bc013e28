"""A clause of the terms of sale: whether a company's terms have it, its words, and what is missing without it."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..record.actions import open_list
from ..record.way_in import COLLECTOR, way_in

KINDS = [
    ("dispute_delay", "Time to dispute an invoice"),
    ("penalties", "Late-payment penalties"),
    ("retention", "Retention of title"),
    ("court", "Competent court"),
    ("law", "Applicable law"),
    ("acceleration", "Whole debt due if one payment is missed"),
    ("penalty_clause", "Penalty clause"),
]
OWN = "own"
# what is quoted to whom: a clause on the court binds traders only (CPC 48); a consumer owes no penalties of L441-10,
# and a penalty clause is presumed abusive towards him where it is out of proportion (C. conso R212-2)
QUOTED = {
    "business": ("dispute_delay", "penalties", "retention", "court", "law", "acceleration", "penalty_clause"),
    "consumer": ("retention",),
    "public": ("dispute_delay",),
}


class RecoveryClause(models.Model):
    _name = "recovery.clause"
    _description = "Clause of the Terms of Sale"
    _order = "company_id, sequence, id"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection([*KINDS, (OWN, "Clause of our own")], required=True, default=OWN)
    title = fields.Char(translate=True, help="What a clause of your own is about.")
    quoted_to = fields.Selection(
        [("business", "Businesses"), ("consumer", "Consumers"), ("public", "Public bodies"), ("all", "Everybody")],
        compute="_compute_quoted_to",
        store=True,
        readonly=False,
        help="Whom a clause of your own is quoted to; the law says it of the others.",
    )
    is_present = fields.Boolean(string="In our terms")
    text = fields.Text(string="Words of the clause", translate=True, help="As the terms have it: it is quoted.")
    reference = fields.Char(help="e.g. article 7 of our terms of sale")
    advice = fields.Char(string="What is missing", compute="_compute_advice")

    _kind_once = models.UniqueIndex(
        "(company_id, kind) WHERE kind != 'own'", "This clause is on the list of the company already."
    )

    @api.depends("kind", "title")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for clause in self:
            clause.display_name = (clause.kind == OWN and clause.title) or labels.get(clause.kind, "")

    @api.depends("kind")
    def _compute_quoted_to(self):
        """Traders, unless somebody says otherwise: what binds a consumer or a public body needs a second look."""
        for clause in self:
            clause.quoted_to = (clause.quoted_to or "business") if clause.kind == OWN else False

    @api.constrains("kind", "title")
    def _check_title(self):
        """:raises ValidationError: nobody knows what a clause of one's own is about"""
        if any(clause.kind == OWN and not (clause.title or "").strip() for clause in self):
            raise ValidationError(self.env._("Say in a few words what your clause is about."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_listed(self):
        """:raises UserError: the checklist would come back with it"""
        if any(clause.kind != OWN for clause in self):
            raise UserError(self.env._("This clause is on the checklist: say that your terms do not have it."))

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
            "acceleration": self.env._(
                "Without it only the payment that was missed is due, not those to come: a formal notice must quote it "
                "(C. civ. 1225)."
            ),
            "penalty_clause": self.env._(
                "Without it damage must be proved. It takes effect after a formal notice, and a judge may reduce it "
                "(C. civ. 1231-5)."
            ),
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
        debtor_class = debtor.with_company(company)._recovery_kind()
        own = Domain("kind", "=", OWN) & Domain("quoted_to", "in", ("all", debtor_class))
        there = [("company_id", "=", company.id), ("is_present", "=", True), ("text", "!=", False)]
        return self.search(Domain(there) & (Domain("kind", "in", QUOTED[debtor_class]) | own))
