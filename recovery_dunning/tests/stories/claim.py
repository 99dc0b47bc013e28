"""Ladders that claim interest and indemnity, and what is shown of them."""

from datetime import date

from odoo import Command
from odoo.tests import new_test_user

from ..common import RecoveryStory


class ClaimStory(RecoveryStory):
    """A ladder of three steps: a reminder, a last one that claims, a formal notice that claims."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.send_at_any_hour()
        claims = {"claim_interest": True, "claim_indemnity": True, "tone": "3"}
        formal = {**claims, "phase": "formal_notice", "tone": "4", "response_days": 8}
        cls.claiming = cls.procedure("Claims", 3, 30, 45, levels={30: claims, 45: formal}, sequence=1)
        cls.consumer_procedure = cls.procedure(
            "Persons",
            *(3, 30, 45, 60),
            debtor_class="consumer",
            sequence=0,
            levels={
                45: {"phase": "formal_notice", "tone": "4", "response_days": 15, "claim_interest": True},
                60: {"phase": "agency", "tone": "4", "claim_interest": True},
            },
        )
        cls.person = cls.customer("Mme Petit", email="petit@e.com", is_company=False)

    def late_invoice(self, debtor=None, **values):
        """An invoice of 1 000 due on 1 January 2026, 60 days before the first day of the story."""
        move = self.invoice(due="-60d", amount=1000, debtor=debtor, **values)
        self.assertEqual(move.invoice_date_due, date(2026, 1, 1))
        return move

    def claims(self, move, *kinds, state="shown"):
        domain = [("move_id", "=", move.id), ("state", "=", state)]
        found = self.env["recovery.claim"].search(domain, order="kind, id")
        return found.filtered(lambda claim: claim.kind in kinds) if kinds else found

    def climb(self, *days):
        """The runs of these days; the last one."""
        for day in days:
            self.day(day)
            run = self.run_and_send()
        return run


class ShownStory(ClaimStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Account = cls.env["account.account"].with_company(cls.company)
        cls.company.recovery_interest_account_id = Account.create(
            {"name": "Late interest", "code": "763100", "account_type": "income_other"}
        )
        cls.company.recovery_indemnity_account_id = Account.create(
            {"name": "Penalties", "code": "758100", "account_type": "income_other"}
        )
        cls.own = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}

    def setUp(self):
        super().setUp()
        self.move = self.late_invoice()
        self.run = self.climb("+0d", "+1d")  # 3 March: 20.31 of interest, 40 of indemnity

    def worker(self, group, *others):
        groups = ",".join([f"recovery_dunning.group_recovery_{group}", *others])
        return new_test_user(self.env, f"the-{group}", groups=groups, **self.own)

    def night(self):
        self.env["recovery.claim"].sudo()._settle(self.company)

    def amounts(self, *states):
        claims = self.env["recovery.claim"].search([("move_id", "=", self.move.id), ("state", "in", states)])
        return sorted(claims.mapped("amount"))

    def ledger(self):
        """{account: balance} of what is posted in the company."""
        groups = self.env["account.move.line"]._read_group(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")], ["account_id"], ["balance:sum"]
        )
        return {account.code: round(balance, 2) for account, balance in groups if balance}
