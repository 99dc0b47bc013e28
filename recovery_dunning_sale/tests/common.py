"""The vocabulary of recovery, with quotations and orders."""

from odoo import Command
from odoo.addons.recovery_dunning.tests.common import RecoveryStory
from odoo.tests import new_test_user

SALES = "recovery_dunning.group_recovery_viewer,sales_team.group_sale_salesman"


class SalesStory(RecoveryStory):
    """A rep with the rights to view recovery and to sell, nothing else; a ladder that stops sales on day 15."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder.level_ids.filtered(lambda level: level.delay == 3).sale_policy = "warn"
        cls.ladder.level_ids.filtered(lambda level: level.delay == 15).sale_policy = "block"
        cls.rep = cls.make_user("rep", SALES)
        cls.manager = cls.make_user("manager", "recovery_dunning.group_recovery_manager", email="manager@example.com")
        cls.debtor.write({"user_id": cls.rep.id, "city": "Angers"})
        cls.table = cls.env["product.product"].create(
            {"name": "Oak table", "list_price": 100, "type": "consu", "taxes_id": [Command.clear()]}
        )

    @classmethod
    def make_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **{"lang": "en_US", "name": login.title(), **values},
        )

    def quotation(self, quantity=1, debtor=None, user=None):
        order = (
            self.env["sale.order"]
            .with_user(user or self.rep)
            .create(
                {
                    "partner_id": (debtor or self.debtor).id,
                    "order_line": [Command.create({"product_id": self.table.id, "product_uom_qty": quantity})],
                }
            )
        )
        self.env.invalidate_all()
        return order

    def stop_sales(self):
        """The debtor reaches the level that stops sales."""
        move = self.invoice(due="-20d", amount=500)
        self.run_and_send()
        self.day("+20d")
        self.run_and_send()
        self.assertEqual(self.debtor.recovery_status, "stop")
        return move

    def ask(self, order, reason="He pays on delivery", user=None):
        action = order.with_user(user or self.rep).action_recovery_release()
        wizard = self.env["recovery.release.wizard"].with_user(user or self.rep).with_context(**action["context"])
        wizard.create({"reason": reason}).action_ask()
        return self.env["recovery.release"].search([("order_id", "=", order.id)], limit=1)

    def decide(self, release, verdict="release", reason="Half is paid", user=None):
        action = release.with_user(user or self.manager).action_decide()
        wizard = self.env["recovery.release.wizard"].with_user(user or self.manager).with_context(**action["context"])
        getattr(wizard.create({"reason": reason}), f"action_{verdict}")()
        self.env.invalidate_all()
