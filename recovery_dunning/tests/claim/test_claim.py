"""Stories of claims once they are shown: paid alone, undone, waived, forgiven, invoiced and taken back."""

import base64
from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from psycopg2.errors import UniqueViolation

from .test_interest import ClaimStory


class ShownStory(ClaimStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Account = cls.env["account.account"].with_company(cls.company)
        cls.company.recovery_interest_account_id = Account.create(
            {"name": "Late interest", "code": "763100", "account_type": "income_other"}
        )
        cls.company.recovery_indemnity_account_id = Account.create(
            {"name": "Penalties", "code": "758100", "account_type": "income_other"}
        )
        cls.own = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}

    def setUp(self):
        super().setUp()
        self.move = self.late_invoice()
        self.run = self.climb("+0d", "+1d")  # 3 March: 20.31 of interest, 40 of indemnity

    def worker(self, group, *others):
        groups = ",".join([f"recovery_dunning.group_recovery_{group}", *others])
        return new_test_user(self.env, f"the-{group}", groups=groups, **self.own)

    def night(self):
        self.env["recovery.claim"].sudo()._settle(self.company)

    def amounts(self, *states):
        claims = self.env["recovery.claim"].search([("move_id", "=", self.move.id), ("state", "in", states)])
        return sorted(claims.mapped("amount"))

    def ledger(self):
        """{account: balance} of what is posted in the company."""
        groups = self.env["account.move.line"]._read_group(
            [("company_id", "=", self.company.id), ("parent_state", "=", "posted")], ["account_id"], ["balance:sum"]
        )
        return {account.code: round(balance, 2) for account, balance in groups if balance}


@tagged("post_install", "-at_install")
class TestClaim(ShownStory):
    def test_the_principal_alone_is_paid(self):
        """Ten days after the notice: the claims stand, and interest ends on the day of the payment."""
        self.day("+11d")
        self.pay(self.move)
        self.day("+15d")
        self.night()
        self.assertEqual(self.amounts("shown"), [23.63, 40])  # 1000 x 12.15 % x 71 / 365
        claims = self.claims(self.move)
        self.assertEqual(set(claims.mapped("date_paid")), {date(2026, 3, 13)})
        self.day("+40d")
        self.night()
        self.assertEqual(self.amounts("shown"), [23.63, 40])
        self.assertFalse(self.env["recovery.run"].search([]).notice_ids.filtered(lambda n: n.state == "proposed"))

    def test_a_payment_that_is_taken_back_lets_interest_run_on(self):
        self.pay(self.move)
        self.night()
        self.assertTrue(self.claims(self.move, "interest").date_paid)
        self.instalments(self.move).remove_move_reconcile()
        self.night()
        self.assertFalse(self.claims(self.move, "interest").date_paid)

    def test_undo_reverses_once_and_restores_what_was_shown_before(self):
        second = self.climb("+16d")
        self.assertEqual(self.amounts("shown"), [25.3, 40])
        second.action_undo()
        self.assertEqual(self.amounts("shown"), [20.31, 40])
        second.notice_ids.action_undo()  # again: nothing more happens
        second.action_undo()
        self.assertEqual((self.amounts("shown"), self.amounts("reversed")), ([20.31, 40], [25.3]))
        self.run.action_undo()
        self.assertEqual(self.amounts("shown"), [])
        again = self.climb("+17d")
        self.assertEqual(again.notice_ids.amount_indemnity, 40)

    def test_a_mail_that_is_refused_claims_nothing(self):
        self.run.notice_ids.sudo()._fail("550 no such user")
        self.assertEqual((self.amounts("shown"), self.amounts("reversed")), ([], [20.31, 40]))

    def test_a_waiver_needs_a_manager_and_a_reason(self):
        claims = self.claims(self.move)
        with self.assertRaises(AccessError):
            claims.with_user(self.worker("user")).action_waive("Goodwill")
        manager = self.worker("manager")
        with self.assertRaisesRegex(UserError, "Say why"):
            claims.with_user(manager).action_waive(" ")
        wizard = self.env["recovery.claim.waive.wizard"].with_user(manager)
        wizard.with_context(**claims.action_ask_to_waive()["context"]).create(
            {"reason": "A good customer"}
        ).action_waive()
        self.assertEqual(set(claims.mapped("state")), {"waived"})
        self.assertEqual((claims.waived_by_id, set(claims.mapped("waiver_reason"))), (manager, {"A good customer"}))
        event = self.last_event(self.run.notice_ids.case_id)
        self.assertEqual((event.kind, event.summary, event.author_id), ("claim", "Waived: A good customer", manager))
        with self.assertRaisesRegex(UserError, "not open any more"):
            claims.with_user(manager).action_waive("Again")

    def test_what_was_waived_is_never_claimed_again(self):
        self.claims(self.move).action_waive("Goodwill")
        notice = self.climb("+16d").notice_ids
        self.assertEqual((notice.amount_interest, notice.amount_indemnity), (4.99, 0))  # 15 days more, and no 40
        self.assertEqual(self.claims(self.move, "interest").date_from, date(2026, 3, 4))

    def test_goodwill_once_the_principal_is_paid(self):
        self.company.recovery_goodwill_amount = 60.31
        self.night()
        self.pay(self.move)
        self.night()
        self.assertEqual(self.amounts("shown"), [20.31, 40])  # not less than the limit
        self.company.recovery_goodwill_amount = 61
        self.night()
        self.assertEqual((self.amounts("shown"), self.amounts("waived")), ([], [20.31, 40]))
        self.assertIn("Goodwill", self.claims(self.move, state="waived")[0].waiver_reason)

    def test_no_goodwill_towards_a_public_body(self):
        self.company.recovery_goodwill_amount = 100
        self.debtor.recovery_class = "public"
        self.pay(self.move)
        self.night()
        self.assertEqual(self.amounts("shown"), [16.96, 40])  # at the rate of public bodies

    def test_a_cancelled_invoice_carries_no_claim(self):
        self.move.button_draft()
        self.night()
        self.assertEqual(self.amounts("shown"), [])

    def test_a_cost_needs_its_proof_and_no_consumer_owes_one(self):
        values = {"partner_id": self.debtor.id, "amount": 12.5, "label": "Registered letter", "move_id": self.move.id}
        Claim = self.env["recovery.claim"].with_user(self.worker("manager"))
        proof = Claim.env["ir.attachment"].create({"name": "receipt.pdf", "datas": base64.b64encode(b"%PDF")})
        with self.assertRaisesRegex(ValidationError, "on proof"):
            Claim.create(values)
        attached = {**values, "proof_ids": [Command.set(proof.ids)]}
        with self.assertRaisesRegex(ValidationError, "is a consumer"):
            Claim.create({**attached, "partner_id": self.person.id, "move_id": False})
        self.assertEqual(Claim.create(attached).name, self.move.name)
        with self.assertRaises(AccessError):
            Claim.create({**attached, "kind": "indemnity"})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_second_indemnity(self):
        claim = self.claims(self.move, "indemnity")
        with self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            claim.sudo().copy()
            self.env.flush_all()

    def test_no_claim_is_deleted(self):
        with self.assertRaisesRegex(UserError, "never deleted"):
            self.claims(self.move).sudo().unlink()


@tagged("post_install", "-at_install")
class TestClaimInvoice(ShownStory):
    def invoiced(self):
        return self.env["account.move"].browse(self.claims(self.move).action_invoice()["res_id"])

    def test_invoiced_without_vat_and_taken_back(self):
        before = self.ledger()
        invoice = self.invoiced()
        self.assertEqual((invoice.state, invoice.amount_total, invoice.amount_tax), ("posted", 60.31, 0))
        self.assertEqual(invoice.invoice_origin, self.move.name)
        self.assertEqual(sorted(invoice.invoice_line_ids.account_id.mapped("code")), ["758100", "763100"])
        text = " ".join(invoice.invoice_line_ids.mapped("name"))
        for part in (self.move.name, "01/02/2026", "03/03/2026", "12.15 % x 61 / 365"):
            self.assertIn(part, text)
        self.assertEqual(self.amounts("invoiced"), [20.31, 40])
        self.assertNotEqual(self.ledger(), before)
        invoice.button_draft()
        self.assertEqual((self.ledger(), self.amounts("shown")), (before, [20.31, 40]))
        invoice.action_post()
        self.assertEqual(self.amounts("invoiced"), [20.31, 40])
        invoice.button_draft()
        invoice.button_cancel()
        self.assertEqual((self.ledger(), self.amounts("shown")), (before, [20.31, 40]))

    def test_a_draft_whose_claims_were_invoiced_elsewhere_is_not_posted(self):
        first = self.invoiced()
        first.button_draft()
        self.invoiced()
        with self.assertRaisesRegex(UserError, "invoiced elsewhere"):
            first.action_post()

    def test_no_undo_of_what_is_invoiced(self):
        before, invoice = self.ledger(), self.invoiced()
        with self.assertRaisesRegex(UserError, "cancel that invoice first"):
            self.run.action_undo()
        invoice.button_draft()
        invoice.button_cancel()
        self.run.action_undo()
        self.assertEqual((self.ledger(), self.amounts("shown", "invoiced")), (before, []))

    def test_interest_goes_on_after_the_invoice(self):
        invoice = self.invoiced()
        notice = self.climb("+16d").notice_ids.filtered(lambda n: self.move in n.line_ids.move_id)
        self.assertEqual((notice.amount_interest, notice.amount_indemnity), (4.99, 0))
        invoice.button_draft()  # the later claim takes the days of the first one over
        self.assertEqual(self.amounts("shown"), [25.3, 40])

    def test_no_claim_on_a_claim(self):
        invoice = self.invoiced()
        runs = [self.climb(day) for day in ("+10d", "+20d", "+40d", "+60d", "+80d")]
        asked = [line for run in runs for line in run.notice_ids.line_ids if line.move_id == invoice]
        self.assertTrue(asked)
        self.assertEqual([(line.interest, line.indemnity) for line in asked], [(0, 0)] * len(asked))
        self.assertFalse(self.claims(invoice))

    def test_one_invoice_for_each_currency(self):
        pound = self.setup_other_currency("GBP", rates=[("2026-01-01", 0.5)])
        other = self.invoice(due="-61d", amount=1000, currency_id=pound.id)
        self.climb("+2d", "+20d")
        claims = self.claims(self.move) | self.claims(other)
        before = {claim: claim.amount for claim in claims}
        self.assertEqual(len(before), 4)
        claims.action_invoice()
        invoices = claims.invoice_id
        self.assertEqual(invoices.currency_id, pound | self.company.currency_id)
        for invoice in invoices:
            its = claims.filtered(lambda claim, invoice=invoice: claim.invoice_id == invoice)
            self.assertEqual(invoice.amount_total, invoice.currency_id.round(sum(its.mapped("amount"))))

    def test_by_the_procedure_once_the_principal_is_paid(self):
        self.claiming.invoice_claims = True
        self.night()
        self.assertEqual(self.amounts("shown"), [20.31, 40])
        self.pay(self.move)
        self.night()
        self.assertEqual((self.amounts("shown"), self.amounts("invoiced")), ([], [20.31, 40]))

    def test_without_accounts_a_sentence_and_a_task(self):
        self.company.recovery_interest_account_id.unlink()
        self.assertFalse(self.company.recovery_interest_account_id)
        with self.assertRaisesRegex(UserError, "has no 763100: choose both in the recovery settings"):
            self.claims(self.move).action_invoice()
        self.claiming.invoice_claims = True
        self.pay(self.move)
        with mute_logger("odoo.addons.recovery_dunning.models.claim.settlement"):
            self.night()
            self.night()
        tasks = self.run.notice_ids.case_id.activity_ids
        self.assertEqual(tasks.mapped("summary"), ["Claims could not be invoiced"])
        self.assertEqual(self.amounts("shown"), [20.31, 40])

    def test_only_who_may_invoice_invoices(self):
        with self.assertRaises(AccessError):
            self.claims(self.move).with_user(self.worker("user")).action_invoice()
        accountant = self.worker("manager", "account.group_account_invoice")
        self.claims(self.move).with_user(accountant).action_invoice()
        self.assertEqual(self.amounts("invoiced"), [20.31, 40])


@tagged("post_install", "-at_install")
class TestStatement(ShownStory):
    def statement(self, action):
        return self.env["recovery.statement"].browse(action["res_id"])

    def test_everything_that_can_be_explained_is(self):
        notice, case = self.run.notice_ids, self.run.notice_ids.case_id
        interest, indemnity = self.claims(self.move, "interest"), self.claims(self.move, "indemnity")
        self.assertIn("12.15", interest.explanation)
        for action in (
            interest.action_explain(),
            indemnity.action_explain(),
            notice.action_explain(),
            self.move.action_recovery_explain(),
            case.action_explain(),
        ):
            body = self.statement(action).body
            for part in (self.move.name, "1 000.00 x 12.15 % x 61 / 365 = 20.31", "L441-10 II", "D441-5"):
                self.assertIn(part, body)

    def test_sums_are_those_of_the_notice(self):
        notice = self.run.notice_ids
        (sums,) = self.statement(notice.action_explain())._content()["sums"]
        self.assertEqual((sums.principal, sums.interest, sums.indemnity), (1000, 20.31, 40))
        self.assertEqual(sums.total, notice.amount_total)

    def test_a_part_payment_counts_on_interest_first_or_as_agreed(self):
        self.day("+1d")
        self.pay(self.move, amount=400)
        statement = self.statement(self.move.action_recovery_explain())
        movement = statement._invoices()[0].instalments[0].movements[0]
        self.assertEqual((float(movement.on_interest), float(movement.on_principal)), (20.31, 379.69))
        (sums,) = statement._content()["sums"]
        self.assertEqual((sums.principal, sums.interest, sums.total), (620.31, 0, 660.31))
        self.assertIn("1343-1", statement.body)
        self.company.recovery_imputation = "principal_first"
        (sums,) = statement._content()["sums"]
        self.assertEqual((sums.principal, sums.interest, sums.total), (600, 20.31, 660.31))

    def test_a_consumer_reads_of_nothing_but_the_legal_rate(self):
        move = self.invoice(due="-60d", amount=1000, debtor=self.person)
        self.day("+1d")
        body = self.statement(move.action_recovery_explain()).body
        self.assertNotIn("D441-5", body)
        self.assertIn("No interest", body)

    @mute_logger("odoo.addons.base.models.ir_actions_report")  # the print finds no server for its styles
    def test_on_paper(self):
        statement = self.statement(self.run.notice_ids.action_explain())
        self.assertEqual(statement.action_print()["report_name"], "recovery_dunning.report_statement")
        html = self.env["ir.actions.report"]._render_qweb_html("recovery_dunning.report_statement", statement.ids)[0]
        for part in ("Creditor", "Debtor", "Dubois Menuiserie", "12.15 % x 61 / 365"):
            self.assertIn(part, html.decode())
