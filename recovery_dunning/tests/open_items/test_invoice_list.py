"""The accountant's invoice list: next step, marks, what is done to many, and what it all costs."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..stories.worklist import WorklistStory

OURS = ("recovery_level_id", "recovery_planned_level_id", "recovery_planned_date", "recovery_marks")


@tagged("post_install", "-at_install")
class TestTimetable(WorklistStory):
    def assertPlanned(self, move, delay, day):
        move.invalidate_recordset()
        level, planned = move.recovery_planned_level_id, move.recovery_planned_date
        self.assertEqual((level.delay if level else None, planned or None), (delay, day and self.on(day)))

    def test_next_step_by_the_ladder(self):
        self.assertPlanned(self.invoice(due="+0d"), 3, "+3d")
        late = self.invoice(due="-5d")
        self.assertPlanned(late, 3, "+0d")
        self.run_and_send()
        self.assertPlanned(late, 15, "+10d")
        self.assertEqual((late.recovery_planned_date, late.recovery_next_date), (late.recovery_next_date,) * 2)

    def test_the_form_says_the_same(self):
        moves = self.env["account.move"]
        for days in range(-40, 2, 3):
            moves |= self.invoice(due=f"{days}d", amount=100 + days)
        self.run_and_send()
        for move in moves:
            self.assertEqual(move.recovery_planned_level_id, move.recovery_next_level_id)
            self.assertEqual(move.recovery_planned_date, move.recovery_next_date)

    def test_last_level_draft_and_paid_have_none(self):
        move = self.invoice(due="-50d")
        for offset in ("+0d", "+15d", "+30d"):
            self.day(offset)
            self.run_and_send()
        self.assertPlanned(move, None, None)
        paid = self.invoice(due="-5d")
        self.pay(paid)
        self.assertPlanned(paid, None, None)
        self.assertPlanned(self.invoice(due="-5d", move_type="out_refund"), None, None)

    def test_promise_and_hold_end(self):
        promised, held = self.invoice(due="-5d"), self.invoice(due="-5d", debtor=self.customer("Held"))
        promise = self.promise(100, "+2d")
        self.hold(held, "+6d")
        self.assertPlanned(promised, 3, f"+{(promise.date_until - self.on('+0d')).days + 1}d")
        self.assertPlanned(held, 3, "+7d")
        self.assertEqual(promised.with_context(lang="en_US").recovery_marks, "Promise to pay (03/04/2026)")
        self.assertEqual((promised.recovery_mark, held.recovery_mark), ("promise", "hold"))

    def hold(self, move, until=None):
        reason = self.env["recovery.hold.reason"].search([], limit=1)
        return self.env["recovery.hold"].create(
            {
                "move_id": move.id,
                "company_id": self.company.id,
                "reason_id": reason.id,
                "date_until": until and self.on(until),
            }
        )

    def dispute(self, amount, debtor=None):
        kind = self.env["recovery.dispute.type"].search([], limit=1)
        return self.env["recovery.dispute"]._contest(
            self.company, debtor or self.debtor, amount, type_id=kind.id, claim="Broken"
        )

    def test_a_dispute_over_a_part_leaves_the_rest(self):
        older, newer = self.invoice(due="-9d"), self.invoice(due="-5d")
        dispute = self.dispute(120)
        self.assertEqual(dispute.line_ids.move_id, older + newer)
        self.assertPlanned(older, None, None)
        self.assertPlanned(newer, 3, "+0d")
        self.assertEqual((older.recovery_mark, newer.recovery_mark), ("dispute", "dispute"))
        dispute.action_reject()
        self.assertPlanned(older, 3, "+0d")
        self.assertFalse(older.recovery_marks)

    def test_marks_are_found(self):
        promised, disputed, plain = (self.invoice(due="-5d", debtor=self.customer(name)) for name in "PDN")
        self.promise(100, "+2d", promised.partner_id)
        self.dispute(100, disputed.partner_id)
        self.hold(disputed)
        Move = self.env["account.move"]
        ours = [("id", "in", (promised + disputed + plain).ids)]
        for domain, expected in (
            ([("recovery_mark", "=", "promise")], promised),
            ([("recovery_mark", "=", "dispute")], disputed),
            ([("recovery_mark", "=", "hold")], disputed),
            ([("recovery_mark", "=", "plan")], Move),
            ([("recovery_mark", "in", ("promise", "hold"))], promised + disputed),
            ([("recovery_mark", "=", False)], plain),
            ([("recovery_mark", "!=", False)], promised + disputed),
        ):
            self.assertEqual(set(Move.search(ours + domain)), set(expected), domain)

    def test_a_changed_ladder_shows_at_once(self):
        move = self.invoice(due="+0d")
        self.assertPlanned(move, 3, "+3d")
        self.level(3).delay = 5
        self.assertPlanned(move, 5, "+5d")
        other = self.procedure("Other", 7, sequence=1)
        self.assertPlanned(move, 7, "+7d")
        other.active = False
        self.assertPlanned(move, 5, "+5d")

    # ---- cost -------------------------------------------------------------------------------------------------------

    def read_list(self, moves, names):
        """The queries of the list's own call."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        moves.web_search_read([("id", "in", moves.ids)], {name: self.spec(name) for name in names})
        return self.env.cr.sql_log_count - before

    def spec(self, name):
        return {"fields": {"display_name": {}}} if self.env["account.move"]._fields[name].relational else {}

    def columns(self):
        """The columns of the list that an accountant sees, ours among them."""
        view = self.env["account.move"].get_view(self.env.ref("account.view_out_invoice_tree").id, "list")
        fields = self.env["account.move"]._fields
        arch = view["arch"]
        names = [name for name in view["models"]["account.move"] if f'<field name="{name}"' in arch and name in fields]
        for name in OURS:
            self.assertIn(name, names)
        return names

    def test_eighty_invoices_cost_three_queries_more(self):
        debtors = [self.customer(f"Debtor {number}") for number in range(8)]
        moves = self.env["account.move"]
        for number in range(80):
            moves |= self.invoice(due=f"-{number % 40}d", debtor=debtors[number % 8])
        self.run_and_send()
        self.promise(100, "+2d", debtors[0])
        columns = self.columns()
        theirs = [name for name in columns if not name.startswith("recovery_")]
        for warm in (columns, theirs):
            self.read_list(moves, warm)
        without, with_ours = self.read_list(moves, theirs), self.read_list(moves, columns)
        self.assertLessEqual(with_ours - without, 3)
        one = moves.filtered("recovery_level_id")[:1]
        self.assertLessEqual(with_ours - without, self.read_list(one, columns) - self.read_list(one, theirs) + 1)


@tagged("post_install", "-at_install")
class TestInvoiceActions(WorklistStory):
    def test_dun_these_now(self):
        mine, other = self.invoice(due="-5d"), self.invoice(due="-5d")
        stranger = self.invoice(due="-5d", debtor=self.customer("Other"))
        not_yet = self.invoice(due="-1d")
        standing = self.propose(date=self.on("+0d"))
        action = (mine | not_yet).with_user(self.alice).action_recovery_run()
        run = self.env["recovery.run"].browse(action["res_id"])
        self.assertEqual(run.notice_ids.line_ids.move_line_id.move_id, mine)
        self.assertEqual(run.exception_ids.mapped("reason"), ["not_due"])
        # what was proposed to others stands
        left = standing.notice_ids.filtered(lambda notice: notice.state == "proposed")
        self.assertEqual(left.line_ids.move_line_id.move_id, stranger)
        run.with_user(self.alice).action_approve()
        run.with_user(self.alice).action_send()
        self.assertEqual((mine.recovery_level_id.delay, other.recovery_level_id.delay), (3, False))

    def test_dunning_again_stands(self):
        move = self.invoice(due="-5d")
        first = self.env["recovery.run"].browse(move.action_recovery_run()["res_id"])
        again = self.env["recovery.run"].browse(move.action_recovery_run()["res_id"])
        self.assertEqual(first, again)
        self.assertNotEqual(self.propose(), first)

    def test_a_payment_meanwhile_is_seen(self):
        move = self.invoice(due="-5d")
        run = self.env["recovery.run"].browse(move.action_recovery_run()["res_id"])
        run.action_approve()
        self.pay(move)
        run.action_send()
        self.assertEqual(run.notice_ids.state, "held")

    def test_nothing_to_dun(self):
        move = self.invoice(due="-5d", move_type="out_refund")
        with self.assertRaisesRegex(UserError, "still open"):
            move.action_recovery_run()

    def test_one_promise_for_many(self):
        moves = self.invoice(due="-5d") + self.invoice(due="-9d")
        context = moves.with_user(self.alice).action_recovery_promise_many()["context"]
        self.assertEqual(context["default_amount"], 200)
        moves += self.invoice(due="-5d", debtor=self.customer("Other"))
        with self.assertRaisesRegex(UserError, "one debtor"):
            moves.action_recovery_promise_many()

    def take_out(self, moves, user, **values):
        action = moves.with_user(user).action_recovery_take_out()
        wizard = self.env["recovery.take.out.wizard"].with_user(user).with_context(**action["context"])
        wizard.create({"reason": "Settled by the group", **values}).action_apply()

    def test_taken_out_and_back_in(self):
        moves = self.invoice(due="-5d") + self.invoice(due="-9d")
        case = self.case()
        self.take_out(moves, self.alice)
        self.assertTrue(all(moves.mapped("no_followup")))
        event = self.last_event(case)
        self.assertEqual((event.kind, event.result, event.author_id), ("note", "Settled by the group", self.alice))
        self.assertFalse(self.propose().notice_ids)
        self.take_out(moves[0], self.alice, action="in")
        self.assertEqual(self.propose().notice_ids.line_ids.move_line_id.move_id, moves[0])

    def test_profile_of_their_debtors(self):
        moves = self.invoice(due="-5d") + self.invoice(due="-5d", debtor=self.customer("Other"))
        profile = self.env["recovery.profile"].search([], limit=1)
        action = moves.with_user(self.alice).action_recovery_profile()
        wizard = self.env["recovery.profile.wizard"].with_user(self.alice).with_context(**action["context"])
        wizard.create({"profile_id": profile.id}).action_apply()
        debtors = moves.commercial_partner_id.with_company(self.company)
        self.assertEqual(debtors.recovery_profile_id, profile)

    def test_others_may_not(self):
        move = self.invoice(due="-5d")
        viewer = self.colleague("rep", group="viewer")
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_access"):
            self.env["recovery.take.out.wizard"].with_user(viewer).create({"reason": "x", "move_ids": move.ids})
        with self.assertRaises(AccessError):
            self.env["recovery.profile.wizard"].with_user(viewer).create({"profile_id": 1})

    def test_invoice_of_another_company(self):
        move = self.invoice(due="-5d")
        other = self.setup_other_company()["company"]
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="recovery_dunning.group_recovery_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            self.take_out(move, stranger)
        self.assertFalse(move.no_followup)

    def test_history_of_the_invoice(self):
        move = self.invoice(due="-5d")
        self.run_and_send()
        self.assertEqual(set(move.recovery_event_ids.mapped("kind")), {"notice", "opening"})
        self.day("+40d")
        later = self.invoice(due="+40d")
        self.assertNotIn("opening", later.recovery_event_ids.mapped("kind"))
