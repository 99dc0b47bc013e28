"""Stories of the choice of a ladder: which one an instalment climbs, and why this one."""

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..common import RecoveryStory


@tagged("post_install", "-at_install")
class TestChoice(RecoveryStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.strapped = cls.env.ref("recovery_dunning.profile_cash_strapped")
        cls.strapped.procedure_id = False

    def assertChosen(self, move, procedure, reason):
        """What the screen of the invoice says, and what a run does."""
        self.env.invalidate_all()
        self.assertEqual(move.recovery_applied_procedure_id, procedure)
        self.assertEqual(move.recovery_procedure_reason, reason)
        self.propose()
        line = self.env["recovery.notice.line"].search([("move_id", "=", move.id), ("void", "=", False)])
        self.assertEqual(line.level_id.procedure_id, procedure)

    def test_from_the_invoice_down_to_the_default(self):
        """Each choice gives way to the one above it."""
        self.ladder.debtor_class = "public"
        default = self.procedure("Default", 3, sequence=90, debtor_class="consumer")
        self.company.recovery_procedure_id = default
        debtor = self.customer("Person", is_company=False)
        move = self.invoice(due="-20d", debtor=debtor)
        self.assertChosen(move, default, "The first that fits: Consumer")
        default.country_ids = self.france
        self.assertChosen(move, default, "The default of the company")
        fits = self.procedure("Fits", 3)
        self.assertChosen(move, fits, "The first that fits: it has no condition")
        by_profile = self.procedure("Profile", 3, sequence=80)
        self.strapped.procedure_id = by_profile
        debtor.recovery_profile_id = self.strapped
        self.assertChosen(move, by_profile, "By the profile of the debtor")
        own = self.procedure("Own", 3, sequence=81)
        debtor.recovery_procedure_id = own
        self.assertChosen(move, own, "Chosen for the debtor")
        self.assertEqual(debtor.recovery_procedure_reason, "Chosen for the debtor")
        by_invoice = self.procedure("Invoice", 3, sequence=82)
        move.recovery_procedure_id = by_invoice
        self.assertChosen(move, by_invoice, "Chosen on the invoice")

    def test_by_country_tag_and_profile_together(self):
        tag = self.env["res.partner.category"].create({"name": "Wholesale"})
        fits = self.procedure(
            "Wholesalers of France who are short of cash",
            3,
            sequence=1,
            country_ids=[Command.set(self.france.ids)],
            category_ids=[Command.set(tag.ids)],
            profile_ids=[Command.set(self.strapped.ids)],
        )
        debtor = self.customer(
            "All three",
            country_id=self.france.id,
            category_id=[Command.set(tag.ids)],
            recovery_profile_id=self.strapped.id,
        )
        move = self.invoice(due="-20d", debtor=debtor)
        self.assertChosen(move, fits, "The first that fits: France, Wholesale, Short of cash")
        debtor.recovery_profile_id = False
        self.assertChosen(move, self.ladder, "The first that fits: it has no condition")

    def test_by_amount_of_the_instalment_when_it_was_booked(self):
        """A part payment does not move an instalment to the ladder of small amounts."""
        large = self.procedure("Large", 3, sequence=1, amount_from=1000)
        small = self.procedure("Small", 3, sequence=2, amount_to=50)
        big, little, middle = (self.invoice(due="-20d", amount=amount) for amount in (1000, 49.99, 500))
        self.pay(big, amount=600)
        self.assertChosen(big, large, "The first that fits: amount")
        self.assertChosen(little, small, "The first that fits: amount")
        self.assertChosen(middle, self.ladder, "The first that fits: it has no condition")

    def test_amounts_out_of_order_are_refused(self):
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.procedure("Nothing between", 3, amount_from=100, amount_to=100)

    def test_a_procedure_of_another_kind_is_refused(self):
        """Rule 6: a consumer never gets onto a ladder for businesses."""
        business = self.procedure("Businesses", 3, debtor_class="business")
        person = self.customer("Person", is_company=False)
        with self.assertRaisesRegex(ValidationError, "made for another kind of debtor"):
            person.recovery_procedure_id = business
        move = self.invoice(due="-20d", debtor=person)
        with self.assertRaisesRegex(ValidationError, "made for another kind of debtor"):
            move.recovery_procedure_id = business

    def test_a_profile_never_brings_a_consumer_onto_a_ladder_for_businesses(self):
        self.strapped.procedure_id = self.procedure("Businesses", 3, sequence=80, debtor_class="business")
        person = self.customer("Person", is_company=False, recovery_profile_id=self.strapped.id)
        move = self.invoice(due="-20d", debtor=person)
        self.assertChosen(move, self.ladder, "The first that fits: it has no condition")

    def test_another_profile_is_another_ladder_but_no_step_back(self):
        """A debtor found to be a bad payer goes on, on the ladder of bad payers, above what he has had."""
        firm = self.procedure("Firm", 1, 12, sequence=80, levels={12: {"tone": "3"}})
        bad = self.env.ref("recovery_dunning.profile_bad_payer")
        bad.procedure_id = firm
        move = self.invoice(due="-20d")
        self.run_and_send()
        self.assertEqual(move.recovery_level_id, self.level(3))
        self.debtor.recovery_profile_id = bad
        self.day("+1d")
        self.assertNotice(self.run_and_send(), move, level=12)

    def test_the_four_debtors_of_practice_are_there(self):
        """With their words for whoever calls, in English and in French, and each its own complete ladder."""
        profiles = self.env["recovery.profile"].search([])
        self.assertEqual(len(profiles), 4)
        for profile in profiles:
            with self.subTest(profile=profile.name):
                self.assertTrue(profile.sign and profile.guidance and profile.proposals)
                french = profile.with_context(lang="fr_FR")
                self.assertNotEqual(profile.guidance, french.guidance)
        for name in ("cash_strapped", "bad_payer", "dissatisfied"):
            procedure = self.env.ref(f"recovery_dunning.procedure_{name}")
            phases = procedure.level_ids.mapped("phase")
            self.assertEqual([phases[0], *phases[-2:]], ["preventive", "formal_notice", "agency"])

    def test_the_collector_judges_his_debtor_on_the_case(self):
        self.invoice(due="-20d")
        self.run_and_send()
        case = self.debtor.recovery_case_id
        case.profile_id = self.strapped
        self.assertEqual(self.debtor.recovery_profile_id, self.strapped)
        self.assertIn("payment plan", case.proposals)
