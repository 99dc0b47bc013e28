"""What a company sets once for its claims: the rate of its terms, accounts, goodwill, the order of imputation."""

from odoo import fields, models
from odoo.exceptions import UserError

# French chart: interest and financial income; penalties received on sales
DEFAULT_ACCOUNTS = {"interest": "7631", "indemnity": "7581"}
INCOME = ("income", "income_other")


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_contract_rate = fields.Float(
        string="Rate of the terms of sale",
        digits=(7, 4),
        help="Percent a year; leave 0 for the rate that law sets. A rate below three times the legal rate gives way to "
        "it (C. com. L441-10 II).",
    )
    recovery_interest_account_id = fields.Many2one(
        "account.account",
        string="Account of late interest",
        domain=[("account_type", "in", INCOME)],
        check_company=True,
    )
    recovery_indemnity_account_id = fields.Many2one(
        "account.account",
        string="Account of indemnities",
        domain=[("account_type", "in", INCOME)],
        check_company=True,
    )
    recovery_goodwill_amount = fields.Monetary(
        string="Goodwill",
        help="Claims of a debtor that come to less than this are waived by themselves once he has paid the principal; "
        "0 waives nothing.",
    )
    recovery_imputation = fields.Selection(
        [("interest_first", "Interest first (C. civ. 1343-1)"), ("principal_first", "Principal first, as agreed")],
        string="Imputation of payments",
        default="interest_first",
        required=True,
        help="On what a part payment counts in statements. The ledger, and the base of the interest, deduct every "
        "payment from the invoice, which is never more than what is owed.",
    )

    _recovery_rate_positive = models.Constraint(
        "CHECK (recovery_contract_rate >= 0)", "The rate of the terms of sale cannot be negative."
    )
    _recovery_goodwill_positive = models.Constraint(
        "CHECK (recovery_goodwill_amount >= 0)", "The goodwill cannot be negative."
    )

    def _recovery_claim_account(self, kind):
        """Where claims of `kind` are booked: what was chosen, otherwise the account of the French chart.

        :raises UserError: neither is there
        """
        self.ensure_one()
        nature = "interest" if kind == "interest" else "indemnity"
        return self._recovery_account(
            self[f"recovery_{nature}_account_id"],
            [DEFAULT_ACCOUNTS[nature]],
            [("account_type", "in", INCOME)],
            self.env._(
                "No account is chosen for late interest and indemnities, and the chart has no %s: choose both in "
                "the recovery settings.",
                f"{DEFAULT_ACCOUNTS[nature]}00",
            ),
        )

    def _recovery_account(self, chosen, codes, domain, otherwise):
        """The account that was chosen, otherwise the first of the company whose code begins with one of `codes`.

        :raises UserError: there is neither; `otherwise` says what to do
        """
        Account = self.env["account.account"].with_company(self)
        for code in codes:
            own = [*Account._check_company_domain(self), ("code", "=like", f"{code}%"), *domain]
            chosen = chosen or Account.search(own, limit=1)
        if not chosen:
            raise UserError(otherwise)
        return chosen

    def _recovery_journal(self):
        """The journal of entries that are neither sales nor money.

        :raises UserError: there is none
        """
        Journal = self.env["account.journal"]
        journal = Journal.search([*Journal._check_company_domain(self), ("type", "=", "general")], limit=1)
        if not journal:
            raise UserError(self.env._("%s has no journal for other entries: create one first.", self.name))
        return journal
