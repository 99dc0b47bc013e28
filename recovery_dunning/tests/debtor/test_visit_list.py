"""Stories of the list of customers to visit and of the mail of the week that brings it."""

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from ..stories.visit import RepStory


@tagged("post_install", "-at_install")
class TestVisitList(RepStory):
    def visits(self, user=None):
        self.env.invalidate_all()
        return self.env["recovery.visit"].with_user(user or self.rep).search([])

    def test_mine_by_what_is_at_stake(self):
        small, big = self.customer("Small", user_id=self.rep.id), self.customer("Big", user_id=self.rep.id)
        theirs = self.customer("Somebody else's")
        for debtor, amount in ((small, 10), (big, 900), (self.debtor, 100), (theirs, 5000)):
            self.invoice(due="-4d", amount=amount, debtor=debtor)
        self.invoice(due="+4d", debtor=self.customer("Not late", user_id=self.rep.id))
        visits = self.visits()
        self.assertEqual(visits.partner_id.mapped("name"), ["Big", "Dubois Menuiserie", "Small"])
        self.assertEqual(visits.mapped("overdue"), [900, 100, 10])
        self.assertIn(theirs, self.visits(self.env.user).partner_id)
        self.assertEqual(visits[0].action_open_card()["res_id"], big.id)

    def test_by_town(self):
        self.invoice(due="-4d", amount=70)
        self.invoice(due="-9d", amount=30, debtor=self.customer("Near", user_id=self.rep.id, city="Angers"))
        self.invoice(due="-9d", amount=10, debtor=self.customer("Far", user_id=self.rep.id, city="Nice"))
        groups = self.env["recovery.visit"].with_user(self.rep)._read_group([], ["city"], ["overdue:sum", "__count"])
        self.assertEqual(groups, [("Angers", 100, 2), ("Nice", 10, 1)])

    def test_who_has_answered(self):
        self.invoice(due="-4d")
        self.assertFalse(self.visits().has_spoken)
        self.promise(100, "+4d")
        visit = self.visits()
        self.assertEqual((visit.has_spoken, visit.promised_for), (True, self.on("+4d")))

    def test_says_the_same_as_the_card(self):
        """One rule, written twice: in the engine and in the query of the list."""
        self.ladder.level_ids[1].sale_policy = "block"
        for number, due in enumerate((1, 4, 16, 40)):
            debtor = self.customer(f"Customer {number}", user_id=self.rep.id)
            self.invoice(due=f"-{due}d", amount=100 * due, debtor=debtor)
        self.run_and_send()
        self.invoice(due="-4d", debtor=self.debtor)
        self.debtor.recovery_insolvency = "liquidation"
        formal = self.customer("Formal", user_id=self.rep.id)
        self.invoice(due="-4d", debtor=formal)
        self.run_and_send()
        formal.recovery_case_id.phase = "formal_notice"
        visits = self.visits()
        self.assertEqual(len(visits), 6)
        self.assertEqual(visits.mapped("status"), visits.partner_id.mapped("recovery_status"))
        self.assertEqual(visits.mapped("overdue"), visits.partner_id.mapped("recovery_overdue"))
        self.assertEqual(set(visits.mapped("status")) & {"watch", "stop", "formal"}, {"watch", "stop", "formal"})

    def test_the_list_costs_the_same_for_many(self):
        for number in range(40):
            self.invoice(due="-4d", debtor=self.customer(f"Customer {number}", user_id=self.rep.id))
        Visit = self.env["recovery.visit"].with_user(self.rep)
        fields = {name: {} for name in ("partner_id", "city", "phone", "status", "overdue", "days_late")}
        counts = []
        for limit in (1, 1, 80):  # the first reading fills what is read once
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Visit.web_search_read([], fields, limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(len(Visit.search([])), 40)
        self.assertLessEqual(counts[2], counts[1])
        self.assertLessEqual(counts[2], 8)


@tagged("post_install", "-at_install")
class TestVisitDigest(RepStory):
    def send(self):
        self.env["recovery.visit.digest"].with_user(SUPERUSER_ID)._cron_send()  # as the scheduled action does
        self.env.invalidate_all()

    def mails_to(self, user):
        mails = self.env["mail.mail"].sudo().search([("model", "=", "recovery.visit.digest")])
        return mails.filtered(lambda mail: user.partner_id in mail.recipient_ids)

    def test_one_mail_with_his_customers(self):
        self.invoice(due="-4d", amount=120)
        theirs = self.customer("Somebody else's", user_id=self.make_rep("colleague").id)
        self.invoice(due="-4d", debtor=theirs)
        self.send()
        mail = self.mails_to(self.rep)
        self.assertEqual(len(mail), 1)
        self.assertIn("Dubois Menuiserie", mail.body_html)
        self.assertIn("120.00", mail.body_html)
        self.assertNotIn("Somebody else", mail.body_html)

    def test_once_a_week(self):
        self.invoice(due="-4d")
        self.send()
        self.day("+6d")
        self.send()
        self.assertEqual(len(self.mails_to(self.rep)), 1)
        self.day("+7d")
        self.send()
        self.assertEqual(len(self.mails_to(self.rep)), 2)

    def test_none_without_customers_to_see(self):
        self.invoice(due="+4d")
        self.send()
        self.assertFalse(self.mails_to(self.rep))
        self.assertFalse(self.env["recovery.visit.digest"].sudo().search([("user_id", "=", self.rep.id)]))

    def test_off_switch(self):
        self.company.recovery_visit_digest = False
        self.invoice(due="-4d")
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_only_for_who_may_view(self):
        self.rep.group_ids = self.env.ref("base.group_user")
        self.invoice(due="-4d")
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_in_his_language_and_without_hidden_amounts(self):
        self.rep.lang = "fr_FR"
        template = self.env.ref("recovery_dunning.mail_template_visit_digest").sudo()
        template.with_context(lang="fr_FR").subject = "Vos clients à voir"
        self.company.recovery_hide_amounts = True
        self.invoice(due="-40d", amount=777)
        self.send()
        mail = self.mails_to(self.rep)
        self.assertEqual(mail.subject, "Vos clients à voir")
        self.assertIn("Dubois", mail.body_html)
        self.assertNotIn("777", mail.body_html)

    def test_each_company_apart(self):
        other = self.setup_other_company(name="Other company")["company"]
        self.rep.company_ids += other
        self.invoice(due="-4d", amount=120)
        self.send()
        self.assertNotIn("Other company", self.mails_to(self.rep).body_html)
