"""Stories of prevention: the debtor file and what is missing of it, the account-opening agreement, the first call."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from ..stories.worklist import WorklistStory

SIRET = "732 829 320 00074"


@tagged("post_install", "-at_install")
class TestDebtorFile(WorklistStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.debtor.write({"country_id": cls.france.id, "company_registry": SIRET, "vat": "FR44732829320"})
        cls.debtor = cls.debtor.with_company(cls.company).with_context(lang="en_US")

    def missing(self):
        return self.debtor._recovery_missing_pieces()

    def test_who_collects_makes_customers_and_agencies_on_the_screen(self):
        """The form sends all that may be written on it, grade and days late must not be among that."""
        groups = "base.group_partner_manager,account.group_account_manager,recovery_dunning.group_recovery_manager"
        accountant = new_test_user(self.env, "makes_contacts", groups, company_id=self.company.id)
        with Form(self.env["res.partner"].with_user(accountant)) as form:
            form.name = "Cabinet Atlantique"
            form.company_type = "company"
            form.is_recovery_agency = True
        agency = form.record
        self.assertTrue(agency.is_recovery_agency)
        self.assertFalse(agency.sudo().recovery_score)

    def test_a_number_is_checked(self):
        self.assertEqual(self.debtor.recovery_siren, "732829320")
        for number, words in (
            (False, "SIREN or SIRET number"),
            ("732 829 320 00075", "check digit"),
            ("12345", "is no SIREN"),
        ):
            self.debtor.company_registry = number
            self.assertIn(words, self.missing()[0])
            self.assertFalse(self.debtor.recovery_siren)
        self.debtor.write({"company_registry": SIRET, "vat": "FR83404833048"})
        self.assertIn("of two companies", self.missing()[0])

    def test_a_complete_file(self):
        self.assertGreater(self.debtor.recovery_missing_count, 5)
        self.assertIn("Legal form", self.debtor.recovery_missing)
        scan = self.env["ir.attachment"].create({"name": "signed.pdf", "raw": b"%PDF"})
        self.debtor.write(
            {
                "recovery_legal_form": "SARL",
                "recovery_register_city": "Lyon",
                "recovery_manager": "Jeanne Martin",
                "street": "12 rue des Lilas",
                "zip": "69003",
                "city": "Lyon",
                "phone": "+33 4 72 00 00 00",
                "recovery_share_capital": 40000,
                "recovery_turnover": 2000000,
                "recovery_turnover_year": "2025",
                "recovery_bank": "Banque Lyonnaise",
                "recovery_incidents": "Nothing found in the register of charges",
                "recovery_incidents_date": self.on("-30d"),
                "recovery_standing": "Pays in time",
                "recovery_standing_date": self.on("-30d"),
                "recovery_cover": 5000,
                "recovery_cover_until": self.on("+30d"),
                "recovery_agreement_date": self.on("-30d"),
                "recovery_agreement_ids": [Command.set(scan.ids)],
            }
        )
        self.assertEqual((self.missing(), self.debtor.recovery_missing), ([], False))
        self.day("+400d")
        self.assertEqual(
            self.missing(),
            [
                "Incident files of this year: charges, protests, announcements",
                "Financial standing of this year",
                "Credit limit, or an insurer's cover",
                "Insurer's cover that has not ended",
            ],
        )

    def test_a_consumer_needs_less(self):
        self.debtor.write({"is_company": False, "vat": False, "company_registry": False})
        self.assertEqual(self.missing(), ["Complete postal address", "Telephone number"])

    def test_a_foreign_company_has_its_own_number(self):
        self.debtor.write({"country_id": self.env.ref("base.de").id, "vat": False, "company_registry": "HRB 123"})
        self.assertFalse(self.debtor.recovery_siren)
        self.assertNotIn("check digit", " ".join(self.missing()))

    def test_figures_are_not_negative(self):
        for name in ("recovery_cover", "recovery_share_capital", "recovery_turnover"):
            with self.assertRaises(ValidationError):
                self.debtor[name] = -1

    def test_his_standing_in_figures(self):
        self.assertIn("Figures of his standing (share capital, turnover, with its year, bank)", self.missing())
        self.debtor.write(
            {"recovery_share_capital": 40000, "recovery_turnover": 2000000, "recovery_turnover_year": "2025"}
        )
        self.assertIn("Figures of his standing (bank)", self.missing())
        self.env["res.partner.bank"].create(
            {"partner_id": self.debtor.id, "acc_number": "FR7630006000011234567890189", "allow_out_payment": True}
        )
        self.assertFalse([piece for piece in self.missing() if "Figures" in piece])
        self.debtor.write({"recovery_cover": 5000, "recovery_cover_until": self.on("+30d")})
        text = self.agreement("en_US")
        for words in ("40,000.00", "2,000,000.00", "2025", "FR76", "5,000.00", "no insolvency proceeding against"):
            self.assertIn(words, text)
        self.debtor.write({"is_company": False})
        self.assertNotIn("Share capital", self.agreement("en_US"))

    def test_a_viewer_reads_none_of_it(self):
        viewer = self.colleague("rep", group="viewer")
        with self.assertRaises(AccessError):
            self.debtor.with_user(viewer).read(["recovery_standing"])

    def agreement(self, lang):
        self.debtor.lang = lang
        report = self.env["ir.actions.report"].with_company(self.company)
        return report._render_qweb_html("recovery_dunning.report_agreement", self.debtor.ids)[0].decode()

    def test_the_agreement(self):
        clause = self.env["recovery.clause"].search(
            [("company_id", "=", self.company.id), ("kind", "=", "retention")]
        ) or self.env["recovery.clause"].create({"company_id": self.company.id, "kind": "retention"})
        clause.write({"is_present": True, "text": "Goods remain ours until paid."})
        self.debtor.write({"use_partner_credit_limit": True, "credit_limit": 7500})
        text = self.agreement("en_US")
        for words in ("Account-opening agreement", "Dubois Menuiserie", SIRET, "40 EUR", "remain ours", "7,500.00"):
            self.assertIn(words, text)
        self.assertEqual(self.debtor.action_recovery_agreement()["report_name"], "recovery_dunning.report_agreement")
        self.debtor.write({"is_company": False})
        text = self.agreement("en_US")
        self.assertNotIn("40 EUR", text)  # rule 6
        self.assertNotIn("Extract of the trade register", text)


@tagged("post_install", "-at_install")
class TestSatisfactionCall(WorklistStory):
    def setUp(self):
        super().setUp()
        self.company.write({"recovery_satisfaction_days": 5, "recovery_satisfaction_amount": 1000})

    def calls(self, move):
        self.env["account.move"]._cron_plan_satisfaction_calls()
        return move.activity_ids

    def test_once_for_each_large_invoice(self):
        large = self.invoice(due="+25d", amount=1000)  # of five days ago
        small, young = self.invoice(due="+25d", amount=999), self.invoice(due="+26d", amount=1000)
        old = self.invoice(due="-10d", amount=1000)  # of forty days ago
        refund = self.invoice(due="+25d", amount=1000, move_type="out_refund")
        call = self.calls(large)
        self.assertEqual((len(call), call.date_deadline), (1, self.on("+0d")))
        self.assertEqual(self.calls(large), call)
        self.assertFalse((small + young + old + refund).activity_ids)
        call.action_feedback(feedback="All is well")
        self.assertFalse(self.calls(large))
        self.day("+1d")
        self.assertTrue(self.calls(young))

    def test_off_by_default(self):
        self.company.recovery_satisfaction_days = 0
        self.assertFalse(self.calls(self.invoice(due="+25d", amount=5000)))

    def test_who_calls(self):
        move = self.invoice(due="+25d", amount=1000, invoice_user_id=self.bruno.id)
        self.assertEqual(self.calls(move).user_id, self.bruno)
        other = self.invoice(due="+25d", amount=1000, invoice_user_id=False)
        self.assertEqual(self.calls(other).user_id, self.alice)
