"""The declaration of a claim in insolvency proceedings: what was owed at the judgment, what is to fall due, apart and
with its dates (C. com. L622-24, L622-25, R622-23); of an over-indebted consumer, to the commission (C. conso L722-2,
L722-14)."""

from odoo import fields, models
from odoo.exceptions import UserError

RANKS = [
    ("unsecured", "Unsecured"),
    ("retention", "Retention of title"),
    ("privileged", "Privileged by law"),
    ("secured", "Secured: pledge, mortgage, guarantee"),
]


class RecoveryLetterMaker(models.AbstractModel):
    _inherit = "recovery.letter.maker"

    rank = fields.Selection(
        RANKS, string="Nature of the claim", default="unsecured", required=True, help="C. com. L622-25, R622-23."
    )
    security = fields.Char(
        string="Basis", help="The article, or the deed with its day and its registration, on which it rests."
    )

    def _check_declaration(self):
        if not self.case_id.insolvency_date:
            raise UserError(self.env._("Enter the insolvency of the debtor and the day of the judgment first."))
        if self.rank != "unsecured" and not self.security:
            raise UserError(self.env._("Write down what the privilege or the security rests on."))
        if not self._declared():
            raise UserError(
                self.env._("Nothing that was owed before the judgment is open: there is nothing to declare.")
            )
        self._statement()._invoices()  # a missing rate is said now, not in the middle of a page

    def _declared(self):
        """What is open and came about before the judgment, the oldest first: a debt of after it is paid at its due date
        and is not declared (C. com. L622-17, L622-24)."""
        owed = self.case_id._open_items().filtered(lambda line: line.amount_residual > 0)
        owed = owed._recovery_before(self.case_id.insolvency_date)
        return owed.sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _statement(self):
        """What is owed on the day of the judgment, which stops interest (C. com. L622-28)."""
        statements, day = self.env["recovery.statement"], self.case_id.insolvency_date
        return statements._make_declared(self.company_id, self.partner_id, self._declared(), day)

    def _to_come(self):
        """[(invoice, due date, amount as the reader writes it)] of what falls due on the day of the judgment or later:
        it is declared with its dates (C. com. L622-25)."""
        day = self.case_id.insolvency_date
        covered = self.env["recovery.open.items"]._covered(self._declared())
        return [
            (
                line.move_id.name,
                line.date_maturity,
                line.currency_id.format(line.amount_residual_currency - float(covered[line].amount)),
            )
            for line in self._declared()
            if line.date_maturity and line.date_maturity >= day
        ]
