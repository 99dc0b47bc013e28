"""Packages as they are printed: many cases by few starts of the printing program, each with its own pages."""

import re
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger
from stdnum import luhn

from ..stories.handoff import PackageStory
from ..stories.letters import ADDRESS


@tagged("post_install", "-at_install")
class TestPackagePrinted(PackageStory):
    """The same, printed."""

    printing = True

    def test_what_is_printed_can_be_read(self):
        placement = self.hand_over(self.ready_case()).placement_ids
        package = self.zip_of(placement)
        for path, part in (
            ("00_bordereau_des_pieces.pdf", "List of pieces"),
            ("00_synthese.pdf", "Summary of the file"),
            ("10_decompte.pdf", "Interest up to"),
            ("11_releve_de_compte_certifie.pdf", "Principal claimed"),
            ("80_mandat_ou_pouvoir.pdf", "Mandate for amicable debt recovery"),
        ):
            with self.subTest(path=path):
                document = self.env["ir.attachment"].new({"raw": package.read(path)})
                self.assertIn(part, self.text(document))
        pages = {piece["path"]: piece["pages"] for piece in placement.piece_list}
        self.assertEqual(pages["80_mandat_ou_pouvoir.pdf"], 2)

    def told_case(self, name):
        """A case with all that is printed for a package: a mail, the attestation after the formal notice."""
        stem = f"61000{name[-3:]}"
        registry = stem + luhn.calc_check_digit(stem)
        case = self.ready_case(debtor=self.customer(name, **{**ADDRESS, "company_registry": registry}))
        mail = self.env["ir.attachment"].create(
            {"name": "mail.html", "raw": f"<h1>We owe</h1><p>Yours, {name}</p>".encode(), "mimetype": "text/html"}
        )
        case._log("contact", lambda _case: "A mail", direction="in", channel="email", attachment_ids=[(6, 0, mail.ids)])
        case.sudo().formal_notice_date = self.on("-20d")
        return case

    def told_cases(self, first, count):
        cases = [self.told_case(f"Debtor-{number:03}") for number in range(first, first + count)]
        return self.env["recovery.case"].union(*cases)

    def hand_over_counted(self, cases):
        """The handoff with letters to the debtors, and how often the printing program was started for it."""
        Report, starts = type(self.env["ir.actions.report"]), []
        run = Report._run_wkhtmltopdf

        def count(report, bodies, **options):
            starts.append(len(bodies))
            return run(report, bodies, **options)

        handoff = self.handoff(cases)
        handoff.notify_debtors = True
        handoff.action_ready()
        with patch.object(Report, "_run_wkhtmltopdf", count):
            handoff.action_hand_over()
        self.assertEqual(set(handoff.placement_ids.mapped("package_state")), {"done"})
        return handoff, len(starts)

    def test_the_printing_program_starts_as_often_for_four_as_for_one(self):
        _one, starts = self.hand_over_counted(self.told_cases(0, 1))
        four, starts_of_four = self.hand_over_counted(self.told_cases(1, 4))
        self.assertEqual(starts_of_four, starts)
        for placement in four.placement_ids:
            self.assert_tells_of_one(placement)

    def assert_tells_of_one(self, placement):
        """Each page of the package was cut where it ends: it names its debtor, and none of the others."""
        package, name = self.zip_of(placement), placement.partner_id.name
        for path in package.namelist():
            if not path.endswith(".pdf") or "/" in path:
                continue
            text = self.text(self.env["ir.attachment"].new({"raw": package.read(path)}))
            if path != "81_rib_creancier.pdf":
                self.assertEqual(set(re.findall(r"Debtor-\d{3}", text)), {name}, path)
        proof = self.text(self.env["ir.attachment"].new({"raw": package.read("95_dossier_de_preuve.pdf")}))
        for part in (placement.case_id.name, "We attest", f"Yours, {name}"):
            self.assertIn(part, proof)
        self.assertIn(name, self.text(placement.notice_letter_id))

    def test_a_page_on_which_the_printing_program_fails_stops_no_other(self):
        cases = self.told_cases(0, 3)
        bad = cases[1]
        Report = type(self.env["ir.actions.report"])
        run = Report._run_wkhtmltopdf

        def fail_on_one(report, bodies, **options):
            if any(bad.partner_id.name in body and "Summary of the file" in body for body in bodies):
                raise RuntimeError("error code: -11")
            return run(report, bodies, **options)

        with (
            patch.object(Report, "_run_wkhtmltopdf", fail_on_one),
            mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"),
        ):
            placements = self.hand_over(cases).placement_ids.sorted("partner_id")
        failed = placements.filtered(lambda placement: placement.case_id == bad)
        self.assertEqual((failed.package_state, failed.problem), ("failed", "error code: -11"))
        for placement in placements - failed:
            self.assertEqual(placement.package_state, "done")
