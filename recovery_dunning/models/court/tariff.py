"""What courts, officers and counsel ask for: amounts with their source and the day on which somebody looked."""

from odoo import api, fields, models

KINDS = [
    ("payment_order", "Payment order"),
    ("interim_payment", "Interim payment"),
    ("summons", "Summons"),
    ("small_claims", "Small claims"),
    ("uncontested", "Uncontested commercial claim"),
    ("insolvency_claim", "Declaration of claim"),
]
COURTS = [
    ("tj", "Judicial court"),
    ("proximity", "Judicial court, local chamber"),
    ("jcp", "Judge of protection"),
    ("commerce", "Commercial court"),
    ("tae", "Court of economic activities"),
    ("tj_commercial", "Judicial court, commercial chamber"),
    ("administrative", "Administrative court"),
]
BEFORE = [("civil", "Civil courts"), ("commercial", "Commercial courts")]


class RecoveryCourtTariff(models.Model):
    _name = "recovery.court.tariff"
    _description = "Tariff of a Proceeding"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, help="Of which proceedings it is a part.")
    before = fields.Selection(BEFORE, help="Before which courts it is due; empty for all.")
    payee = fields.Selection(
        [("court", "Clerk of the court"), ("officer", "Judicial officer"), ("counsel", "Counsel")],
        required=True,
        default="court",
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.ref("base.EUR"))
    recoverable = fields.Boolean(help="The loser bears it if the judge says so (CPC 695); otherwise the creditor does.")
    source = fields.Char(required=True, help="Where the amount comes from.")
    checked_on = fields.Date(required=True, help="The day on which somebody looked at the source.")

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A tariff cannot be negative.")

    @api.model
    def _of(self, kind, commercial):
        """Those of a kind of proceedings, before a commercial court or a civil one."""
        before = "commercial" if commercial else "civil"
        return self.search([("kind", "=", kind), ("before", "in", (before, False))])

    def _total(self, company):
        """What they come to, in the currency of the company."""
        today = company._recovery_today()
        return sum(tariff.currency_id._convert(tariff.amount, company.currency_id, company, today) for tariff in self)
