"""Stories of what is covered: money counts by amount, wherever it is known from, and the same everywhere (rule 11)."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ...engine.cover import Money, Source
from ..stories.cover import CoverStory


@tagged("post_install", "-at_install")
class TestCover(CoverStory):
    def test_a_part_payment_without_entry_covers_its_amount(self):
        """100 registered of 10,000: the rest is asked for, nothing is kept or done, the case stays open."""
        self.without_entry()
        move = self.invoice(due="-20d", amount=10_000)
        promise = self.promise(move, amount=5_000)
        self.pay(move, 100)
        self.assertEqual((promise.amount_received, promise.state), (100, "open"))
        promise.action_cancel()
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 9_900)
        self.assertEqual(self.case().amount_overdue, 9_900)

    def test_a_payment_that_the_bank_has_brought_counts_once(self):
        self.without_entry()
        move = self.invoice(due="-20d", amount=1_000)
        self.pay(move, 100)
        line = self.bank_line(100, f"VIR {move.name}", self.debtor)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.instalments(move).account_id
        (suspense + self.instalments(move)).reconcile()
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 900)

    def bring(self, amount, *moves):
        """A line of the bank that is reconciled with these invoices."""
        line = self.bank_line(amount, "VIR", self.debtor)
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = self.instalments(moves[0]).account_id
        for move in moves:
            (suspense + self.instalments(move)).reconcile()

    def test_one_line_of_the_bank_brings_one_of_two_like_payments(self):
        self.without_entry()
        move = self.invoice(due="-20d", amount=300)
        self.pay(move, 100)
        self.pay(move, 100)
        self.bring(100, move)
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 100)

    def test_a_line_of_the_bank_brings_the_payments_of_several_invoices(self):
        self.without_entry()
        move, small = self.invoice(due="-20d", amount=1_000), self.invoice(due="-20d", amount=50)
        self.pay(move, 100)
        self.pay(small, 50)
        self.bring(150, small, move)
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 900)

    def test_a_line_of_the_bank_is_the_payment_that_stands_in_the_books_already(self):
        """Registered, then on the statement, and nobody has matched the two yet: it covers once."""
        for books in (self.pay, lambda move, amount: self.payment_on_account(amount, move.partner_id)):
            for with_entry in (True, False):
                if not with_entry:
                    self.without_entry()
                debtor = self.customer(f"{books} {with_entry}")
                move = self.invoice(due="-20d", amount=1_000, debtor=debtor)
                books(move, 100)
                self.bank_line(100, f"VIR {move.name}", debtor)
                self.assertEqual(self.asked(debtor), 900)
                self.bank_line(100, "VIR", debtor)  # another one
                self.assertEqual(self.asked(debtor), 800)

    def test_a_line_of_the_bank_for_a_paid_invoice_covers_no_other(self):
        paid, move = self.invoice(due="-20d", amount=100), self.invoice(due="-10d", amount=100)
        self.pay(paid)
        self.bank_line(100, f"VIR {paid.name}", self.debtor)
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 100)

    def test_a_line_of_the_bank_that_names_another_invoice_is_another_payment(self):
        paid, move = self.invoice(due="-20d", amount=100), self.invoice(due="-10d", amount=100)
        self.pay(paid)
        self.bank_line(100, f"VIR {move.name}", self.debtor)
        self.assertLeftOut(self.run_and_send(), move, "bank_match")

    def test_a_line_of_the_bank_long_after_a_payment_is_other_money(self):
        move = self.invoice(due="-20d", amount=1_000)
        self.pay(move, 100)
        self.day("+30d")
        self.bank_line(100, "VIR", self.debtor)
        self.assertEqual(self.asked(self.debtor), 800)

    def asked(self, debtor):
        """What a notice of today asks of the debtor."""
        notices = self.propose().notice_ids.filtered(lambda n: n.partner_id == debtor and n.state == "proposed")
        return sum(notices.mapped("amount_due"))

    def test_a_credit_note_that_was_paid_back_without_an_entry_covers_nothing(self):
        self.without_entry()
        move = self.invoice(due="-20d", amount=100)
        note = self.invoice(due="-2d", amount=80, move_type="out_refund")
        self.assertFalse(self.pay(note, 50).move_id)
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 70)
        self.bring(-50, note)
        self.day("+14d")
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 70)

    def test_an_earned_discount_is_not_asked_for(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "2/10 net 30",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 10,
                "line_ids": [Command.create({"value": "percent", "value_amount": 100, "nb_days": 30})],
            }
        )
        for paid_after, covered in ((5, True), (20, False)):
            debtor = self.customer(f"Paid after {paid_after} days")
            move = self.invoice(due="-40d", terms=terms, debtor=debtor)
            line = self.bank_line(98, f"VIR {move.name}", debtor)
            line.date = move.invoice_date + timedelta(days=paid_after)
            notice = self.propose().notice_ids.filtered(lambda n, debtor=debtor: n.partner_id == debtor)
            self.assertEqual(notice.amount_due, 0 if covered else 2)

    def test_money_in_another_currency_is_seen_and_waits(self):
        move = self.invoice(due="-20d", amount=1_000, currency_id=self.abroad.id)
        self.bank_line(300, f"VIR {move.name}", self.debtor)
        self.assertLeftOut(self.run_and_send(), move, "bank_match")

    def test_money_in_a_currency_without_a_rate_stops_nobody_else(self):
        other = self.customer("Somebody else")
        unknown = self.env["res.currency"].create({"name": "ZZZ", "symbol": "z"})
        move, fine = self.invoice(due="-20d", currency_id=self.abroad.id), self.invoice(due="-20d", debtor=other)
        self.bank_line(300, f"VIR {move.name}", self.debtor).write(
            {"foreign_currency_id": unknown.id, "amount_currency": 700}
        )
        run = self.run_and_send()
        self.assertLeftOut(run, move, "bank_match")
        self.assertNotice(run, fine, debtor=other)

    def test_a_cheque_from_a_visit_waits_for_the_accountant(self):
        move = self.invoice(due="-20d", amount=500)
        self.run_and_send()
        wizard = self.env["recovery.visit.wizard"].create(
            {"partner_id": self.debtor.id, "amount": 300, "method": "cheque", "reference": "0001"}
        )
        wizard.action_record()
        payment = self.env["account.payment"].search([("partner_id", "=", self.debtor.id)])
        self.assertEqual((payment.state, payment.recovery_case_id), ("draft", self.case()))
        self.day("+14d")
        self.assertLeftOut(self.run_and_send(), move, "covered_by_credit")
        payment.action_post()
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 200)

    def test_a_cheque_that_is_thrown_away_covers_nothing(self):
        move = self.invoice(due="-20d", amount=500)
        self.env["recovery.visit.wizard"].create(
            {"partner_id": self.debtor.id, "amount": 300, "method": "cheque"}
        ).action_record()
        self.env["account.payment"].search([("partner_id", "=", self.debtor.id)]).unlink()
        self.day("+4d")
        self.assertEqual(self.assertNotice(self.run_and_send(), move).amount_due, 500)

    def test_a_common_reference_needs_the_amount_too(self):
        """A tenant's invoices all carry the reference LOYER: another tenant's transfer pays none of them."""
        move = self.invoice(due="-20d", amount=700, payment_reference="LOYER")
        self.bank_line(650, "VIR LOYER MARS")
        self.assertNotice(self.run_and_send(), move)
        self.day("+14d")
        self.bank_line(700, "VIR LOYER MARS")
        self.assertLeftOut(self.run_and_send(), move, "bank_match")

    def test_a_reference_that_two_debtors_carry_pays_neither(self):
        other = self.customer("Another tenant")
        mine = self.invoice(due="-20d", amount=700, payment_reference="LOYER")
        theirs = self.invoice(due="-20d", amount=700, payment_reference="LOYER", debtor=other)
        self.bank_line(700, "VIR LOYER MARS")
        run = self.run_and_send()
        self.assertNotice(run, mine)
        self.assertNotice(run, theirs, debtor=other)

    def test_an_account_or_a_name_that_two_debtors_share_tells_nothing(self):
        self.customer("Dubois Menuiserie", email="other@example.com")
        move = self.invoice(due="-20d")
        self.line_of_the_bank(100, partner_name="Dubois Menuiserie")
        self.assertNotice(self.run_and_send(), move)

    def test_a_bank_writes_a_name_in_its_own_way(self):
        """In capitals, without accents, ligatures, hyphens and apostrophes; cut short it is another name."""
        self.debtor.name = "Élagage de l'Hérault - Cœur & Fils"
        move = self.invoice(due="-20d")
        line = self.line_of_the_bank(100, partner_name="ELAGAGE DE L HERAULT COEUR")
        self.assertNotice(self.propose(), move)
        line.partner_name = "ELAGAGE DE L HERAULT COEUR FILS"
        self.assertLeftOut(self.propose(), move, "bank_match")

    def test_somebody_else_who_pays_is_seen_and_waits_for_a_decision(self):
        """A notary's transfer names the invoice; the notary is a customer too."""
        notary = self.customer("Notary")
        move, own = self.invoice(due="-20d"), self.invoice(due="-20d", debtor=notary, amount=60)
        self.bank_line(100, f"Etude, facture {move.name}", notary)
        run = self.run_and_send()
        self.assertLeftOut(run, move, "covered_by_credit")
        self.assertLeftOut(run, own, "bank_match")  # until somebody has looked, it may be his

    def test_a_holding_that_has_paid_on_account_for_its_subsidiary(self):
        holding = self.customer("Holding")
        move = self.invoice(due="-20d")
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": holding.id,
                "amount": 100,
                "memo": f"pour {move.name}",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        self.assertLeftOut(self.run_and_send(), move, "covered_by_credit")

    def test_the_exception_says_what_covers(self):
        move = self.invoice(due="-20d")
        note = self.invoice(due="-20d", move_type="out_refund")
        exception = self.assertLeftOut(self.run_and_send(), move, "covered_by_credit")
        self.assertIn(note.name, exception.detail)

    def test_a_bank_line_of_nothing_covers_nothing(self):
        move = self.invoice(due="-20d")
        self.bank_line(0, f"VIR {move.name}", self.debtor)
        self.assertNotice(self.run_and_send(), move)

    def test_nothing_on_its_way_ends_a_case(self):
        """Only money that is in the ledger ends a case: a line of the bank may turn out to be somebody else's."""
        move = self.invoice(due="-20d")
        self.run_and_send()
        line = self.bank_line(100, debtor=self.debtor)
        self.env["recovery.case"]._close_settled(self.company)
        self.assertTrue(self.case())
        self.assertEqual(self.case().amount_overdue, 0)
        line.unlink()
        self.assertEqual(self.case().amount_overdue, 100)
        self.assertEqual(move.amount_residual, 100)

    def test_a_source_of_another_add_on(self):
        """Ten lines add a source."""
        move, book = self.invoice(due="-20d"), type(self.env["recovery.open.items"])
        before = book._sources

        def with_another(model, company, debtor_ids):
            yield from before(model, company, debtor_ids)
            yield self.debtor.id, Money(Source.THIRD_PARTY, 100, self.home.id, "Insurer", decide=True)

        self.patch(book, "_sources", with_another)
        exception = self.assertLeftOut(self.run_and_send(), move, "covered_by_credit")
        self.assertIn("Insurer", exception.detail)
