"""Stories of small claims, agreed and refused, and of the amicable attempt that comes before a civil court."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..stories.court import CourtStory


@tagged("post_install", "-at_install")
class TestSmallClaims(CourtStory):
    def setUp(self):
        super().setUp()
        self.move, self.case = self.case_of(self.person, amount=900.0)

    def test_agreed(self):
        claim = self.start(self.case, "small_claims", officer_id=self.officer.id)
        self.step(claim, "filed", "+0d")
        self.assertEqual(claim.answer_deadline, self.on("+31d"))  # 2 April, a Thursday (CPCE L125-1)
        self.assertEqual((claim.indemnity, claim.amount), (0.0, 900.0))  # a consumer owes no 40 EUR
        self.day("+10d")
        self.step(claim, "decided", "+0d", decision="granted", amount=900.0, document_ids=[(6, 0, self.act().ids)])
        self.assertEqual(claim.interruption_ids.kind, "suspension")  # C. civ. 2238
        agreement = claim.interruption_ids
        self.step(claim, "titled", "+0d")
        self.assertEqual((claim.stage, agreement.date_end), ("titled", self.on("+0d")))

    def test_refused_opens_the_way_to_the_judge(self):
        claim = self.start(self.case, "small_claims")
        self.step(claim, "filed", "+0d")
        self.day("+40d")
        self.watch()
        self.assertTrue(any("refusal" in summary for summary in self.tasks(self.case)))
        self.step(claim, "decided", "+0d", decision="rejected")
        self.assertEqual((claim.stage, claim.outcome), ("ended", "refused"))
        summons = self.start(self.case, "summons")
        self.assertEqual((summons.court_kind, summons.is_exempt), ("proximity", "small_claims"))

    def test_too_large(self):
        self.case_of(self.person, amount=4500.0)
        with self.assertRaisesRegex(UserError, "5,000 EUR.*R125-1"):
            self.start(self.case, "small_claims")
        self.assertFalse(self.case.proceeding_ids, "nothing half done")

    def test_an_amicable_attempt_comes_first(self):
        with self.assertRaisesRegex(UserError, "CPC 750-1"):
            self.start(self.case, "summons")
        mediation = self.env["recovery.mediation"]
        talks = mediation.create(
            {
                **mediation._prepare_for(self.instalments(self.move)),
                "kind": "conciliation",
                "date_agreed": self.on("-9d"),
            }
        )
        talks.action_start()
        talks.action_fail()
        self.assertTrue(self.start(self.case, "summons", attempt_id=talks.id))
        self.start(self.case, "summons", is_exempt="unavailable")

    def test_above_the_limit_none_is_needed(self):
        self.case_of(self.person, amount=6000.0)
        summons = self.start(self.case, "summons")
        self.step(summons, "served", "+0d", in_person=True, document_ids=[(6, 0, self.act().ids)])
        self.assertEqual((summons.interruption_ids.counts, summons.amount), (True, 6900.0))
        self.step(summons, "filed", "+0d")
        self.step(summons, "decided", "+0d", decision="part", amount=6000.0)
        self.assertEqual(summons.granted_amount, 6000.0)

    def test_no_consumer_before_a_commercial_court(self):
        order = self.start(self.case)
        order.court_kind = "commerce"
        with self.assertRaisesRegex(UserError, "L721-3"):
            self.step(order, "filed", "+0d")

    def test_other_debtors_that_are_refused(self):
        for values, kind, article in (
            ({"country_id": self.env.ref("base.de").id}, "payment_order", "CPC 1406"),
            ({"recovery_class": "public"}, "summons", "L111-1"),
        ):
            debtor = self.customer("Autre", **{"zip": "10115", **values})
            _move, case = self.case_of(debtor)
            with self.subTest(article=article), self.assertRaisesRegex(UserError, article):
                self.start(case, kind)
        with self.assertRaisesRegex(UserError, "not there on"):
            self.start(self.case, "uncontested")

    def test_an_interim_payment_wants_no_dispute(self):
        _move, case = self.case_of(self.debtor, amount=9000.0)
        dispute = self.env["recovery.dispute"]
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        lines = self.instalments(_move)
        dispute.create({**dispute._prepare_for(lines), "amount": 10.0, "type_id": kind.id, "claim": "No"})
        with self.assertRaisesRegex(UserError, "CPC 873"):
            self.start(case, "interim_payment")
