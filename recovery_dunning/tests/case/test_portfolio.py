"""Stories of portfolios and stand-ins: whose case it is."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation

from ..stories.worklist import WorklistStory


@tagged("post_install", "-at_install")
class TestPortfolio(WorklistStory):
    def portfolio(self, user, **values):
        return self.env["recovery.portfolio"].create(
            {"name": user.name, "user_id": user.id, "company_id": self.company.id, **values}
        )

    def test_new_case_goes_to_its_portfolio(self):
        self.portfolio(self.bruno, country_ids=[Command.set(self.france.ids)])
        french = self.customer("Français", country_id=self.france.id)
        self.assertEqual(self.case(french).user_id, self.bruno)
        self.assertEqual(self.case(self.customer("Ailleurs")).user_id, self.alice)

    def test_first_that_fits_by_amount_tag_and_profile(self):
        tag = self.env["res.partner.category"].create({"name": "Trade"})
        below = self.env["res.partner.category"].create({"name": "Joiners", "parent_id": tag.id})
        profile = self.env["recovery.profile"].search([], limit=1)
        self.portfolio(self.bruno, amount_from=1000, sequence=1)
        self.portfolio(self.alice, category_ids=[Command.set(tag.ids)], sequence=2)
        carla = self.colleague("carla")
        self.portfolio(carla, profile_ids=[Command.set(profile.ids)], amount_to=50, sequence=3)
        rich, joiner, odd = (
            self.customer("R"),
            self.customer("J", category_id=[Command.link(below.id)]),
            self.customer("O"),
        )
        odd.with_company(self.company).recovery_profile_id = profile
        self.invoice(due="-5d", amount=1000, debtor=rich)
        self.invoice(due="-5d", amount=999, debtor=joiner)
        self.invoice(due="-5d", amount=49, debtor=odd)
        self.company.recovery_user_id = False
        owners = [self.case(debtor).user_id for debtor in (rich, joiner, odd, self.debtor)]
        self.assertEqual(owners, [self.bruno, self.alice, carla, self.env["res.users"]])

    def test_own_collector_stays(self):
        self.debtor.with_company(self.company).recovery_user_id = self.alice
        self.portfolio(self.bruno)
        self.assertEqual(self.case().user_id, self.alice)

    def test_assign_the_open_cases(self):
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        portfolio = self.portfolio(self.bruno)
        manager = self.colleague("boss", group="manager")
        action = portfolio.with_user(manager).action_assign()
        self.assertIn("One case", action["params"]["message"])
        self.assertEqual((case.user_id, case.activity_ids.user_id), (self.bruno, self.bruno))
        self.assertEqual(self.last_event(case).summary, f"Collector: from {self.alice.name} to {self.bruno.name}")

    def test_a_collector_makes_no_portfolio(self):
        with self.assertRaises(AccessError):
            self.env["recovery.portfolio"].with_user(self.alice).create({"name": "Mine", "user_id": self.alice.id})
        with self.assertRaises(AccessError):
            self.portfolio(self.bruno).with_user(self.alice).action_assign()

    def test_reassign_for_good(self):
        case = self.case()
        action = case.with_user(self.alice).action_reassign()
        wizard = self.env["recovery.reassign.wizard"].with_user(self.alice).with_context(**action["context"])
        wizard.create({"user_id": self.bruno.id, "for_good": True, "reason": "Knows them"}).action_reassign()
        self.assertEqual(case.user_id, self.bruno)
        self.assertEqual(self.debtor.with_company(self.company).recovery_user_id, self.bruno)
        self.assertEqual(self.last_event(case).result, "Knows them")

    def test_stand_in_finds_the_cases_on_these_days(self):
        case = self.case()
        case.activity_schedule("mail.mail_activity_data_todo", user_id=self.alice.id)
        self.rank_what_was_stirred()
        self.assertFalse(self.listed(self.bruno))
        self.env["recovery.standin"].with_user(self.alice).create(
            {
                "user_id": self.alice.id,
                "standin_id": self.bruno.id,
                "company_id": self.company.id,
                "date_from": self.on("+1d"),
                "date_until": self.on("+2d"),
            }
        )
        found = []
        for offset in ("+0d", "+1d", "+2d", "+3d"):
            self.day(offset)
            found.append(len(self.listed(self.bruno)))
            case.invalidate_recordset(["is_mine"])
            self.assertEqual(case.with_user(self.bruno).is_mine, bool(found[-1]))
        self.assertEqual(found, [0, 1, 1, 0])
        self.assertEqual(case.user_id, self.alice)

    def test_nobodys_cases_are_everybodys(self):
        self.company.recovery_user_id = False
        self.invoice(due="-8d")
        case = self.case()
        self.day("+40d")
        case._rank()
        self.assertEqual(self.listed(self.alice), case)
        self.assertEqual(self.listed(self.bruno), case)

    def test_a_collector_names_his_own_stand_in_only(self):
        values = {"standin_id": self.alice.id, "company_id": self.company.id}
        days = {"date_from": self.on("+1d"), "date_until": self.on("+2d")}
        Standin = self.env["recovery.standin"]
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            Standin.with_user(self.alice).create({"user_id": self.bruno.id, **values, **days})
        boss = self.colleague("boss", group="manager")
        self.assertTrue(Standin.with_user(boss).create({"user_id": self.bruno.id, **values, **days}))
        viewer = self.colleague("rep", group="viewer")
        with self.assertRaises(AccessError):
            Standin.with_user(viewer).search([])
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            Standin.create({"user_id": self.alice.id, **values, **days})
