"""An insolvency that is noted by hand, what it leaves payable, and debtors who become one."""

from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..stories.court import InsolvencyStory


@tagged("post_install", "-at_install")
class TestInsolvencyNoted(InsolvencyStory):
    def test_noted_on_the_contact_without_a_day(self):
        plan = self.plan()
        self.debtor.recovery_insolvency = "receivership"
        self.env.invalidate_all()
        found = self.case.insolvency_id
        self.assertEqual((found.kind, found.state, found.judgment_date), ("receivership", "draft", False))
        self.assertEqual(plan.state, "active", "nothing is known of the day")

        def asked():
            return sum("R622-24" in (text or "") for text in self.tasks(self.case))

        self.assertEqual(asked(), 1)
        for day, count in (("+1d", 1), ("+7d", 2), ("+8d", 2)):
            self.day(day)
            self.watch()
            self.assertEqual(asked(), count, day)
        with self.assertRaisesRegex(ValidationError, "has not come yet"), self.env.cr.savepoint():
            found.judgment_date = self.on("+2d")
        found.judgment_date = self.on("-1d")
        found.published_on = self.on("+0d")
        self.env.invalidate_all()
        self.assertEqual((found.state, self.debtor.recovery_insolvency_date), ("open", self.on("-1d")))
        self.assertEqual((plan.state, found.declaration_deadline), ("cancelled", date(2026, 5, 11)))
        self.assertEqual(found.proceeding_id.stage, "draft")
        with self.assertRaisesRegex(UserError, "has had its effects"):
            found.with_user(self.collector("of-judgments")).judgment_date = self.on("-3d")

    def test_noted_on_the_case_with_its_day(self):
        order = self.start(self.case)
        self.step(order, "filed", "+0d")
        self.case.write({"insolvency": "liquidation", "insolvency_date": self.on("-3d")})
        self.env.invalidate_all()
        found = self.case.insolvency_id
        self.assertEqual((found.state, found.declaration_deadline), ("open", date(2026, 4, 27)))
        self.assertEqual(order.stayed_on, self.on("-3d"))
        self.debtor.recovery_insolvency = False
        self.env.invalidate_all()
        self.assertEqual((found.state, self.case.insolvency_id.ids), ("closed", []))
        self.assertEqual((found.proceeding_id.outcome, order.stayed_on), ("withdrawn", False))
        self.assertEqual(order.next_deadline, order.deposit_deadline, "it was a mistake: the order goes on")

    def test_who_owes_nothing_needs_no_record(self):
        nobody = self.customer("Personne SARL")
        nobody.recovery_insolvency = "liquidation"
        self.assertFalse(self.env["recovery.insolvency"].search([("partner_id", "=", nobody.id)]))

    def test_what_was_delivered_since_is_paid_on_the_page(self):
        self.insolvency(self.case, day="-20d")
        after = self.invoice(due="-1d", amount=300, invoice_date=self.on("-5d"))
        lines, new = self.instalments(self.move | after), self.instalments(after)
        values = self.case._page_values()
        self.assertEqual((values["payable"], values["insolvent"]), (new, True))
        self.assertEqual(self.case._page_chosen_to_pay(new.ids), new)
        for chosen in (lines, self.instalments(self.move)):
            with self.assertRaisesRegex(UserError, "nothing may be paid or promised"):
                self.case._page_chosen_to_pay(chosen.ids)
        self.company.write({"recovery_page": True, "recovery_page_pay": True})
        with self.assertRaisesRegex(UserError, "nothing may be paid or promised"):
            self.case._page_whole(self.company.currency_id.name)
        promise = self.case._page_promise(self.debtor, new.ids, None, self.on("+5d"), "")
        self.assertEqual(promise.line_ids, new)
        self.assertEqual(self.case._page_chosen(lines.ids), lines)  # contested: as ever

    def test_two_debtors_become_one(self):
        """The first judgment governs; suits of the other one stop."""
        other = self.customer("Dubois Menuiserie (2)", zip="69002")
        _move, case = self.case_of(other, amount=500.0)
        order = self.start(case)
        self.step(order, "filed", "+0d")
        found = self.insolvency(self.case, day="-4d")
        order_number = order.case_id
        self.env["base.partner.merge.automatic.wizard"]._merge((self.debtor | other).ids, other)
        self.env.invalidate_all()
        self.assertEqual((found.partner_id, other.recovery_insolvency), (other, "receivership"))
        self.assertEqual((order.stage, order.stayed_on), ("filed", self.on("-4d")))
        self.assertEqual(len(order.case_id | found.case_id | found.proceeding_id.case_id), 1)
        self.assertTrue(order_number.exists())

    def test_two_insolvent_debtors_become_one(self):
        other = self.customer("Dubois Menuiserie (2)", zip="69002")
        _move, case = self.case_of(other, amount=500.0)
        first, second = self.insolvency(case, day="-9d"), self.insolvency(self.case, day="-4d")
        self.env["base.partner.merge.automatic.wizard"]._merge((self.debtor | other).ids, self.debtor)
        self.env.invalidate_all()
        self.assertEqual((first.state, second.state), ("open", "closed"))
        self.assertEqual(second.proceeding_id.outcome, "withdrawn")
        self.assertEqual(self.debtor.recovery_insolvency_date, self.on("-9d"))
        self.assertEqual(first.amount_before, 2900.0)
