"""A sales rep, his customer, and what the visit card shows of it."""

from odoo import Command
from odoo.tests import new_test_user

from ..common import RecoveryStory

AMOUNTS = ("recovery_overdue", "recovery_age_30", "recovery_age_60", "recovery_age_90", "recovery_age_more")


class RepStory(RecoveryStory):
    """A sales rep with nothing but the right to view recovery, and his customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = cls.make_rep("rep")
        cls.debtor.write({"user_id": cls.rep.id, "city": "Angers"})

    @classmethod
    def make_rep(cls, login, **values):
        return new_test_user(
            cls.env,
            login,
            groups="recovery_dunning.group_recovery_viewer",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **{"lang": "en_US", **values},
        )

    def card(self, debtor=None):
        """The customer as the rep sees him."""
        self.env.invalidate_all()
        return (debtor or self.debtor).with_user(self.rep).with_context(lang="en_US")

    def promise(self, amount, day):
        debtor = self.debtor.with_company(self.company)
        return self.env["recovery.promise"]._give(self.company, debtor, amount, self.on(day))
