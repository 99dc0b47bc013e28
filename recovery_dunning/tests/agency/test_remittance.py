"""A remittance: read, looked at, booked, undone. The ledger stays balanced, a bad line is named and stops no other."""

import base64
import io
import zipfile

import openpyxl
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..handoff.test_handoff import SIREN, HandoffStory
from ..handoff.test_placement import AgencyStory
from ..notice.test_letters import ADDRESS

TITLES = "Votre référence;N° dossier;Date;Encaissé;Honoraires HT;TVA;Net reversé"


class RemittanceStory(AgencyStory):
    """Files of the agency, and what becomes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.user_of(
            "accountant", "account.group_account_invoice,recovery_dunning.group_recovery_manager"
        )

    def line(self, placement, gross, day="02/03/2026", reference="", percent=10):
        """A line as the agency writes it."""
        fee = gross * percent / 100
        amounts = (gross, fee, fee * 0.2, gross - fee * 1.2)
        name = placement if isinstance(placement, str) else placement.case_id.name
        return ";".join([name, reference, day, *(f"{amount:.2f}".replace(".", ",") for amount in amounts)])

    def remittance(self, *lines, titles=TITLES, content=None, user=None, read=True, **values):
        content = "\n".join([titles, *lines]).encode() if content is None else content
        remittance = (
            self.env["recovery.remittance"]
            .with_user(user or self.accountant)
            .create(
                {"agency_id": self.agency.id, "file": base64.b64encode(content), "filename": "remittance.csv", **values}
            )
        )
        if read:
            remittance.action_read()
        return remittance

    def assertAside(self, remittance, *problems):
        aside = remittance.line_ids.filtered(lambda line: line.state == "aside").sorted("number")
        self.assertEqual(aside.mapped("problem"), [*problems], aside.mapped("explanation"))
        self.assertTrue(all(aside.mapped("explanation")))
        return aside

    def balance(self, account):
        return sum(self.env["account.move.line"].search([("account_id", "=", account.id)]).mapped("balance"))

    def assertBalanced(self, remittance):
        for move in remittance._moves():
            self.assertEqual(move.state, "posted")
            self.assertTrue(move.company_currency_id.is_zero(sum(move.line_ids.mapped("balance"))), move.name)


@tagged("post_install", "-at_install")
class TestRemittance(RemittanceStory):
    def test_gross_on_the_debtor_fee_on_a_bill_net_to_the_bank(self):
        old, new = self.invoice(due="-60d", amount=300), self.invoice(due="-20d", amount=500)
        placement = self.place()
        self.day("+5d")
        remittance = self.remittance(self.line(placement, 400, day="04/03/2026"), reference="FA-12")
        self.assertEqual((remittance.state, remittance.ready_count, remittance._moves().ids), ("read", 1, []))
        remittance.action_book()
        self.assertEqual((old.amount_residual, new.amount_residual), (0, 400))  # the oldest first
        bill = remittance.line_ids.bill_id
        self.assertEqual((bill.ref, bill.amount_untaxed, bill.amount_tax, bill.payment_state), ("FA-12", 40, 8, "paid"))
        self.assertEqual(remittance.line_ids.entry_id.date, self.on("-3d"))  # the day the debtor paid
        self.assertEqual(self.balance(self.clearing), 352)
        self.assertBalanced(remittance)
        self.assertEqual((placement.amount_recovered, placement.amount_fees, placement.status), (400, 40, "partly"))
        event = self.last_event(placement.case_id)
        self.assertEqual((event.kind, event.direction), ("agency", "internal"))
        self.assertRegex(event.summary, r"400[.,]00 on")
        self.follow()
        self.assertFalse(placement.advice_ids)  # it knows what it collected itself

    def test_what_the_agency_collected_is_a_payment(self):
        """It interrupts the limitation, stands among the receipts of the case, and counts for the route."""
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        self.remittance(self.line(placement, 100)).action_book()
        line = self.instalments(move)
        acts = self.env["recovery.limitation"]._acts(line.ids, [], self.on("+0d"))
        self.assertEqual([(act.kind, act.on) for act in acts[line.id]], [("payment", self.on("+0d"))])
        self.assertEqual(placement.case_id.receipt_ids.mapped("balance"), [-100])
        self.assertEqual(placement.case_id._results()[placement.case_id].recovered, 100)

    def test_the_net_is_matched_with_the_bank(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(self.line(placement, 100), self.line(placement, 200, day="2026-03-01"))
        self.assertAside(remittance, "day")  # before it was placed
        remittance.action_book()
        statement = self.env["account.bank.statement.line"].create(
            {"journal_id": self.company_data["default_journal_bank"].id, "payment_ref": "VIR", "amount": 88.0}
        )
        _liquidity, suspense, _other = statement._seek_for_lines()
        suspense.account_id = self.clearing
        transfer = statement.move_id.line_ids.filtered(lambda item: item.account_id == self.clearing)
        open_items = self.env["account.move.line"].search(
            [("account_id", "=", self.clearing.id), ("reconciled", "=", False)]
        )
        open_items.reconcile()
        self.assertTrue(transfer.reconciled)
        self.assertEqual(self.balance(self.clearing), 0)
        with self.assertRaisesRegex(UserError, "is matched with this remittance"):
            remittance.action_undo()

    def test_a_month_that_is_closed_stays_closed(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        self.day("+40d")
        self.company.fiscalyear_lock_date = "2026-03-31"
        remittance = self.remittance(self.line(placement, 100, day="10/03/2026"))
        remittance.action_book()
        self.assertEqual(move.amount_residual, 200)
        self.assertEqual(min(remittance._moves().mapped("date")).month, 4)

    def test_the_invoice_that_is_named_is_paid_first(self):
        old, new = self.invoice(due="-60d", amount=300), self.invoice(due="-20d", amount=500)
        self.place()
        remittance = self.remittance(f"{new.name};450;0", titles="Facture;Montant;Commission")
        self.assertEqual(remittance.line_ids.invoice_id, new)
        remittance.action_book()
        self.assertEqual((old.amount_residual, new.amount_residual), (300, 50))
        self.assertFalse(remittance.line_ids.bill_id)

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
        with self.assertRaisesRegex(UserError, "not corrected any more"):
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

    def test_another_currency(self):
        dollar = self.env.ref("base.USD") if self.company.currency_id.name != "USD" else self.env.ref("base.EUR")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "name": "2026-01-01", "rate": 2})
        self.invoice(due="-60d", amount=300)
        theirs = self.customer("Dollar")
        move = self.invoice(due="-60d", amount=500, debtor=theirs, currency_id=dollar.id)
        ours, foreign = self.place(self.debtor, theirs)
        remittance = self.remittance(
            f"{ours.case_id.name};100;{dollar.name}",
            f"{foreign.case_id.name};100;",
            titles="Votre référence;Encaissé;Devise",
        )
        self.assertAside(remittance, "currency", "currency")
        remittance = self.remittance(
            f"{foreign.case_id.name};300;30", titles="Votre réf;Encaissé;Honoraires", currency_id=dollar.id
        )
        self.assertAside(remittance)
        remittance.action_book()
        self.assertEqual(move.amount_residual, 200)
        self.assertBalanced(remittance)
        self.assertEqual((foreign.amount_recovered, foreign.amount_fees), (150, 15))

    def test_interest_that_was_placed_and_invoiced_since(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place(interest=40, indemnity=40)
        claim = self.invoice(due="+0d", amount=60)
        claim.recovery_is_claim = True
        remittance = self.remittance(self.line(placement, 380))
        self.assertAside(remittance)
        remittance.action_book()
        self.assertEqual((move.amount_residual, claim.amount_residual), (0, 0))
        rest = self.env["account.move.line"].search(
            [("partner_id", "=", self.debtor.id), ("amount_residual", "<", 0), ("parent_state", "=", "posted")]
        )
        self.assertEqual(rest.amount_residual, -20)
        self.assertIn("invoice the claims", placement.case_id.activity_ids.mapped("summary")[0])
        self.assertEqual(placement.status, "paid")

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
        line.with_user(self.collector).action_take_back_in()
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

    def test_the_net_alone_tells_the_fee(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(f"{placement.case_id.name};100;88", titles="Votre réf;Encaissé;Net reversé")
        self.assertEqual((remittance.fee, remittance.vat, remittance.net), (10, 2, 88))

    def test_fees_billed_apart(self):
        self.agency.with_company(self.company).recovery_fees_apart = True
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(f"{placement.case_id.name};100;10;100", titles="Votre réf;Encaissé;Honoraires;Net")
        remittance.action_book()
        self.assertEqual((move.amount_residual, self.balance(self.clearing)), (200, 100))
        self.assertFalse(remittance.line_ids.bill_id)
        self.assertEqual(placement.amount_fees, 10)

    def test_cents_of_vat_that_the_agency_rounds_otherwise(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        name = placement.case_id.name
        remittance = self.remittance(
            f"{name};;02/03/2026;10,00;1,02;0,21;8,77", f"{name};;02/03/2026;10,00;1,03;0,20;8,77"
        )
        remittance.action_book()
        bill = remittance.line_ids.bill_id
        self.assertEqual((bill.amount_untaxed, bill.amount_tax, bill.payment_state), (2.05, 0.41, "paid"))
        self.assertAlmostEqual(self.balance(self.clearing), 17.54)

    def test_the_status_of_a_case_is_news(self):
        self.invoice(due="-60d", amount=300)
        others = self.customer("Hopeless")
        self.invoice(due="-60d", amount=300, debtor=others)
        placements = self.place(self.debtor, others)
        remittance = self.remittance(
            f"{placements[0].case_id.name};0;Promesse",
            f"{placements[1].case_id.name};;Irrécouvrable",
            titles="Votre référence;Encaissé;Statut",
        )
        self.assertAside(remittance)
        remittance.action_book()
        self.assertEqual(placements.mapped("status"), ["promise", "placed"])  # what ends a case, a person decides
        self.assertEqual(placements[1].case_id.activity_ids.summary, "The agency says: Uncollectable")

    # ---- undo -----------------------------------------------------------------------------------------------------

    def test_undo_reopens_the_debt(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        lines = [self.line(placement, 300)]
        remittance = self.remittance(*lines)
        remittance.action_book()
        self.assertEqual((placement.status, placement.case_id.phase), ("paid", "amicable"))
        with self.assertRaises(AccessError):
            remittance.with_user(self.collector).action_undo()
        remittance.action_undo()
        self.assertEqual((move.amount_residual, self.balance(self.clearing)), (300, 0))
        self.assertEqual((placement.status, placement.case_id.phase), ("placed", "agency"))
        self.assertEqual(placement.amount_recovered, 0)
        self.assertEqual((remittance.state, placement.handoff_id.state), ("undone", "handed"))
        again = self.remittance(*lines)
        again.action_book()
        self.assertEqual((move.amount_residual, placement.status), (0, "paid"))
        with self.assertRaisesRegex(UserError, "never deleted"):
            remittance.unlink()

    # ---- columns --------------------------------------------------------------------------------------------------

    def test_the_columns_are_kept_for_the_next_file(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        titles = "Votre référence;Bidule;Machin;Encaissé"
        remittance = self.remittance(f"{placement.case_id.name};12,00;x;100,00", titles=titles)
        self.assertEqual(remittance.fee, 0)
        remittance.column_ids.filtered(lambda c: c.title == "Bidule").column = "fee"
        remittance.action_read()
        self.assertEqual((remittance.fee, remittance.vat), (12, 2.4))
        following = self.remittance(f"{placement.case_id.name};6,00;y;50,00", titles=titles)
        self.assertEqual(following.fee, 6)

    def test_totals_that_are_not_those_of_the_lines(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100), "Total;;;110,00;;;")
        self.assertIn("not those of its lines", remittance.problem)

    def test_a_workbook(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        placement.agency_reference = "A/0042"
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Recouvrement du Centre – reversement"])
        sheet.append([])
        sheet.append(["Dossier", "Date de paiement", "Montant encaissé", "Commission HT"])
        sheet.append(["a-0042", self.on("+0d"), 120.5, 12.05])
        sheet.append(["A/0042", self.on("+0d"), "=60+60", 12])
        stream = io.BytesIO()
        book.save(stream)
        remittance = self.remittance(content=stream.getvalue())
        first, second = remittance.line_ids
        self.assertEqual((first.placement_id, first.gross, first.fee, first.vat), (placement, 120.5, 12.05, 2.41))
        self.assertEqual((first.number, first.state), (4, "ready"))
        self.assertEqual((second.problem, second.explanation), ("misread", "Collected is missing."))  # never computed

    # ---- hostile files --------------------------------------------------------------------------------------------

    def test_files_that_are_no_remittance(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
            parts.writestr("xl/worksheets/sheet1.xml", b"0" * 201_000_000)
        entities = io.BytesIO()
        with zipfile.ZipFile(entities, "w") as parts:
            parts.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>')
        for content, words in (
            (b" \n", "is empty"),
            (b"a;b\n" + b"x" * 20_000_001, "larger than 20 MB"),
            (b"\xd0\xcf\x11\xe0 old", "old Excel"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "neither CSV nor XLSX"),
            (b"PK\x03\x04 not really", "neither CSV nor XLSX"),
            (bomb.getvalue(), "unpacks to more"),
            (entities.getvalue(), "unpacks to more"),
            (b"Date;Gross\n2026-03-02;10\n", "No column holds a reference"),
            (b"Reference;Date\nA;2026-03-02\n", "No column holds the amount"),
            (b"Reference;Gross\n" + b"A;1\n" * 100_001, "more than 20,000 lines"),
        ):
            with self.subTest(words=words), self.assertRaisesRegex(UserError, words):
                self.remittance(content=content)
        self.assertFalse(self.env["recovery.remittance.line"].search([]))

    def test_many_lines_are_read_set_wise(self):
        self.invoice(due="-60d", amount=300)
        name = self.place().case_id.name

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.remittance(*(f"{name};;02/03/2026;0,01;0;0;0,01" for _number in range(count)))
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(10)
        few, many = queries(20), queries(400)
        self.assertLess(many, few + 40)

    # ---- rights ---------------------------------------------------------------------------------------------------

    def test_a_collector_imports_an_accountant_books(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100), user=self.collector)
        self.assertEqual(remittance.ready_count, 1)
        with self.assertRaises(AccessError):
            remittance.action_book()
        with self.assertRaises(AccessError):
            remittance.state = "booked"
        with self.assertRaises(AccessError):
            remittance.line_ids.state = "booked"
        with self.assertRaises(AccessError):
            self.env["recovery.remittance.line"].with_user(self.collector).create({"remittance_id": remittance.id})
        with self.assertRaisesRegex(UserError, "was read already"):
            remittance.agency_id = self.make_agency("Other")
        remittance.with_user(self.accountant).action_book()
        self.assertEqual(remittance.state, "booked")

    def test_a_viewer_sees_no_remittance(self):
        viewer = self.user_of("viewer", "recovery_dunning.group_recovery_viewer")
        for model in (
            "recovery.remittance",
            "recovery.remittance.line",
            "recovery.placement",
            "recovery.agency.result",
        ):
            self.assertFalse(self.env[model].with_user(viewer).has_access("read"), model)

    def test_companies_are_apart(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.user_of("stranger", "recovery_dunning.group_recovery_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for records in (
            remittance,
            remittance.line_ids,
            remittance.line_ids.placement_id,
            self.agency.recovery_term_ids,
        ):
            self.assertFalse(records.with_user(stranger).search([("id", "in", records.ids)]), records._name)


@tagged("post_install", "-at_install")
class TestRoundTrip(RemittanceStory, HandoffStory):
    """From the checks to the money, through the handoff of every day."""

    def test_three_cases_go_out_and_come_back(self):
        firm = {"company_registry": SIREN, "phone": "+33 4 72 00 00 01", "country_id": self.france.id, **ADDRESS}
        self.agency.write({"company_registry": "552081317", **ADDRESS})
        debtors = [self.customer(name, **firm) for name in ("Alpha", "Bravo", "Charlie")]
        cases = self.env["recovery.case"].union(*(self.ready_case(debtor=debtor) for debtor in debtors))
        handoff = self.hand_over(cases)
        self.assertEqual((handoff.state, set(cases.mapped("phase"))), ("handed", {"agency"}))
        alpha, bravo, charlie = (handoff.placement_ids.filtered(lambda p, d=d: p.partner_id == d) for d in debtors)
        self.assertEqual(alpha.line_ids.move_id.amount_residual, 300)
        self.recall(charlie)
        self.pay(bravo.line_ids.move_id, amount=100)
        self.follow()
        bravo.action_tell_agency()
        remittance = self.remittance(self.line(alpha, 300), self.line(bravo, 250), self.line(charlie, 10, "01/03/2026"))
        self.assertAside(remittance, "over", "day")
        remittance.action_book()
        self.assertBalanced(remittance)
        self.assertEqual((alpha.amount_recovered, bravo.amount_recovered), (300, 100))
        self.assertEqual((charlie.status, charlie.case_id.phase), ("recalled", "amicable"))
        self.assertEqual(handoff.state, "handed")  # Bravo is still there
        self.assertEqual({case.chain_state for case in cases}, {"intact"})
