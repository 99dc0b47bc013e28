"""Stories of interest and indemnity: the rates, what a notice shows, to the cent, and what a consumer is spared."""

from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory
from ..stories.claim import ClaimStory


@tagged("post_install", "-at_install")
class TestRate(RecoveryStory):
    def test_the_table_ends_with_what_is_known(self):
        rates = self.env["recovery.rate"].search([])
        self.assertEqual(len(rates), 48)
        self.assertEqual(
            (min(rates.mapped("date_from")), max(rates.mapped("date_from"))), (date(2019, 1, 1), date(2026, 7, 1))
        )
        last = rates.filtered(lambda rate: rate.date_from == date(2026, 7, 1)).sorted("kind")
        self.assertEqual(
            [(rate.kind, rate.rate) for rate in last], [("ecb_mro", 2.40), ("legal_private", 6.84), ("legal_pro", 2.75)]
        )
        self.assertTrue(all(rate.source and rate.grade for rate in rates))

    def test_a_rate_holds_from_the_first_day_of_a_semester(self):
        with self.assertRaisesRegex(ValidationError, "1 January or 1 July"):
            self.env["recovery.rate"].create({"kind": "ecb_mro", "date_from": "2027-02-01", "rate": 2, "source": "x"})

    def test_a_semester_is_added_at_once(self):
        wizard = self.env["recovery.rate.wizard"].create({"ecb_mro": 2.5, "legal_pro": 2.8, "source": "arrêté"})
        self.assertEqual(wizard.date_from, date(2027, 1, 1))
        wizard.action_add()
        added = self.env["recovery.rate"].search([("date_from", "=", "2027-01-01")])
        self.assertEqual(sorted(added.mapped("kind")), ["ecb_mro", "legal_pro"])

    def test_managers_are_asked_once(self):
        manager = new_test_user(self.env, "boss", groups="recovery_dunning.group_recovery_manager")
        Rate = self.env["recovery.rate"]
        Rate._cron_ask_for_rates()
        asked = [("user_id", "=", manager.id), ("res_model", "=", "recovery.rate")]
        self.assertFalse(self.env["mail.activity"].search(asked))
        self.day("+310d")  # 6 January 2027
        Rate._cron_ask_for_rates()
        Rate._cron_ask_for_rates()
        activity = self.env["mail.activity"].search(asked)
        self.assertEqual(activity.summary, "Enter the interest rates of 2027-S1")


@tagged("post_install", "-at_install")
class TestInterest(ClaimStory):
    def test_shown_at_30_days_and_frozen(self):
        """1 000 from 2 January to 2 March 2026: 60 days at 12.15 %."""
        move = self.late_invoice()
        first = self.run_and_send().notice_ids
        self.assertEqual((first.amount_interest, first.amount_total), (0, 1000))
        notice = self.climb("+1d").notice_ids
        self.assertEqual(notice.line_ids.interest, 20.31)  # 1000 x 12.15 % x 61 / 365
        self.assertEqual((notice.amount_due, notice.amount_interest, notice.amount_indemnity), (1000, 20.31, 40))
        self.assertEqual(notice.amount_total, 1060.31)
        interest = self.claims(move, "interest")
        self.assertEqual(
            (interest.amount, interest.date_from, interest.date_to), (20.31, date(2026, 1, 2), date(2026, 3, 3))
        )
        self.assertEqual(interest.segments[0]["formula"], "1 000.00 x 12.15 % x 61 / 365 = 20.31")
        self.assertEqual((interest.case_id, interest.partner_id), (notice.case_id, self.debtor))
        body = self._mails[-1]["body"]
        for part in ("1,000.00", "20.31", "40.00", "1,060.31"):
            self.assertIn(part, body)
        self.assertRegex(self.last_event(notice.case_id).result, r"interest .*20[.,]31")

    def test_a_later_notice_replaces_what_was_shown(self):
        move = self.late_invoice()
        self.climb("+0d", "+1d", "+16d")
        shown = self.claims(move)
        self.assertEqual([(claim.kind, claim.amount) for claim in shown], [("indemnity", 40), ("interest", 25.3)])
        self.assertEqual(shown[1].replaces_id.amount, 20.31)

    def test_a_part_payment_and_a_credit_note(self):
        move = self.late_invoice()
        self.day("-30d")  # 31 January
        self.pay(move, amount=400)
        refund = self.invoice(due="+10d", amount=100, move_type="out_refund", invoice_date="2026-02-10")
        (refund + move).line_ids.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self.day("+0d")
        self.climb("+0d", "+1d")
        parts = [(part["days"], part["base"], part["amount"]) for part in self.claims(move, "interest").segments]
        # 1 000 to 31 January included, 600 to 10 February, then 500 to 3 March
        self.assertEqual(parts, [(30, "1000.00", "9.99"), (10, "600.00", "2.00"), (21, "500.00", "3.50")])
        self.assertEqual(self.claims(move, "interest").amount, 15.49)

    def test_what_is_credited_or_disputed_bears_no_interest(self):
        """A payment on account that nobody has matched, and a part that is disputed: the rest bears interest."""
        self.late_invoice()
        self.payment_on_account(400)
        other = self.late_invoice(debtor=self.customer("Disputes", email="dis@e.com"))
        dispute = self.env["recovery.dispute"]
        values = dispute._prepare_for(self.instalments(other))
        kind = self.env.ref("recovery_dunning.dispute_type_other")
        dispute.create({**values, "amount": 500, "type_id": kind.id, "claim": "Half is broken"})
        self.run_and_send()
        run = self.climb("+1d")
        asked = {n.partner_id.name: (n.amount_due, n.amount_interest) for n in run.notice_ids}
        self.assertEqual(asked, {"Dubois Menuiserie": (600, 12.18), "Disputes": (500, 10.15)})

    def test_two_currencies_balance_to_the_cent(self):
        other = self.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        self.company.currency_id.rate_ids.unlink()
        euro, pound = self.late_invoice(), self.late_invoice(currency_id=other.id)
        self.run_and_send()
        run = self.climb("+1d")
        by_currency = {notice.currency_id: notice for notice in run.notice_ids}
        self.assertEqual(len(by_currency), 2)
        for move in (euro, pound):
            notice, claims = by_currency[move.currency_id], self.claims(move)
            self.assertEqual(notice.amount_interest, 20.31)
            self.assertEqual(sum(claims.mapped("amount")), notice.amount_interest + notice.amount_indemnity)
            self.assertEqual(notice.amount_total, notice.currency_id.round(1000 + sum(claims.mapped("amount"))))
        fixed = self.env.ref("base.EUR")._convert(40, other, self.company, self.on("+0d"))
        self.assertEqual(by_currency[other].amount_indemnity, fixed)

    def test_the_indemnity_is_once_for_an_invoice(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "Thirds",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": percent, "nb_days": days})
                    for percent, days in ((30, 0), (30, 5), (40, 10))
                ],
            }
        )
        move = self.invoice(due="-60d", amount=900, terms=terms)
        self.climb("+0d", "+1d")
        self.assertEqual(self.claims(move, "indemnity").amount, 40)
        self.assertEqual(len(self.claims(move, "interest")), 3)
        notice = self.climb("+16d").notice_ids
        self.assertEqual((notice.amount_indemnity, len(self.claims(move, "indemnity"))), (40, 1))

    def test_a_consumer_owes_nothing_before_the_formal_notice_then_the_legal_rate(self):
        move = self.late_invoice(debtor=self.person)
        notices = [self.climb(day).notice_ids for day in ("+0d", "+1d", "+2d")]
        self.assertEqual([notice.amount_total for notice in notices], [1000] * 3)
        self.assertEqual(notices[-1].level_id.phase, "formal_notice")
        self.assertFalse(self.claims(move))
        notice = self.climb("+12d").notice_ids
        claim = self.claims(move)
        self.assertEqual((claim.kind, notice.amount_total), ("interest", 1000.72))  # 1000 x 2.62 % x 10 / 365
        self.assertEqual((claim.date_from, claim.segments[0]["kind"]), (date(2026, 3, 5), "legal"))

    def test_a_consumer_on_the_ladder_of_businesses_is_spared_too(self):
        self.consumer_procedure.active = False
        move = self.late_invoice(debtor=self.person)
        notices = [self.climb(day).notice_ids for day in ("+0d", "+1d", "+16d")]
        self.assertEqual([notice.amount_total for notice in notices], [1000] * 3)
        self.assertFalse(self.claims(move))

    def test_no_consumer_ladder_claims_the_indemnity_or_early_interest(self):
        for delay, field in ((45, "claim_indemnity"), (30, "claim_interest")):
            with self.assertRaisesRegex(ValidationError, "is for consumers"):
                self.level(delay, self.consumer_procedure)[field] = True
        with self.assertRaisesRegex(ValidationError, "is for consumers"):
            self.claiming.debtor_class = "consumer"

    def test_a_public_body_keeps_the_rate_of_its_first_semester(self):
        town = self.customer("Ville", recovery_class="public")
        move = self.late_invoice(debtor=town)
        self.climb("+0d", "+1d", "+130d")  # 10 July
        segments = self.claims(move, "interest").segments
        self.assertEqual([(part["kind"], part["rate"], part["days"]) for part in segments], [("public", "10.15", 190)])

    def test_the_rate_of_the_contract_and_its_floor(self):
        move = self.late_invoice()
        self.company.recovery_contract_rate = 9.0
        lines = self.instalments(move)
        Interest, day = self.env["recovery.interest"], self.on("+0d")

        def rates():
            return [(part.kind, float(part.rate)) for part in Interest._accounts(lines, day)[0][lines.id].segments]

        self.assertEqual(rates(), [("contract", 9.0)])
        self.debtor.recovery_contract_rate = 5.0
        self.assertEqual(rates(), [("floor", 7.86)])

    def test_other_countries_have_other_laws(self):
        """The directive in the rest of the Union, elsewhere what the contract says and nothing else."""
        move = self.late_invoice()
        line, Interest, day = self.instalments(move), self.env["recovery.interest"], self.on("+0d")

        def claimed():
            account = Interest._accounts(line, day)[0][line.id]
            return [(part.kind, float(part.rate)) for part in account.segments], list(
                Interest._indemnities(move, day).values()
            )

        self.company.partner_id.country_id = self.env.ref("base.be")
        self.assertEqual(claimed(), ([("ecb_plus_8", 10.15)], [40]))
        self.company.partner_id.country_id = self.env.ref("base.ch")
        self.assertEqual(claimed(), ([], []))
        self.company.recovery_contract_rate = 5
        self.assertEqual(claimed(), ([("contract", 5)], []))
        self.company.partner_id.country_id = self.env.ref("base.re")
        self.assertEqual(claimed(), ([("floor", 7.86)], [40]))

    def test_interest_stops_with_the_judgment(self):
        move = self.late_invoice()
        self.debtor.write({"recovery_insolvency": "receivership", "recovery_insolvency_date": "2026-02-01"})
        account = self.env["recovery.interest"]._accounts(self.instalments(move), self.on("+0d"))[0]
        self.assertEqual(account[self.instalments(move).id].segments[-1].date_to, date(2026, 1, 31))

    def test_a_missing_rate_holds_its_notice_and_no_other(self):
        self.env["recovery.rate"].search([("date_from", ">=", "2026-01-01")]).unlink()
        move = self.late_invoice()
        early = self.invoice(due="-4d", debtor=self.customer("Early", email="early@e.com"))
        run = self.run_and_send()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"sent"})
        run = self.climb("+1d")
        self.assertEqual(run.notice_ids.state, "held")
        self.assertIn("of 2026-S1 is unknown", run.notice_ids.held_reason)
        self.assertIn("Interest rates", run.notice_ids.held_reason)
        self.assertEqual((move.recovery_level_id.delay, early.recovery_level_id.delay), (3, 3))
        self.assertFalse(self.claims(move))
        with self.assertRaisesRegex(UserError, "of 2026-S1 is unknown"):
            move.action_recovery_explain()

    def test_a_proposal_says_what_it_would_claim(self):
        self.late_invoice()
        self.run_and_send()
        self.day("+1d")
        notice = self.propose().notice_ids
        self.assertRegex(notice.claims_outlook, r"20[.,]31.*40[.,]00.*60[.,]31 in all")
        self.env["recovery.rate"].search([("date_from", "=", "2026-01-01")]).unlink()
        notice.invalidate_recordset(["claims_outlook"])
        self.assertIn("of 2026-S1 is unknown", notice.claims_outlook)

    def test_the_day_of_a_judgment_is_asked_for(self):
        move = self.late_invoice()
        self.debtor.recovery_insolvency = "liquidation"
        with self.assertRaisesRegex(UserError, "Enter that day on his form"):
            move.action_recovery_explain()

    def test_a_preview_claims_and_keeps_nothing(self):
        move = self.late_invoice()
        self.run_and_send()
        self.day("+1d")
        notice = self.propose().notice_ids
        preview = self.env["recovery.notice.preview"].browse(notice.action_preview()["res_id"])
        self.assertIn("20.31", preview.body)
        self.assertFalse(self.claims(move))
        self.assertFalse(notice.amount_interest)

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_the_default_ladder_of_businesses_claims(self):
        (self.claiming | self.ladder).active = False
        self.env.ref("recovery_dunning.procedure_business").active = True
        move = self.late_invoice()
        for day in range(0, 90, 3):
            self.climb(f"+{day}d")
        self.assertEqual(set(self.claims(move).mapped("kind")), {"interest", "indemnity"})
        bodies = [mail["body"] for mail in self._mails if "are due in all" in mail["body"]]
        self.assertEqual(len(bodies), 2)

    def test_fifty_notices_cost_no_more_queries_than_five(self):
        """Reading, computing, claiming and freezing go set by set, not line by line."""
        at_once = self.procedure(
            "At once", 3, levels={3: {"claim_interest": True, "claim_indemnity": True}}, sequence=90
        )
        counts = {}
        for count in (2, 5, 50):  # the first time reads what is read once
            for number in range(count):
                debtor = self.customer(f"C{count}-{number}", email="c@e.com")
                self.invoice(due="-60d", amount=1000, debtor=debtor, recovery_procedure_id=at_once.id)
            notices = self.propose().notice_ids.filtered(lambda notice: notice.level_id in at_once.level_ids)
            notices = notices.filtered(lambda notice, count=count: notice.partner_id.name.startswith(f"C{count}-"))
            self.assertEqual(len(notices), count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            notices.sudo()._show_claims(self.on("+0d"))
            self.env.flush_all()
            counts[count] = self.env.cr.sql_log_count - before
            self.assertEqual(set(notices.mapped("amount_total")), {1060.0 - 0.03})
        self.assertLessEqual(counts[50], counts[5] + 5, counts)
