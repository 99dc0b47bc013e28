"""The board as a person opens it, and the list behind each of its numbers."""

import json

from odoo import Command
from odoo.tests import new_test_user

from ..common import RecoveryStory


class BoardStory(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Board = cls.env["recovery.board"]

    def person(self, group, company=None, **values):
        companies = company or self.company
        return new_test_user(
            self.env,
            f"board-{group}-{companies[0].id}",
            groups=group if "." in group else f"recovery_dunning.group_recovery_{group}",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
            lang="en_US",
            **values,
        )

    def board_of(self, user, filters=None, sections=None, companies=None):
        board = self.Board.with_user(user).with_context(allowed_company_ids=(companies or self.company).ids)
        return board.board(filters or {}, sections)

    def rows_behind(self, section, key=None, filters=None):
        """What the list behind a number holds, asked for as the browser does."""
        action = json.loads(json.dumps(self.Board.behind(section, key, filters or {})))
        model = self.env[action["res_model"]].with_context(**action["context"])
        return model.search(action["domain"])

    def kpi(self, day, **values):
        """The figures of a day, as the night writes them."""
        return (
            self.env["recovery.kpi"]
            .sudo()
            .create({"date": day, "company_id": self.company.id, "currency_id": self.company.currency_id.id, **values})
        )
