"""Cases that are ready for an agency, handed over and packed, with quick prints."""

import csv
import io
import re
import zipfile
from unittest.mock import patch

from odoo.tools import html2plaintext

from .letters import ADDRESS, LetterStory

SIREN = "732829320"
PRINT = "_render_qweb_pdf_prepare_streams"
FORMAL = {45: {"phase": "formal_notice", "send_letter": True, "registered": True, "response_days": 8}}


def print_quickly(report, report_ref, data, res_ids=None):
    """The page as it is before the printing program, which takes seconds, makes a PDF of it."""
    pages = {res_id: report._render_qweb_html(report_ref, [res_id], data)[0] for res_id in res_ids}
    return {res_id: {"stream": io.BytesIO(b"%PDF-1.4 " + page), "attachment": None} for res_id, page in pages.items()}


def press_quickly(press, report_ref, letters):
    return {record: b"%PDF-1.4 " + str(text).encode() for record, (text, _foot) in letters.items()}


def prove_quickly(cases):
    return {case: b"%PDF-1.4 proof of " + case.name.encode() for case in cases}


class HandoffStory(LetterStory):
    """Debtors who were reminded in vain, an agency, and the way from the one to the other."""

    printing = False  # by the real program

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.currency_id = cls.env.ref("base.EUR")
        cls.env["res.partner.bank"].create(
            {
                "acc_number": "FR7630006000011234567890189",
                "partner_id": cls.company.partner_id.id,
                "allow_out_payment": True,
            }
        )
        cls.debtor.write({"company_registry": SIREN, "phone": "+33 4 72 00 00 01"})
        cls.agency = cls.customer("Recouvrement Rhône SA", email="dossiers@agence.example.com", **ADDRESS)
        cls.agency.write({"is_recovery_agency": True, "company_registry": "552081317", "lang": "en_US"})
        cls.ladder = cls.procedure("Ladder", 3, 45, levels=FORMAL, sequence=1)

    def setUp(self):
        super().setUp()
        if not self.printing:
            for model, method, quick in (
                ("ir.actions.report", PRINT, print_quickly),
                ("recovery.letter.printer", "_print", press_quickly),
                ("recovery.case", "_proof_files", prove_quickly),
            ):
                patched = patch.object(type(self.env[model]), method, quick)
                patched.start()
                self.addCleanup(patched.stop)

    def page(self, content):
        """What a reader of a quick print reads."""
        return re.sub(r"\s+", " ", html2plaintext(content.removeprefix(b"%PDF-1.4 ").decode()).replace("*", ""))

    def story(self, debtor=None, amount=300.0, due="-50d"):
        """A debtor with an invoice, a reminder and a formal notice that had no effect; his case."""
        debtor = debtor or self.debtor
        move = self.invoice(due=due, amount=amount, debtor=debtor)
        return move, self.env["recovery.case"]._open_for(self.company, debtor, overdue=debtor)[debtor.id]

    def print_invoices(self, moves):
        """As if they had been sent."""
        for move in moves:
            self.env["ir.attachment"].create(
                {
                    "name": f"{move.name}.pdf".replace("/", "-"),
                    "raw": b"%PDF-1.4 " + move.name.encode(),
                    "mimetype": "application/pdf",
                    "res_model": "account.move",
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )
        moves.invalidate_recordset()

    def piece(self, case, kind="contract", name="Order 4711", content=b"%PDF-1.4 order", **values):
        paper = self.env["ir.attachment"].create({"name": f"{name}.pdf", "raw": content, "mimetype": "application/pdf"})
        return self.env["recovery.piece"].create(
            {"case_id": case.id, "kind": kind, "name": name, "attachment_ids": [(6, 0, paper.ids)], **values}
        )

    def ready_case(self, **values):
        """A case that nothing blocks."""
        move, case = self.story(**values)
        self.print_invoices(move)
        return case

    def handoff(self, cases, **values):
        wizard = self.wizard(cases)
        wizard.write({"agency_id": self.agency.id, **values})
        action = wizard.action_prepare()
        handoff = self.env["recovery.handoff"].browse(action["res_id"])
        handoff.write({"fee_terms": "12 % of what is recovered", "guarantee": "Mutuelle des Ports, policy 4711"})
        return handoff

    def wizard(self, cases):
        return self.env["recovery.handoff.wizard"].browse(cases.action_hand_over()["res_id"])

    def hand_over(self, cases, **values):
        handoff = self.handoff(cases, **values)
        handoff.action_ready()
        handoff.action_hand_over()
        return handoff

    def codes(self, case, severity=None):
        """What the checks of a case found."""
        self.env["recovery.handoff.wizard"]._action_open(case)
        checks = case.check_ids.filtered(lambda check: severity in (None, check.severity))
        return set(checks.mapped("code"))


class PackageStory(HandoffStory):
    """What is read from a package."""

    def zip_of(self, placement):
        return zipfile.ZipFile(io.BytesIO(placement.package_id.raw))

    def rows(self, package, name):
        """The rows of a CSV of the package, as an agency reads them."""
        content = package.read(f"{name}.csv")
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"), "the mark by which Excel knows UTF-8")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))

    def amount(self, text):
        return float(text.replace(",", ".")) if text else 0.0

    def total(self, rows, key):
        return round(sum(self.amount(row[key]) for row in rows), 2)


class PackedStory(PackageStory):
    """Three cases handed over and packed; the first has every kind of piece."""

    def setUp(self):
        super().setUp()
        self.case = self.tell()
        others = [
            self.customer(name, company_registry=number, country_id=self.france.id, street="1 rue", zip="1", city="X")
            for name, number in (("Atelier =Nord", "552081317"), ("Café Été", "542051180"))
        ]
        self.cases = self.case | self.ready_case(debtor=others[0]) | self.ready_case(debtor=others[1], amount=75.5)
        self.handoff_ = self.hand_over(self.cases)
        self.placement = self.handoff_.placement_ids.filtered(lambda p: p.case_id == self.case)

    def tell(self):
        """The story of one debtor: reminded, warned by registered letter, a part paid, a credit note, a promise that
        was broken, a piece of paper each."""
        self.day("+0d")
        move = self.invoice(due="-4d", amount=1000)
        self.print_invoices(move)
        self.run_and_send()
        self.day("+50d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        notice = case._formal_notices()
        receipt = self.env["ir.attachment"].create({"name": "AR.png", "raw": b"\x89PNG", "mimetype": "image/png"})
        notice.sudo().write({"registered_number": "1A123", "receipt_ids": [(6, 0, receipt.ids)]})
        self.day("+60d")
        self.pay(move, amount=400)
        refund = self.invoice(due="+0d", amount=100, move_type="out_refund")
        lines = self.instalments(move) | refund.line_ids.filtered(
            lambda line: line.account_id == self.instalments(move).account_id
        )
        lines.reconcile()
        self.piece(case, kind="contract", name="Order 4711", move_id=move.id)
        self.piece(case, kind="delivery", name="Delivery note", content=b"%PDF-1.4 delivered", move_id=move.id)
        self.day("+90d")
        self.move = move
        return case
