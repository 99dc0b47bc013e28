"""One figure (rule 14): what every document of a day says of one account, printed side by side and compared."""

import logging
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..stories.figure import FigureStory

_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestOneFigure(FigureStory):
    def compare(self, documents, names=None):
        """All documents say the same of what they speak of; printed for who reads the log."""
        for title, figures in documents.items():
            _logger.info("%-32s %s", title, figures)
        expected = documents["case"]
        for title, figures in documents.items():
            self.assertTrue(figures, title)
            for name in set(figures) & set(names or expected):
                self.assertEqual(figures[name], round(expected[name], 2), f"{title}: {name}")

    def test_every_document_of_the_day_of_a_formal_notice(self):
        notice = self.tell()
        case = self.debtor.recovery_case_id
        statement = self.env["recovery.statement"].browse(case.action_explain()["res_id"])
        of_notice = self.env["recovery.statement"].browse(notice.action_explain()["res_id"])
        proof = self.env["recovery.evidence.file"].with_context(lang="en_US").sudo()
        (figure,) = case._figures_on()[case]
        documents = {
            "case": self.figures_of_case(case),
            "mail": self.figures_of(notice.mail_id.body_html),
            "letter": self.figures_of(self.page(notice.letter_id.raw)),
            "page": self.figures_of_page(case),
            "statement": self.figures_of(statement.with_context(lang="en_US").body),
            "statement of the notice": self.figures_of(of_notice.with_context(lang="en_US").body),
            "proof file": self.figures_of(proof._body(proof._record(case.sudo()), False)),
            "figure": {name: getattr(figure, name) for name in ("covered", "disputed", "principal", "total")},
            "notice": {
                **{"covered": notice.amount_credit, "disputed": notice.amount_disputed, "principal": notice.amount_due},
                **{"interest": notice.amount_interest, "indemnity": notice.amount_indemnity},
                "total": notice.amount_total,
            },
        }
        self.assertEqual(documents["case"]["principal"], 600 + 500 - 150 - 120)
        self.assertGreater(documents["case"]["interest"], 0)
        self.assertEqual(set(documents["mail"]), set(documents["case"]))
        self.assertEqual(set(documents["letter"]), set(documents["case"]))
        self.compare(documents)

    def test_of_several_debtors_together_what_each_owes(self):
        """Where a rate is missing for one of them, the others are none the wiser."""
        self.tell()
        other = self.customer("Martin Toitures")
        self.invoice(due="-30d", debtor=other)
        Figures, debtors = self.env["recovery.figures"], self.debtor | other
        reckon = type(Figures)._reckon

        def without_a_rate(figures, company, lines, *args):
            if other in lines.recovery_debtor_id:
                raise UserError(str(other.id))
            return reckon(figures, company, lines, *args)

        for reckoned in (reckon, without_a_rate):
            with patch.object(type(Figures), "_reckon", reckoned):
                together = Figures._of(self.company, debtors)
                self.assertEqual(together, {d: Figures._of(self.company, d)[d] for d in debtors})
            self.assertGreater(together[self.debtor][0].interest, 0)

    def test_lists_and_cards_say_what_the_case_says(self):
        self.tell()
        case, customer = self.debtor.recovery_case_id, self.debtor.with_company(self.company)
        row = self.env["recovery.visit"].with_company(self.company).search([("partner_id", "=", self.debtor.id)])
        word = self.env["recovery.word.wizard"].with_company(self.company)
        word = word.create({"partner_id": self.debtor.id, "kind": "promise"})
        overdue = {
            "case": case.amount_overdue,
            "card": customer.recovery_overdue,
            "visits": row.overdue,
            "what he says": word.amount_overdue,
            "figure": sum(its.home["past_due"] - its.home["covered"] for its in case._figures_on()[case]),
        }
        self.assertEqual(set(overdue.values()), {950.0}, overdue)

    def test_nothing_that_is_not_due_is_called_unpaid(self):
        self.tell()
        case = self.debtor.recovery_case_id
        (its,) = case._figures_on()[case]
        self.assertEqual((its.to_fall_due, its.coming.move_id), (300, self.later))
        letters = self.env["recovery.letter.maker"]
        for kind in ("attestation", "agency"):
            values = {"case_id": case.id, "kind": kind, "agency_id": self.agency.id}
            (letter,) = letters._of([values])
            text = self.page(b"%PDF-1.4 " + str(letter._letter_html()).encode())
            self.assertIn("830.00", text)
            self.assertRegex(text, r"not due yet \(\D*300\.00\D*\)")
            self.assertNotIn("1,130", text)

    def test_every_document_of_a_file(self):
        """Money that is matched, and the file of the same day: the package, its tables, the summary, the statement."""
        self.tell()
        case = self.debtor.recovery_case_id
        self.day("+25d")
        self.settle_on_account()
        self.env.invalidate_all()
        placement = self.hand_over(case).placement_ids
        self.env.invalidate_all()
        package = self.zip_of(placement)
        (row,) = self.rows(package, "01_dossier")
        claims = [claim for claim in self.rows(package, "02_creances") if claim["item_type"] == "IN"]
        columns = {"principal": "balance", "interest": "interest_amount", "indemnity": "indemnity_40"}
        proof = self.env["recovery.evidence.file"].with_context(lang="en_US").sudo()
        keys = ("principal_balance", "interest_amount", "fixed_indemnity_40", "total_claimed")
        names = ("principal", "interest", "indemnity", "total")
        documents = {
            "case": self.figures_of_case(case),
            "page": self.figures_of_page(case),
            "placement": {name: placement[name] for name in names},
            "01_dossier": {name: self.amount(row[key]) for name, key in zip(names, keys, strict=True)},
            "02_creances": {name: self.total(claims, key) for name, key in columns.items()},
            "03_decompte": {"interest": self.total(self.rows(package, "03_decompte_interets"), "interest")},
            "summary": self.figures_of(self.page(package.read("00_synthese.pdf"))),
            "décompte": self.figures_of(self.page(package.read("10_decompte.pdf"))),
            "proof file": self.figures_of(proof._body(proof._record(case.sudo()), False)),
            "handoff": {"total": placement.handoff_id.amount_total},
        }
        for title in ("summary", "décompte", "proof file"):
            self.assertIn("total", documents[title], title)
        self.compare(documents, names)

    def test_claims_invoiced_after_a_file_was_prepared_bring_it_up_to_date(self):
        """Their invoice is in the file, and the total is the same; what was handed over stays as it was."""
        self.tell()
        case = self.debtor.recovery_case_id
        self.day("+25d")
        self.settle_on_account()
        handoff = self.handoff(case)
        before = handoff.placement_ids.total
        self.assertGreater(handoff.placement_ids.interest, 0)
        invoice = case._open_claims().sudo()._invoice()
        self.print_invoices(invoice)
        self.env.invalidate_all()
        placement = handoff.placement_ids
        self.assertAlmostEqual(placement.total, before, 2)
        self.assertEqual((placement.interest, placement.indemnity), (0, 0))
        self.assertIn(invoice, placement.line_ids.move_id)
        self.assertAlmostEqual(case.amount_claimed, before, 2)
        handoff.action_ready()
        handoff.action_hand_over()
        (row,) = self.rows(self.zip_of(placement), "01_dossier")
        self.assertEqual(self.amount(row["total_claimed"]), placement.total)

    def test_a_file_that_was_handed_over_keeps_its_day(self):
        """Made again after the claims were invoiced, it says what it said."""
        self.tell()
        case = self.debtor.recovery_case_id
        self.day("+25d")
        self.settle_on_account()
        placement = self.hand_over(case).placement_ids
        self.day("+30d")
        case._open_claims().sudo()._invoice()
        self.env.invalidate_all()
        account = self.env["recovery.placement.file"]._placed(placement)[case]
        placed = {name: placement[name] for name in ("principal", "interest", "indemnity", "total")}
        self.assertEqual({name: round(getattr(account, name), 2) for name in placed}, placed)

    def settle_on_account(self):
        """The accountant matches what lay on the account."""
        lines = self.on_account.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (lines | self.instalments(self.table)).reconcile()

    def test_a_document_keeps_the_day_it_was_made_for(self):
        """The mail of the formal notice explained two weeks later, after its money was matched, gives its own sums."""
        notice = self.tell()
        self.day("+25d")
        self.settle_on_account()
        self.env.invalidate_all()
        statement = self.env["recovery.statement"].browse(notice.action_explain()["res_id"])
        (sums,) = statement._content()["sums"]
        self.assertEqual(statement.date, notice.date)
        self.assertEqual((sums.principal, sums.indemnity), (notice.amount_due, notice.amount_indemnity))
        self.assertEqual(
            notice.mail_id and notice.amount_total, round(notice.amount_due + 80 + notice.amount_interest, 2)
        )

    def test_a_receipt_says_on_what_the_money_counts(self):
        self.tell()
        case = self.debtor.recovery_case_id
        self.day("+12d")
        payment = self.pay(self.chair, amount=200)
        self.env.invalidate_all()
        (letter,) = self.env["recovery.letter.maker"]._of(
            [{"case_id": case.id, "kind": "receipt", "payment_id": payment.id}]
        )
        (counted,) = letter._counted()
        self.assertEqual((counted.name, round(counted.principal + counted.interest, 2)), (self.chair.name, 200))
        self.assertGreater(counted.interest, 0)
        text = self.page(b"%PDF-1.4 " + str(letter._letter_html()).encode())
        said = self.figures_of(text)
        (its,) = case._figures_on()[case]
        self.assertEqual((said["interest"], said["indemnity"]), (its.interest, its.indemnity))
        for amount in (counted.principal, counted.interest, its.total, its.principal, its.to_fall_due):
            self.assertIn(f"{amount:,.2f}", text)
        self.assertIn("1343-1", text)
        (by_law,) = letter._settled_by_law([its]).values()  # the reader can add it up
        self.assertGreaterEqual(by_law, counted.interest)  # of this payment, and of those before it
        same, principal, interest = its.principal + its.interest, its.principal + by_law, its.interest - by_law
        for said in (f"of the same {same:,.2f}", f"{principal:,.2f} € are principal", f"{interest:,.2f} € interest"):
            self.assertIn(said, text)
        self.assertEqual(round(principal + interest, 2), round(same, 2))
        self.company.recovery_imputation = "principal_first"
        self.assertEqual([(row.principal, row.interest) for row in letter._counted()], [(200, 0)])

    def test_a_receipt_for_claims_that_were_invoiced(self):
        """Interest, then the indemnity, then costs."""
        self.tell()
        case = self.debtor.recovery_case_id
        self.contested._move("closed", ("open",))
        invoice = case._open_claims().sudo()._invoice()
        interest = sum(invoice.recovery_claimed_ids.filtered(lambda claim: claim.kind == "interest").mapped("amount"))
        payment = self.pay(invoice, amount=round(interest + 30, 2))
        (letter,) = self.env["recovery.letter.maker"]._of(
            [{"case_id": case.id, "kind": "receipt", "payment_id": payment.id}]
        )
        (row,) = letter._counted()
        self.assertEqual((row.principal, row.interest, row.indemnity, row.costs), (0, round(interest, 2), 30, 0))

    def test_a_discharge_names_invoices_amounts_and_the_split(self):
        self.tell()
        case = self.debtor.recovery_case_id
        self.settle_on_account()
        self.contested._move("closed", ("open",))
        self.pay(self.chair)
        self.pay(self.later)
        self.pay(self.table)
        invoice = case._open_claims().sudo()._invoice()
        self.pay(invoice)
        self.env.invalidate_all()
        (letter,) = self.env["recovery.letter.maker"]._of([{"case_id": case.id, "kind": "discharge"}])
        letter._check_discharge()
        ((currency, rows),) = letter._settled()
        paid = {row.name: round(row.principal + row.interest + row.indemnity + row.costs, 2) for row in rows}
        self.assertEqual(paid, {self.table.name: 1000, self.chair.name: 500, invoice.name: invoice.amount_total})
        self.assertEqual(currency, self.company.currency_id)
        text = self.page(b"%PDF-1.4 " + str(letter._letter_html()).encode())
        for part in (self.table.name, "1,000.00", invoice.name, "80.00"):
            self.assertIn(part, text)
