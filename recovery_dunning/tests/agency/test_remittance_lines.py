"""Stories of lines that are kept aside: named, corrected, accepted, left out."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..stories.agency import RemittanceStory


@tagged("post_install", "-at_install")
class TestRemittanceLines(RemittanceStory):
    def test_twenty_lines_of_which_three_are_bad(self):
        debtors = [self.customer(f"Debtor {number}") for number in range(19)]
        for debtor in debtors:
            self.invoice(due="-60d", amount=200, debtor=debtor)
        placements = self.place(*debtors)
        self.recall(placements[18])
        self.day("+2d")
        lines = [self.line(placement, 100, day="03/03/2026") for placement in placements[:17]]
        lines += [
            self.line(placements[17], 900, day="03/03/2026"),
            self.line(placements[18], 100, day="04/03/2026"),
            self.line("REC/1999/9999", 100),
        ]
        remittance = self.remittance(*lines, "TOTAL;;;2800,00;280,00;56,00;2464,00")
        self.assertFalse(remittance.problem)
        self.assertEqual(len(remittance.line_ids), 20)
        aside = self.assertAside(remittance, "over", "ended", "unknown")
        self.assertIn("REC/1999/9999", aside[2].explanation)
        remittance.action_book()
        self.assertEqual(remittance.booked_count, 17)
        self.assertBalanced(remittance)
        self.assertEqual(self.balance(self.clearing), 17 * 88)
        self.assertEqual(len(remittance.line_ids.bill_id.invoice_line_ids), 17)
        self.assertEqual(set(placements[:17].mapped("amount_recovered")), {100})
        moves = self.env["account.move"].search_count([])
        with self.assertRaisesRegex(UserError, "nothing was changed"):
            self.remittance(*lines, "TOTAL;;;2800,00;280,00;56,00;2464,00")
        again = self.remittance(*lines, "")  # another file, the same lines
        self.assertAside(again, *["duplicate"] * 17, "over", "ended", "unknown")
        with self.assertRaisesRegex(UserError, "nothing to book"):
            again.action_book()
        self.assertEqual(self.env["account.move"].search_count([]), moves)

    def test_a_line_kept_aside_is_corrected_and_booked(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(self.line(placement, 100), "XX;;02/03/2026;50,00;5,00;1,00;44,00", reference="F1")
        remittance.action_book()
        line = self.assertAside(remittance, "unknown")
        line.with_user(self.collector).placement_id = placement
        self.assertEqual((line.state, remittance.ready_count), ("ready", 1))
        remittance.action_book()
        self.assertEqual(placement.amount_recovered, 150)
        self.assertEqual(remittance.line_ids.bill_id.mapped("ref"), ["F1", "F1/2"])
        with self.assertRaisesRegex(UserError, "by its buttons"):
            line.with_user(self.accountant).gross = 10

    def test_each_figure_that_is_wrong_is_named(self):
        self.invoice(due="-60d", amount=1000)
        placement = self.place()
        name = placement.case_id.name
        remittance = self.remittance(
            f"{name};;02/03/2026;abc;1;0,20;0",
            f"{name};;soon;10;1;0,20;8,80",
            f"{name};;02/03/2026;100,00;10,00;5,00;85,00",
            f"{name};;02/03/2026;100,00;10,00;2,00;90,00",
            f"{name};;02/03/2026;-100,00;0;0;-100,00",
            f"{name};;02/03/2027;100,00;0;0;100,00",
            f"{name};;02/03/2026;=1+1;0;0;2",
            ";;02/03/2026;100,00;10,00;2,00;88,00",
            f"{name};;02/03/2026;;;;",
        )
        aside = self.assertAside(
            remittance, "misread", "misread", "vat", "net", "amount", "day", "misread", "unknown", "misread"
        )
        self.assertEqual(aside[0].explanation, "Collected: “abc” cannot be read.")
        self.assertEqual(aside[8].explanation, "Collected is missing.")
        aside[0].with_user(self.accountant).write({"gross": 10})
        self.assertEqual((aside[0].state, aside[0].net), ("ready", 8.8))

    def test_looking_again_finds_what_was_found_on_reading(self):
        """Lines are judged before they are written, and by what is written."""
        self.invoice(due="-60d", amount=1000)
        placement = self.place()
        name = placement.case_id.name
        good = self.line(placement, 100, reference="A/1")
        remittance = self.remittance(
            good,
            good,
            f"{name};;soon;10;1;0,20;8,80",
            f"{name};;02/03/2026;100,005;10,00;5,00;85,00",
            self.line(placement, 5000),
            self.line("REC/1999/9999", 100),
            ";;;;;;",
            f"{name};;02/03/2026;;;;",
        )
        lines, names = remittance.line_ids.sudo(), ("state", "problem", "explanation", "key", "fee_expected")
        found = lines.read(names)
        self.assertEqual(lines.case_id, placement.case_id)
        self.assertEqual(lines.partner_id, self.debtor)
        remittance.sudo()._check_lines()
        lines.invalidate_recordset()
        self.assertEqual(lines.read(names), found)
        for line in lines:
            self.assertEqual(line.case_id, line.placement_id.case_id)
            self.assertEqual(line.partner_id, line.placement_id.partner_id)

    def test_a_manager_accepts_what_looks_wrong(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(self.line(placement, 310))
        line = self.assertAside(remittance, "over")
        with self.assertRaises(AccessError):
            line.with_user(self.collector).action_accept()
        line.with_user(self.accountant).action_accept()
        self.assertEqual((line.state, line.accepted_by_id), ("ready", self.accountant))
        remittance.action_book()
        self.assertEqual(placement.status, "paid")

    def test_a_line_is_left_out(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100), self.line("Nobody", 10))
        line = self.assertAside(remittance, "unknown")
        line.with_user(self.collector).action_leave_out()
        self.assertEqual((line.state, remittance.aside_count), ("left_out", 0))
        line.with_user(self.collector)._take_back_in()
        self.assertAside(remittance, "unknown")

    def test_a_payment_before_the_recall_is_due_to_us(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        self.day("+3d")
        self.recall(placement)
        self.day("+8d")
        remittance = self.remittance(self.line(placement, 100, day="04/03/2026"))
        self.assertAside(remittance)

    def test_the_fee_is_compared_with_the_terms(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        line = self.remittance(self.line(placement, 100, percent=25)).line_ids
        self.assertEqual((line.state, line.fee_expected, line.fee_differs), ("ready", 10, True))
