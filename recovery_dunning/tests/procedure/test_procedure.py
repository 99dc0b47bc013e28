"""Stories of procedures: their levels in order, and which procedure an invoice follows."""

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestProcedure(RecoveryStory):
    def test_procedure_without_levels(self):
        self.env["recovery.procedure"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "“Empty” has no level"):
            self.propose()

    def test_levels_out_of_order(self):
        with self.assertRaisesRegex(ValidationError, "Pressure only rises"):
            self.procedure("Falling", 3, 15, levels={3: {"tone": "3"}})
        with self.assertRaisesRegex(ValidationError, "falls on day 3, not later than day 15"):
            self.procedure("Out of order", 15, 3, levels={15: {"sequence": 1}, 3: {"sequence": 2}})
        with self.assertRaisesRegex(ValidationError, "preventive level comes before"):
            self.level(3).delay = -3

    def test_levels_edited_together(self):
        """Moving the whole ladder passes through states that would not hold by themselves."""
        shifted = [Command.update(self.level(d).id, {"delay": d + 12}) for d in (3, 15, 30)]
        self.ladder.write({"level_ids": shifted})
        self.assertEqual(sorted(self.ladder.level_ids.mapped("delay")), [15, 27, 42])

    def test_level_that_does_nothing(self):
        with self.assertRaisesRegex(ValidationError, "Choose the mail template"), self.env.cr.savepoint():
            self.level(3).mail_template_id = False
        with self.assertRaisesRegex(ValidationError, "does nothing"), self.env.cr.savepoint():
            self.level(3).send_email = False

    def test_formal_notice_gives_a_time_to_pay(self):
        with self.assertRaisesRegex(ValidationError, "gives a time to pay"):
            self.level(30).write({"phase": "formal_notice", "tone": "4"})

    def test_level_in_use_is_not_deleted(self):
        self.invoice(due="-4d")
        self.run_and_send()
        with self.assertRaisesRegex(UserError, "archive its procedure"):
            self.level(3).unlink()

    def test_procedure_is_chosen_by_invoice_debtor_and_conditions(self):
        france, vip = self.env.ref("base.fr"), self.env["res.partner.category"].create({"name": "VIP"})
        vip_child = vip.create({"name": "VIP Lyon", "parent_id": vip.id})
        own, by_invoice = self.procedure("Own", 100, sequence=90), self.procedure("Invoice", 200, sequence=91)
        self.procedure("France", 4, sequence=1, country_ids=[Command.set(france.ids)], debtor_class="business")
        self.procedure("VIP", 5, sequence=2, category_ids=[Command.set(vip.ids)])
        self.procedure("Consumers", 6, sequence=3, debtor_class="consumer")
        cases = {
            4: self.customer("French", country_id=france.id),
            5: self.customer("Tagged", category_id=[Command.set(vip_child.ids)]),
            6: self.customer("Person", is_company=False),
            3: self.customer("Anyone"),
            100: self.customer("Own", country_id=france.id, recovery_procedure_id=own.id),
        }
        for delay, debtor in cases.items():
            move = self.invoice(due="-1d", debtor=debtor)
            self.assertEqual(move.recovery_next_level_id.delay, delay, debtor.name)
        move = self.invoice(due="-1d", debtor=cases[100], recovery_procedure_id=by_invoice.id)
        self.assertEqual(move.recovery_next_level_id.delay, 200)

    def test_no_procedure_then_the_default(self):
        self.ladder.country_ids = self.env.ref("base.be")
        move = self.invoice(due="-20d")
        self.assertLeftOut(self.propose(), move, "no_procedure")
        self.company.recovery_procedure_id = self.ladder
        self.assertNotice(self.propose(), move)

    def test_next_step_on_the_invoice(self):
        move = self.invoice(due="+0d")
        self.assertEqual(move.recovery_next_level_id, self.level(3))
        self.assertEqual(move.recovery_next_date, self.on("+3d"))
        self.day("+4d")
        self.run_and_send()
        self.env.invalidate_all()
        self.assertEqual(move.recovery_next_level_id, self.level(15))
        self.assertEqual(move.recovery_next_date, self.on("+11d"))
        self.assertEqual(move.recovery_notice_count, 1)
        self.assertEqual(move.recovery_exclusion, "not_due")
        self.day("+15d")
        self.propose()
        self.env.invalidate_all()
        self.assertEqual((move.recovery_next_level_id, move.recovery_exclusion), (self.level(15), False))
        self.pay(move)
        self.env.invalidate_all()
        self.assertFalse(move.recovery_next_level_id)
