"""Two collectors, their cases, and the work list as they open it."""

from odoo import Command
from odoo.tests import new_test_user

from ..common import RecoveryStory


class WorklistStory(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.alice = cls.colleague("alice")
        cls.bruno = cls.colleague("bruno")
        cls.company.recovery_user_id = cls.alice
        cls.Case = cls.env["recovery.case"]

    @classmethod
    def colleague(cls, login, group="user"):
        return new_test_user(
            cls.env,
            login,
            groups=f"recovery_dunning.group_recovery_{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            lang="en_US",
        )

    def case(self, debtor=None, **values):
        """The open case of a debtor, ranked."""
        debtor = debtor or self.debtor
        case = self.Case._open_for(self.company, debtor, overdue=debtor)[debtor.id]
        case.write(values)
        case._rank()
        return case

    def rank_what_was_stirred(self):
        """As the end of a transaction does."""
        self.env.cr.precommit.run()

    def promise(self, amount, due, debtor=None):
        return self.env["recovery.promise"]._give(self.company, debtor or self.debtor, amount, self.on(due))

    def listed(self, user=None, **filters):
        """The work list of `user` as he opens it, the first case first."""
        Case = self.Case.with_user(user or self.alice).with_context(allowed_company_ids=self.company.ids)
        Case.action_worklist()
        domain = [("is_mine", "=", True), ("is_due", "=", True)]
        return Case.search([*domain, *filters.items()], order="priority DESC, id")
