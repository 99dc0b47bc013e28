"""Stories of claims that are invoiced, and of the statement that shows them."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from ..stories.claim import ShownStory


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

    def test_numbers_are_written_as_the_debtor_does(self):
        self.debtor.lang = "fr_FR"
        text = " ".join(self.invoiced().invoice_line_ids.mapped("name"))
        self.assertRegex(text, r"1\s000,00 x 12,15 % x 61 / 365 = 20,31")
        self.assertNotIn("12.15", text)

    def test_a_formal_notice_says_how_its_interest_is_counted(self):
        """Base, days, rate and amount of each invoice; a reminder does not go that far."""
        reminder = self.run.notice_ids.filtered(lambda notice: self.move in notice.line_ids.move_id)
        self.assertFalse(reminder._interest_detail())
        self.debtor.lang = "fr_FR"
        formal = self.climb("+16d").notice_ids.filtered(lambda notice: self.move in notice.line_ids.move_id)
        (detail,) = formal._interest_detail()
        self.assertEqual((detail[0], detail[1].base), (self.move.name, 1000))
        text = " ".join(html2plaintext(formal._letter_html()).split())
        self.assertRegex(text, rf"{detail[1].days}\W+1\s000,00\W+12,15 %")
        total = sum(float(part["amount"]) for claim in formal.claim_ids for part in claim.segments or ())
        self.assertAlmostEqual(total, formal.amount_interest, 2)

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
        self.climb("+2d", "+20d", "+21d")  # a formal notice stands alone on its day
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
        self.assertIn("12.15", interest.with_context(lang="en_US").explanation)
        for action in (
            interest.action_explain(),
            indemnity.action_explain(),
            notice.action_explain(),
            self.move.action_recovery_explain(),
            case.action_explain(),
        ):
            body = self.statement(action).with_context(lang="en_US").body
            for part in (self.move.name, "1,000.00 x 12.15 % x 61 / 365 = 20.31", "L441-10 II", "D441-5"):
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
        self.assertEqual((sums.principal, sums.interest, sums.total), (600, 20.31, 660.31))
        self.assertEqual(sums.imputed, 20.31)
        self.assertIn("1343-1", statement.body)
        self.assertIn("620.31", statement.with_context(lang="en_US").body)  # of principal, in law: the same total
        self.company.recovery_imputation = "principal_first"
        (sums,) = statement._content()["sums"]
        self.assertEqual((sums.principal, sums.interest, sums.total, sums.imputed), (600, 20.31, 660.31, 0))

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
        report = self.env["ir.actions.report"].with_context(lang="en_US")
        page = report._render_qweb_html("recovery_dunning.report_statement", statement.ids)[0].decode()
        text = " ".join(html2plaintext(page).split())
        for part in ("Creditor", "Debtor", "Dubois Menuiserie", "12.15 % x 61 / 365"):
            self.assertIn(part, text)
