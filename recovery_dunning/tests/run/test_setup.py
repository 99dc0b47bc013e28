"""Stories of the setup: nothing but defaults, what is missing, the first day, and the banner that goes away."""

from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ..stories.worklist import WorklistStory


@tagged("post_install", "-at_install")
class TestSetup(WorklistStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.colleague("boss", group="manager")
        cls.cron = cls.env.ref("recovery_dunning.ir_cron_escalate")

    def setup_form(self, user=None):
        Setup = self.env["recovery.setup"].with_user(user or self.boss)
        return Form(Setup.with_context(allowed_company_ids=self.company.ids))

    def banner(self, user=None):
        Company = self.env["res.company"].with_user(user or self.boss)
        return Company.with_context(allowed_company_ids=self.company.ids).recovery_setup_banner()

    def test_nothing_but_defaults(self):
        self.company.recovery_user_id = False
        move = self.invoice(due="-5d")
        action = self.setup_form().save().action_dry_run()
        self.assertEqual(self.company.recovery_user_id, self.boss)
        self.assertEqual(self.company.recovery_procedure_id, self.ladder)
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual((lines.move_id, lines.outcome), (move, "gets_message"))
        self.assertFalse(self.cron.active)
        self.assertFalse(move.recovery_level_id)

    def test_the_banner_goes_away_once_done(self):
        self.assertTrue(self.banner())
        self.assertFalse(self.banner(self.alice))  # a collector sets nothing up
        self.setup_form().save().action_dry_run()
        self.assertFalse(self.banner())
        self.company.recovery_setup = False
        self.setup_form().save().action_dismiss()
        self.assertFalse(self.banner())
        self.assertEqual(self.company.recovery_setup, "dismissed")

    def test_what_is_missing(self):
        self.company.write({"email": False, "company_registry": False})
        self.company.partner_id.bank_ids.unlink()
        self.alice.email = False
        gaps = self.company._recovery_gaps()
        for gap in ("sender", "bank", "identity"):
            self.assertIn(gap, gaps)
        self.company.write({"email": "a@b.example.com", "company_registry": "1", "street": "s", "city": "c"})
        with self.setup_form() as form:
            self.assertFalse(form.has_bank)
            form.iban = "FR7630006000011234567890189"
        form.record.action_dry_run()
        gaps = self.company._recovery_gaps()
        for gap in ("sender", "bank", "identity", "procedure", "collector"):
            self.assertNotIn(gap, gaps)
        self.assertEqual(self.company.partner_id.bank_ids.sanitized_acc_number, "FR7630006000011234567890189")

    def test_a_mistyped_iban_is_refused(self):
        """Every debtor would be told to pay there. One that is known already is shown, and not looked at again."""
        self.company.partner_id.bank_ids.unlink()
        for typed in ("FR76 1234 5678", "FR7630006000011234567890188"):
            with self.subTest(typed=typed), self.setup_form() as form:
                form.iban = typed
                with self.assertRaisesRegex(ValidationError, "is no IBAN"):
                    form.save()
                form.iban = "FR76 3000 6000 0112 3456 7890 189"
        form.record.action_dry_run()
        self.company.partner_id.bank_ids.acc_number = "123-456"
        self.assertEqual(self.setup_form().save().iban, "123-456")

    def test_what_cannot_be_entered_here_is_told(self):
        """Whoever has no link beside a box that is not ticked reads what to have done."""
        self.company.write({"company_registry": False, "email": False})
        advice = self.setup_form().advice
        self.assertIn("registration number", advice)
        self.assertNotIn("mail address", advice)

    def test_its_address_is_entered_on_its_own_form(self):
        action = self.setup_form().save().action_company()
        self.assertEqual((action["res_model"], action["res_id"]), ("res.company", self.company.id))

    def test_what_the_law_wants_on_letters(self):
        """The legal form of a French company; the mediator where persons owe something."""
        self.company.account_fiscal_country_id = self.env.ref("base.fr")
        self.assertIn("legal_form", self.company._recovery_gaps())
        self.company.write({"recovery_legal_form": "S.A.S.", "recovery_register_city": "Lyon"})
        self.assertIn("legal_form", self.company._recovery_gaps())  # without its capital
        for form in ("EI", "Entrepreneur individuel", "SNC", "Association loi 1901"):
            self.company.recovery_legal_form = form
            self.assertNotIn("legal_form", self.company._recovery_gaps())
        for form in ("sarl unipersonnelle", "Société par actions simplifiée", "SELARL", "SA"):
            self.company.recovery_legal_form = form
            self.assertIn("legal_form", self.company._recovery_gaps())
        with self.setup_form() as setup:
            self.assertFalse(setup.has_legal_form)
            setup.share_capital = 40000
        setup.record.action_dry_run()
        self.assertEqual(self.company.recovery_share_capital, 40000)
        self.assertFalse({"legal_form", "mediator"} & self.company._recovery_gaps().keys())
        self.invoice(debtor=self.customer("Mme Petit", is_company=False))
        self.assertIn("mediator", self.company._recovery_gaps())
        self.company.recovery_mediator = "Médiation Conso, 1 rue Haute, 69001 Lyon"
        self.assertNotIn("mediator", self.company._recovery_gaps())

    def test_what_is_off_is_said(self):
        """Satisfaction calls and discharge letters: who never heard of them cannot turn them on."""
        self.company.recovery_satisfaction_days, self.company.recovery_discharge = 0, False
        told = "\n".join(self.banner())
        self.assertIn("Satisfaction calls are off", told)
        self.assertIn("Discharge letters are off", told)
        with self.setup_form() as setup:
            setup.satisfaction_days = 7
            setup.discharge = True
        setup.record.action_dry_run()
        self.assertEqual((self.company.recovery_satisfaction_days, self.company.recovery_discharge), (7, True))
        self.assertFalse(self.company._recovery_turned_off())

    def test_the_account_is_trusted_where_the_user_may(self):
        """Newer builds of Odoo post no invoice that names another; who may not trust accounts is told whom to ask."""
        may_trust = self.env.ref("account.group_validate_bank_account")
        for allowed, iban in ((True, "FR7630006000011234567890189"), (False, "FR7620041010050500013402606")):
            with self.subTest(allowed=allowed):
                self.company.partner_id.bank_ids.unlink()
                self.boss.group_ids = [(4 if allowed else 3, may_trust.id)]
                with self.setup_form() as form:
                    form.iban = iban
                form.record.action_dry_run()
                account = self.company.partner_id.bank_ids
                self.assertEqual(account.allow_out_payment, allowed)
                self.assertEqual("trust" not in self.company._recovery_gaps(), allowed)
                self.assertEqual(self.invoice(due="-4d").state, "posted")
                self.assertEqual(
                    self.company._recovery_pay_to(self.company.currency_id, self.env["account.move"]), account
                )

    def test_rates_of_the_semester(self):
        rates = self.env["recovery.rate"].search([("date_from", "=", date(2026, 1, 1))])
        self.assertNotIn("rates", self.company._recovery_gaps())
        rates.unlink()
        self.assertIn("rates", self.company._recovery_gaps())

    def test_no_escalation_before_the_first_day(self):
        move = self.invoice(due="-5d")
        with self.setup_form() as form:
            form.start_date = self.on("+7d")
            form.daily = True
        form.record.action_dry_run()
        self.assertTrue(self.cron.active)
        self.send_at_any_hour()
        self.day("+6d")
        self.env["recovery.run"]._cron_escalate()
        self.assertFalse(self.env["recovery.run"].search([("company_id", "=", self.company.id)]))
        self.day("+7d")
        self.env["recovery.run"]._cron_escalate()
        self.assertEqual(self.env["recovery.run"].search([("company_id", "=", self.company.id)]).date, self.on("+0d"))
        self.assertEqual(move.recovery_level_id.delay, 3)

    def test_the_ladder_of_consumers(self):
        consumers = self.procedure("Consumers", 5, debtor_class="consumer")
        with self.setup_form() as form:
            form.customers = "consumer"
        self.assertEqual(form.record.procedure_id, self.ladder)  # it is for anybody, and comes first
        self.ladder.debtor_class = "business"
        with self.setup_form() as form:
            form.customers = "consumer"
        self.assertEqual(form.record.procedure_id, consumers)
        self.assertEqual(form.record.level_ids.delay, 5)

    def test_old_book(self):
        self.invoice(due="-50d")
        setup = self.setup_form().save()
        self.assertEqual(setup.old_count, 1)
        self.assertEqual(setup.action_old_book()["res_model"], "recovery.go.live")

    def test_a_collector_may_not(self):
        with self.assertRaises(AccessError):
            self.env["recovery.setup"].with_user(self.alice).create({})
        with self.assertRaises(AccessError):
            self.env["res.company"].with_user(self.alice).action_recovery_dismiss_setup()
