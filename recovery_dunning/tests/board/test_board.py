"""Stories of the board: what it says, for whom, and the list behind each number."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.board.board import SECTIONS
from .story import BoardStory


@tagged("post_install", "-at_install")
class TestBoard(BoardStory):
    def test_an_empty_book(self):
        board = json.loads(json.dumps(self.Board.board()))
        self.assertEqual(set(board), {*SECTIONS, "about"})
        self.assertEqual((board["figures"]["rows"], board["aged"]["debtors"], board["cash"]["weeks"]), ([], [], []))
        self.assertEqual(board["aged"]["total"], 0)
        self.assertEqual((board["steps"], board["disputes"], board["agencies"], board["courts"]), ([], [], [], []))

    def test_the_aged_balance_and_the_list_behind(self):
        late, later = self.invoice(due="-5d", amount=100), self.invoice(due="-45d", amount=250)
        soon = self.invoice(due="+9d", amount=40, debtor=self.customer("Other"))
        aged = self.Board.board({}, ["aged"])["aged"]
        self.assertEqual([bucket["amount"] for bucket in aged["buckets"]], [40, 100, 250, 0, 0])
        self.assertEqual((aged["total"], aged["overdue"]), (390, 350))
        self.assertEqual([row["name"] for row in aged["debtors"]], ["Dubois Menuiserie", "Other"])
        self.assertEqual(aged["debtors"][0]["amounts"], [0, 100, 250, 0, 0])
        self.assertEqual(self.rows_behind("aged", "days_60").move_id, later)
        self.assertEqual(self.rows_behind("aged", "overdue").move_id, late | later)
        self.assertEqual(self.rows_behind("aged", "total").move_id, late | later | soon)
        self.assertEqual(self.rows_behind("aged", self.debtor.id).move_id, late | later)
        self.assertEqual(self.rows_behind("figures", "overdue").move_id, late | later)

    def test_back_dated(self):
        move = self.invoice(due="-20d", amount=100)
        self.pay(move)
        asked = {"day": str(self.on("-5d"))}
        aged = self.Board.board(asked, ["aged"])["aged"]
        self.assertEqual((aged["total"], aged["is_back_dated"], aged["day"]), (100, True, str(self.on("-5d"))))
        self.assertEqual(self.rows_behind("aged", "days_30", asked).move_id, move)
        self.assertEqual(self.Board.board({}, ["aged"])["aged"]["total"], 0)

    def test_collector_and_class(self):
        """By the open case, otherwise by the debtor's own collector."""
        marie, paul = self.customer("Marie", is_company=False), self.customer("Paul")
        first, second = self.person("user"), self.person("manager")
        for debtor, amount in ((self.debtor, 100), (marie, 30), (paul, 7)):
            self.invoice(due="-5d", amount=amount, debtor=debtor)
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        case.user_id = first
        (self.debtor | marie).recovery_user_id = second
        paul.recovery_class = "public"

        def total(**filters):
            board = self.Board.board(filters, ["aged", "figures"])
            self.assertEqual(board["figures"]["rows"][0]["value"], board["aged"]["total"])
            self.assertTrue(board["about"]["is_filtered"])
            behind = self.rows_behind("aged", "total", filters)
            self.assertEqual(sum(behind.mapped("total")), board["aged"]["total"])
            return board["aged"]["total"]

        self.assertEqual(total(user_id=first.id), 100)
        self.assertEqual(total(user_id=second.id), 30)
        self.assertEqual(total(debtor_class="business"), 100)
        self.assertEqual(total(debtor_class="consumer"), 30)
        self.assertEqual(total(debtor_class="public"), 7)
        self.assertEqual(total(debtor_class="consumer", user_id=first.id), 0)
        with self.assertRaises(UserError):
            self.Board.board({"debtor_class": "nobody"})

    def test_figures_with_their_change(self):
        """The last night, against the last one that is at least 30 days older."""
        self.kpi(self.on("-40d"), overdue=500, dso=50, cei=80)
        self.kpi(self.on("-32d"), overdue=400, dso=48, cei=81)
        self.kpi(self.on("-10d"), overdue=350, dso=47, cei=82)
        self.kpi(self.on("-1d"), overdue=300, dso=45.5, cei=79, unknown={"days_delinquent": "no_sales"})
        figures = self.Board.board({}, ["figures"])["figures"]
        rows = {row["key"]: row for row in figures["rows"]}
        self.assertEqual(figures["measured_on"], str(self.on("-1d")))
        self.assertEqual(
            (rows["overdue"]["value"], rows["overdue"]["change"], rows["overdue"]["is_better"]), (300, -100, True)
        )
        self.assertEqual((rows["cei"]["change"], rows["cei"]["is_better"]), (-2, False))
        self.assertAlmostEqual(rows["dso"]["change"], -2.5)
        self.assertEqual([point["value"] for point in rows["overdue"]["spark"]], [500, 400, 350, 300])
        self.assertEqual(
            (rows["days_delinquent"]["value"], rows["days_delinquent"]["unknown"]), (None, "nothing sold in these days")
        )
        self.assertIsNone(rows["receivable"]["is_better"])
        self.assertEqual(self.rows_behind("figures", "dso").mapped("dso"), [45.5, 47, 48, 50])

    def test_two_companies_are_added_up_or_left_out(self):
        """Those of the same currency are added up: money by sum, days by what is open; another currency is named."""
        other = self.setup_other_company(name="Other company")["company"]
        foreign = self.setup_other_company(name="Foreign company", currency_id=self.env.ref("base.CHF").id)["company"]
        boss = self.person("manager", self.company | other | foreign)
        (self.company | other).write({"currency_id": self.company.currency_id.id})
        day = self.on("-1d")
        self.kpi(day, overdue=300, receivable=1000, dso=40)
        self.kpi(day, overdue=100, receivable=3000, dso=60, company_id=other.id)
        board = self.board_of(boss, {}, ["figures"], self.company | other | foreign)
        rows = {row["key"]: row["value"] for row in board["figures"]["rows"]}
        self.assertEqual((rows["overdue"], rows["dso"]), (400, 55))  # (40 x 1,000 + 60 x 3,000) / 4,000
        self.assertEqual(board["about"]["left_out"], "Foreign company")
        own = self.board_of(boss, {"company_id": self.company.id}, ["figures"], self.company | other | foreign)
        self.assertEqual({row["key"]: row["value"] for row in own["figures"]["rows"]}["dso"], 40)

    def test_disputes_and_who_changes(self):
        move = self.invoice(due="-5d", amount=100)
        dispute, kind = self.env["recovery.dispute"], self.env.ref("recovery_dunning.dispute_type_other")
        made = dispute.create({**dispute._prepare_for(self.instalments(move)), "type_id": kind.id, "claim": "No"})
        self.debtor.sudo().write({"recovery_score_change": 12})
        board = self.Board.board({}, ["disputes", "movers"])
        [row] = board["disputes"]
        self.assertEqual((row["id"], row["count"], row["amount"]), (kind.id, 1, 100))
        self.assertEqual(self.rows_behind("disputes", kind.id), made)
        self.assertEqual([(row["name"], row["change"]) for row in board["movers"]["worse"]], [(self.debtor.name, 12)])
        self.assertEqual(board["movers"]["better"], [])
        self.assertEqual(self.rows_behind("movers", "worse"), self.debtor)
        case = self.Board.behind("movers", self.debtor.id)
        self.assertEqual((case["res_model"], case["res_id"]), ("recovery.case", self.debtor.recovery_case_id.id))
        made.action_reject()
        self.assertEqual(self.Board.board({}, ["disputes"])["disputes"], [])

    def test_beside_each_list_a_graph_and_a_pivot(self):
        """And each of them can be drawn."""
        sections = {"figures": "dso", "aged": "total", "cash": None, "steps": 1, "disputes": None, "agencies": None}
        for section, key in {**sections, "courts": None}.items():
            action = self.Board.behind(section, key)
            modes = [mode for _view, mode in action["views"]]
            with self.subTest(section=section):
                self.assertLessEqual({"list", "graph", "pivot"}, set(modes))
                self.assertEqual(len(modes), len(set(modes)))
                shown = self.env[action["res_model"]].get_views(action["views"])["views"]
                self.assertIn('type="measure"', shown["graph"]["arch"])

    def test_no_list_behind_nothing(self):
        for section in ("about", "write", "", "asked"):
            with self.subTest(section=section), self.assertRaises(UserError):
                self.Board.behind(section)


@tagged("post_install", "-at_install")
class TestBoardRights(BoardStory):
    def test_who_reads_it(self):
        """Collectors, managers and auditors read it; reps and others do not, whichever way they come."""
        self.invoice(due="-5d", amount=100)
        for group in ("user", "manager", "auditor"):
            user = self.person(group)
            with self.subTest(group=group):
                board = self.board_of(user)
                self.assertEqual(board["aged"]["total"], 100)
                self.assertEqual(board["about"]["is_collector"], group != "auditor")
                self.assertTrue(self.Board.with_user(user).behind("aged", "overdue"))
        self.company.recovery_hide_amounts = True
        for group in ("viewer", "base.group_user", "account.group_account_readonly"):
            user = self.person(group)
            with self.subTest(group=group):
                for ask in (lambda board: board.board(), lambda board: board.behind("aged", "overdue")):
                    with self.assertRaises(AccessError):
                        ask(self.Board.with_user(user))
                with self.assertRaises(AccessError):
                    self.Board.with_user(user).export("aged")
                with self.assertRaises(AccessError):
                    self.Board.with_user(user).mine()
                with self.assertRaises(AccessError):
                    self.env["recovery.aged"].with_user(user).search([])

    def test_another_company(self):
        other = self.setup_other_company(name="Other company")["company"]
        self.invoice(due="-5d", amount=100)
        self.kpi(self.on("-1d"), overdue=300)
        stranger = self.person("manager", other)
        board = self.board_of(stranger, companies=other)
        self.assertEqual((board["aged"]["total"], board["figures"]["rows"]), (0, []))
        self.assertEqual([one["name"] for one in board["about"]["companies"]], ["Other company"])
        with self.assertRaises(AccessError):
            self.board_of(stranger, {"company_id": self.company.id}, companies=other)
        with self.assertRaises(AccessError):
            self.board_of(stranger, companies=self.company)
        Aged = self.env["recovery.aged"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(Aged.search([]))

    def test_a_manager_of_both_chooses(self):
        other = self.setup_other_company(name="Other company")["company"]
        other.currency_id = self.company.currency_id
        self.invoice(due="-5d", amount=100)
        boss = self.person("manager", self.company | other)
        both = self.company | other
        self.assertEqual(self.board_of(boss, companies=both)["aged"]["total"], 100)
        self.assertEqual(self.board_of(boss, {"company_id": other.id}, companies=both)["aged"]["total"], 0)


@tagged("post_install", "-at_install")
class TestMine(BoardStory):
    def test_lanes_results_and_the_week(self):
        """Alice: one case to call, 60 collected after the due date, a promise for Thursday and one that was broken."""
        alice, bruno = self.person("user"), self.person("manager")
        late, early = self.invoice(due="-10d", amount=100), self.invoice(due="+5d", amount=50)
        Case, Promise = self.env["recovery.case"], self.env["recovery.promise"]
        case = Case._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        case.user_id = alice
        case.activity_schedule("recovery_dunning.activity_type_call", user_id=alice.id)
        self.day("+2d")
        self.pay(late, 60)
        self.pay(early)  # before its due date: nothing was recovered
        promise = Promise._give(self.company, self.debtor, 40, self.on("+1d"))
        case._rank()
        page = self.Board.with_user(alice).with_context(allowed_company_ids=self.company.ids).mine()
        self.assertEqual(page["results"]["collected"], 60)
        self.assertEqual(
            [(row["name"], row["amount"], row["state"]) for row in page["promised"]["rows"]],
            [("Dubois Menuiserie", 40, "open")],
        )
        self.assertEqual(page["promised"]["rows"][0]["date"], str(promise.date))
        self.assertEqual(page["company"], self.company.name)
        behind = self.Board.with_user(alice).behind_mine("promised")
        self.assertEqual(self.env["recovery.promise"].search(behind["domain"]), promise)
        for key, number in (("promises", page["results"]["promises"]), ("closed", page["results"]["closed"])):
            action = self.Board.with_user(alice).behind_mine(key)
            found = self.env[action["res_model"]].with_user(alice).with_context(active_test=False)
            self.assertEqual(found.search_count(action["domain"]), number, key)
        others = self.Board.with_user(bruno).with_context(allowed_company_ids=self.company.ids).mine()
        self.assertEqual((others["results"]["collected"], others["promised"]["rows"]), (0, []))

    def test_lanes(self):
        alice = self.person("user")
        self.invoice(due="-10d", amount=100)
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        case.user_id = alice
        case.activity_schedule("recovery_dunning.activity_type_call", user_id=alice.id)
        case._rank()
        board = self.Board.with_user(alice).with_context(allowed_company_ids=self.company.ids)
        [lane] = board.mine()["lanes"]
        self.assertEqual((lane["key"], lane["label"], lane["count"]), ("call", "Call", 1))
        action = board.behind_mine("lane", "call")
        self.assertEqual(self.env["recovery.case"].with_user(alice).search(action["domain"]), case)

    def test_the_day_of_the_promise_of_another_month(self):
        """A broken promise of this month counts against the kept ones."""
        alice = self.person("user")
        self.invoice(due="-10d", amount=100)
        case = self.env["recovery.case"]._open_for(self.company, self.debtor, overdue=self.debtor)[self.debtor.id]
        case.user_id = alice
        promise = self.env["recovery.promise"]._give(self.company, self.debtor, 40, self.on("+0d"))
        promise.sudo().state = "broken"
        results = self.Board.with_user(alice).with_context(allowed_company_ids=self.company.ids).mine()["results"]
        self.assertEqual((results["kept"], results["kept_share"]), (0, 0))
