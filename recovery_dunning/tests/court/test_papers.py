"""The papers of a court: what each says, with its figures, and the sheet and archive that go with them."""

import io
import zipfile
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from ...engine.tables import spreadsheet
from ..stories.court import CourtStory


class PapersStory(CourtStory):
    def setUp(self):
        super().setUp()
        self.move, self.case = self.case_of(self.debtor)
        self.piece(self.case, name="Order 4711")
        self.case.sudo().formal_notice_date = self.on("-30d")

    def texts(self, proceeding):
        """{title: what a reader reads}"""
        documents = self.env["ir.attachment"].search(proceeding.action_papers()["domain"])
        return {document.name: self.page(document.raw) for document in documents}


@tagged("post_install", "-at_install")
class TestPapers(PapersStory):
    def text_of(self, proceeding, name):
        proceeding.sudo()._freeze()
        return self.page(b"%PDF-1.4 " + str(proceeding.with_context(lang="en_US")._paper_html(name)).encode())

    def test_the_request_for_a_payment_order(self):
        order = self.start(self.case, court="Lyon")
        text = self.text_of(order, "request")
        for part in (
            *("Dubois Menuiserie", "732829320", "Court of economic activities – Lyon", "CPC 1405", "1294602"),
            *(self.move.name, "2,400.00", "40.00", "Order 4711", "formal notice dates from"),
        ):
            self.assertIn(part, text)
        self.assertNotIn("Bank details", text)
        self.assertNotIn("Terms of sale, accepted", text)  # what is missing is told to us, not to the court
        order.action_papers()
        (told,) = order.message_ids.filtered(lambda message: "Not among the pieces" in message.body)
        self.assertIn("Terms of sale, accepted", told.body)

    def test_one_figure_on_all_papers(self):
        order = self.start(self.case)
        order.sudo()._freeze()
        total = order.currency_id.with_context(lang="en_US").format(order.amount).replace("\N{NO-BREAK SPACE}", " ")
        for name in ("request", "account", "power"):
            text = self.text_of(order, name).replace("\N{NO-BREAK SPACE}", " ")
            self.assertIn(total.strip("€ "), text, name)

    def test_papers_by_kind(self):
        for kind, count in (("payment_order", 4), ("small_claims", 3), ("interim_payment", 4)):
            proceeding = self.start(self.case, kind)
            self.assertEqual(len(self.texts(proceeding)), count, kind)
        small = self.start(self.case, "small_claims", officer_id=self.officer.id)
        self.assertIn("Étude Martin", self.text_of(small, "small"))

    def test_the_sheet_has_every_field(self):
        order = self.start(self.case, court="Lyon", officer_id=self.officer.id)
        order.sudo()._freeze()
        rows = spreadsheet.read(order.with_context(lang="en_US")._sheet())
        said = {str(cells[1]): str(cells[2]) for _number, cells in rows if len(cells) > 2}
        self.assertEqual(said["Debtor: registration number"], "732829320")
        self.assertEqual(said["Judicial officer"], self.officer.display_name)
        self.assertIn("2,400.00", said[f"Invoice {self.move.name}"])

    def test_the_archive(self):
        order = self.start(self.case)
        order.action_package()
        content = self.env["ir.attachment"].search([("res_model", "=", order._name), ("name", "like", ".zip")]).raw
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
        self.assertIn("donnees.xlsx", names)
        self.assertTrue(any(name.startswith("20_factures/P01") for name in names))
        self.assertEqual(sum(name.endswith(".pdf") and "/" not in name for name in names) >= 4, True)


@tagged("post_install", "-at_install")
class TestLetters(PapersStory):
    """What the creditor signs besides: to the representative, the judge, a conciliator."""

    def letter(self, action):
        documents = self.env["ir.attachment"].search(action["domain"])
        self.assertEqual(len(documents), 1)
        return self.page(documents.raw)

    def declared(self, **values):
        found = self.insolvency(self.case, day="-5d", published="-1d", court="Lyon", **values)
        found.representative_id = self.customer("SELARL Mandat", street="5 rue", zip="69002", city="Lyon")
        return found

    def test_the_answer_to_who_contests_our_claim(self):
        found = self.declared()
        with self.assertRaisesRegex(UserError, "nothing is contested"):
            found.action_answer()
        for stage in ("filed", "opposed"):
            self.step(found.proceeding_id, stage, "+0d")
        with self.assertRaisesRegex(UserError, "Write our answer first"):
            found.action_answer()
        found.answer = "The goods were received without reserve on 3 January, piece no. 2."
        text = self.letter(found.action_answer())
        for part in ("SELARL Mandat", "piece no. 2", "L. 622-27", self.move.name, "Lyon"):
            self.assertIn(part, text)
        self.assertIn("Letters printed", self.last_event(self.case).summary)

    def test_the_request_to_be_relieved(self):
        found = self.declared()
        with self.assertRaisesRegex(UserError, "in time"):
            found.action_relief()
        self.go_to(date(2026, 5, 5))
        self.env.invalidate_all()
        self.assertTrue(found.is_late)
        with self.assertRaisesRegex(UserError, "why it is late"):
            found.action_relief()
        found.late_because = "The announcement named another town."
        text = self.letter(found.action_relief())
        for part in ("another town", "L. 622-26"):
            self.assertIn(part, text)
        self.assertRegex(text, r"2\W?4\d\d,\d\d")  # with interest until the judgment, and 40 EUR
        self.assertIn("relieved", self.case._no_route_sentence(self.case._route_options()))
        self.go_to(date(2026, 9, 2))
        with self.assertRaisesRegex(UserError, "six months"):
            found.action_relief()

    def test_the_route_says_until_when_to_declare(self):
        self.declared()
        self.env.invalidate_all()
        self.assertIn("Declare the claim by", self.case.route_reason)
        self.assertIn("R622-24", self.case.route_reason)

    def test_the_request_for_a_conciliation(self):
        move, case = self.case_of(self.person, amount=900.0)
        mediation = self.env["recovery.mediation"]
        talks = mediation.create({**mediation._prepare_for(self.instalments(move)), "kind": "mediation"})
        with self.assertRaisesRegex(UserError, "choose that kind"):
            talks.action_request()
        talks.kind = "conciliation"
        text = self.letter(talks.action_request())
        for part in ("Jean Dupont", move.name, "900,00", "750-1"):
            self.assertIn(part, text)
        self.assertIn("Conciliation asked for", self.last_event(case).summary)

    def test_the_calendar_file(self):
        order = self.start(self.case, court="Lyon")
        self.step(order, "filed", "+0d")
        found = self.insolvency(self.case_of(self.customer("Nord SARL", zip="59000"))[1], published="+0d")
        for records, day, what in (
            (order, order.deposit_deadline, "Deposit the costs by"),
            (found, found.declaration_deadline, "Declare by"),
        ):
            content = self.env["ir.attachment"].browse(int(records.action_ics()["url"].split("/")[3].split("?")[0])).raw
            text = content.decode().replace("\r\n ", "")
            self.assertIn("BEGIN:VEVENT", text)
            self.assertIn(f"DTSTART;VALUE=DATE:{day:%Y%m%d}", text)
            self.assertIn(what, text)


@tagged("post_install", "-at_install")
class TestCosts(PapersStory):
    def cost(self, **values):
        order = self.start(self.case, officer_id=self.officer.id)
        self.step(order, "filed", "+0d")
        return self.env["recovery.proceeding.cost"].create(
            {"proceeding_id": order.id, "name": "Service", "amount": 80.0, "payee_id": self.officer.id, **values}
        )

    def test_advanced_it_stands_in_the_ledger_and_in_the_case(self):
        cost = self.cost(recoverable=True)
        self.env.invalidate_all()
        self.assertEqual(self.case.cost_proved, 80.0)
        cost.action_bill()
        self.assertEqual((cost.bill_id.partner_id, cost.bill_id.amount_total), (self.officer, 80.0))
        self.assertEqual((cost.bill_id.move_type, cost.bill_id.state), ("in_invoice", "draft"))
        cost.action_bill()
        with self.assertRaisesRegex(UserError, "correct its bill"):
            cost.amount = 90.0
        with self.assertRaisesRegex(UserError, "it stays"):
            cost.unlink()

    def test_claimed_from_the_debtor_on_proof(self):
        cost = self.cost(recoverable=True)
        with self.assertRaisesRegex(UserError, "on proof"):
            cost.action_claim()
        cost.proof_ids = self.act("bill.pdf")
        cost.action_claim()
        self.env.invalidate_all()
        self.assertEqual((cost.claim_id.amount, cost.claim_id.state), (80.0, "shown"))
        self.assertEqual((self.case.amount_costs, self.case.cost_proved), (80.0, 80.0))
        with self.assertRaisesRegex(UserError, "already"):
            cost.action_claim()

    def test_what_stays_with_us(self):
        cost = self.cost(proof_ids=[(6, 0, self.act("bill.pdf").ids)])
        with self.assertRaisesRegex(UserError, "stays with us"):
            cost.action_claim()

    def test_the_register_of_counsel_and_officers(self):
        cost = self.cost(recoverable=True)
        self.env.flush_all()
        rows = self.env["recovery.court.result"].search([("helper_id", "=", self.officer.id)])
        self.assertEqual((rows.role, rows.proceeding_id, rows.cost), ("officer", cost.proceeding_id, 80.0))
        cost.proceeding_id.sudo().write({"brought": 500.0})
        self.env.flush_all()
        ((_officer, rate),) = rows._read_group([("helper_id", "=", self.officer.id)], ["helper_id"], ["rate:avg"])
        self.assertAlmostEqual(rate, 100 * 500.0 / cost.proceeding_id.amount, 2)


@tagged("post_install", "-at_install")
class TestPapersPrinted(PapersStory):
    printing = True

    def test_printed_in_french_by_the_real_press(self):
        order = self.start(self.case, court="Lyon", officer_id=self.officer.id)
        order.action_papers()
        text = " ".join(self.text(document) for document in order.document_ids)
        for part in ("injonction de payer", "Décompte", "Bordereau", "Pouvoir spécial", self.move.name):
            self.assertIn(part.lower(), text.lower())
