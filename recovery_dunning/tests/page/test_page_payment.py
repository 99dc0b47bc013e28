"""Stories of debtors who pay on their page, with Odoo's provider for trials: what is reconciled, what the page says,
and what nobody gets away with."""

from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from lxml import html
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..stories.page import DEMO, PaymentStory


@tagged("post_install", "-at_install")
class TestPagePayment(PaymentStory):
    def test_pays_all_that_is_due(self):
        response, form = self.pay_page(self.old, self.young)
        self.assertIn("You pay $ 100.00", self.text(response))
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        page = self.page(self.simulate(self.transact(form)["reference"]))
        for sentence in ("received your payment of $ 100.00", "Nothing is due"):
            self.assertIn(sentence, self.text(page))
        self.assertEqual((self.old.amount_residual, self.young.amount_residual), (0, 0))
        payment = self.transactions().payment_id
        self.assertEqual((payment.partner_id, payment.amount, payment.state), (self.debtor, 100, "paid"))
        self.assertEqual((self.old + self.young).matched_payment_ids, payment)
        event = self.case.event_ids.filtered(lambda event: event.kind == "payment")
        self.assertEqual((event.direction, event.channel), ("in", "portal"))
        for text in (self.old.name, self.young.name, "100.00"):
            self.assertIn(text, event.summary)
        self.assertFalse(self.propose().notice_ids)

    def whole(self):
        """The one button: (what it says, Odoo's payment form behind it)."""
        (button,) = html.fromstring(self.page().content).find_class("o_recovery_pay_whole")
        return " ".join(button.text_content().split()), self.pay_page(path=button.get("href"))[1]

    def test_one_button_for_one_total(self):
        """Less what he contests and what covers it; what is contested is not paid by it."""
        self.dispute(self.old, amount=60)
        label, form = self.whole()
        self.assertEqual((label, float(form["data-amount"])), ("Pay $ 40.00", 40))
        self.simulate(self.transact(form)["reference"])
        self.assertEqual((self.old.amount_residual, self.young.amount_residual), (60, 0))
        self.assertFalse(html.fromstring(self.page().content).find_class("o_recovery_pay_whole"))

    def test_the_button_pays_what_was_claimed_too(self):
        """Interest and indemnity are invoiced as the money is booked: nothing stays open, nothing on account."""
        self.company.recovery_indemnity_account_id = self.company_data["default_account_revenue"]
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        claim = self.env["recovery.claim"].sudo().create({**claim, "move_id": self.old.id, "case_id": self.case.id})
        label, form = self.whole()
        self.assertEqual((label, float(form["data-amount"])), ("Pay $ 140.00", 140))
        page = self.page(self.simulate(self.transact(form)["reference"]))
        self.assertIn("received your payment of $ 140.00", self.text(page))
        self.assertIn("Nothing is due", self.text(page))
        self.assertEqual(
            (claim.state, claim.invoice_id.amount_residual, claim.invoice_id.amount_total), ("invoiced", 0, 40)
        )
        lines = self.transactions().payment_id.move_id.line_ids
        of_debtor = lines.filtered(lambda line: line.account_type == "asset_receivable")
        self.assertEqual(of_debtor.mapped("reconciled"), [True])

    def test_what_stands_against_the_invoice_of_claims_is_a_task(self):
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "company_id": self.company.id, "amount": 40}
        claim = self.env["recovery.claim"].sudo().create({**claim, "move_id": self.old.id, "case_id": self.case.id})
        _label, form = self.whole()
        with patch.object(self.registry["recovery.claim"], "_invoice", side_effect=UserError("No account")):
            self.simulate(self.transact(form)["reference"])
        self.assertEqual((self.old.amount_residual, self.young.amount_residual, claim.state), (0, 0, "shown"))
        self.assertIn("Claims could not be invoiced", self.case.activity_ids.mapped("summary"))

    def test_what_has_changed_is_not_paid(self):
        _label, form = self.whole()
        self.dispute(self.old, amount=20)
        self.assertIn("What is due has changed", str(self.transact(form)))

    def test_pays_one_invoice(self):
        page = self.pay_online(self.young)
        self.assertIn("Still open: $ 60.00", self.text(page))
        self.assertEqual((self.old.amount_residual, self.young.amount_residual), (60, 0))
        self.assertNotice(self.propose(), self.old)

    def test_pays_a_free_amount_the_oldest_first(self):
        page = self.pay_online(self.old, self.young, amount="70,00")
        self.assertIn("received your payment of $ 70.00", self.text(page))
        self.assertEqual((self.old.amount_residual, self.young.amount_residual), (0, 30))
        event = self.case.event_ids.filtered(lambda event: event.kind == "payment")
        self.assertIn("30.00", event.result)

    def opening_balance(self):
        """What was open when the books began is an entry and no invoice."""
        account = self.instalments(self.old).account_id
        lines = [
            {"account_id": account.id, "partner_id": self.debtor.id, "debit": 25, "date_maturity": self.on("-30d")},
            {"account_id": self.company_data["default_account_revenue"].id, "credit": 25},
        ]
        opening = self.env["account.move"].create({"move_type": "entry", "line_ids": [(0, 0, line) for line in lines]})
        opening.action_post()
        return opening

    def test_pays_an_opening_balance(self):
        opening = self.opening_balance()
        self.pay_online(opening, self.old)
        self.assertEqual((self.instalments(opening).amount_residual, self.old.amount_residual), (0, 0))

    def test_pays_a_part_of_an_opening_balance_first(self):
        opening = self.opening_balance()
        self.pay_online(opening, self.old, amount=30)
        self.assertEqual((self.instalments(opening).amount_residual, self.old.amount_residual), (0, 55))
        self.assertIn("55.00", self.case.event_ids.filtered(lambda event: event.kind == "payment").result)

    def test_pays_the_instalment_that_he_chose(self):
        terms = self.env["account.payment.term"].create(
            {
                "name": "In two",
                "line_ids": [(0, 0, {"value": "percent", "value_amount": 50, "nb_days": days}) for days in (10, 20)],
            }
        )
        move = self.invoice(due="-40d", terms=terms, amount=200)
        first, second = self.instalments(move)
        _response, form = self.pay_page(path=self.path("/pay") + f"&line={second.id}")
        self.simulate(self.transact(form)["reference"])
        self.assertEqual((first.amount_residual, second.amount_residual), (100, 0))
        self.assertEqual(self.assertNotice(self.propose(), move, self.old, self.young).amount_due, 200)

    def test_pays_in_the_currency_of_the_invoice(self):
        euro = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        foreign = self.invoice(due="-20d", currency_id=euro.id, amount=80)
        response, form = self.pay_page(foreign, self.old)
        self.assertIn("several currencies", self.error(response))
        self.assertIsNone(form)
        self.pay_online(foreign)
        self.assertEqual((foreign.amount_residual, self.old.amount_residual), (0, 60))
        self.assertEqual(self.transactions().payment_id.currency_id, euro)

    def test_a_plan_is_paid_from_the_page(self):
        plan = self.plan(self.old, self.young, schedule={"+1d": 50, "+30d": 50})
        links = html.fromstring(self.page().content).xpath("//a[contains(., 'next payment')]/@href")
        _response, form = self.pay_page(path=links[0])
        self.assertEqual(float(form["data-amount"]), 50)
        self.simulate(self.transact(form)["reference"])
        self.assertEqual(plan.schedule_ids.mapped("paid"), [50, 0])

    def test_by_account(self):
        user = new_test_user(self.env, "portal_dubois", groups="base.group_portal")
        user.partner_id.parent_id = self.debtor
        self.authenticate("portal_dubois", "portal_dubois")
        line = self.instalments(self.old)
        _response, form = self.pay_page(path=f"{self.case._page_path()}/pay?line={line.id}")
        self.simulate(self.transact(form)["reference"])
        self.assertEqual(self.old.amount_residual, 0)
        self.assertEqual(self.transactions().partner_id, user.partner_id)

    def test_what_is_on_its_way_is_not_asked_for_again(self):
        """Authorised or pending: nothing is booked yet, and no reminder leaves for it (rule 1)."""
        page = self.pay_online(self.old, state="pending")
        self.assertIn("need not pay it again", self.text(page))
        self.assertIn("Payment of $ 60.00 on its way", self.text(self.page()))
        response, form = self.pay_page(self.old)
        self.assertIn("on its way", self.error(response))
        self.assertIsNone(form)
        run = self.propose()
        self.assertEqual(self.assertNotice(run, self.young).amount_due, 40)
        self.assertLeftOut(run, self.old, "covered_by_credit")

    def test_paid_between_approval_and_sending(self):
        self.young.line_ids.no_followup = True
        run = self.propose()
        run.action_approve()
        _response, form = self.pay_page(self.old)
        reference = self.transact(form)["reference"]
        self.call("/payment/demo/simulate_payment", reference=reference, payment_details="1", simulated_state="done")
        self.assertFalse(self.transactions().payment_id)  # not booked yet: the browser was closed
        run.action_send()
        self.assertEqual(run.notice_ids.state, "held")

    def test_what_failed_can_be_tried_again(self):
        _response, form = self.pay_page(self.old)
        for state in ("cancel", "error"):
            page = self.page(self.simulate(self.transact(form)["reference"], state))
            self.assertIn("The payment was not made", self.error(page))
        self.simulate(self.transact(form)["reference"])
        self.assertEqual(sorted(self.transactions().mapped("state")), ["cancel", "done", "error"])
        self.assertEqual(self.old.amount_residual, 0)


@tagged("post_install", "-at_install")
class TestPagePaymentAttacked(PaymentStory):
    def test_a_double_click_pays_once(self):
        _response, form = self.pay_page(self.old)
        first, second = self.transact(form), self.transact(form)
        self.assertEqual(first["reference"], second["reference"])
        for _ in range(2):
            self.simulate(first["reference"])
        self.transact(form)
        self.assertEqual(len(self.transactions()), 1)
        self.assertEqual(self.env["account.payment"].search([("partner_id", "=", self.debtor.id)]).amount, 60)

    @mute_logger("odoo.http")
    def test_what_was_shown_is_what_is_paid(self):
        _response, form = self.pay_page(self.old)
        for sentence, params in (
            ("has changed", {"amount": 1}),
            ("has changed", {"amount": -60}),
            ("has changed", {"amount": None}),
            ("not offered here", {"provider_id": self.env.ref(DEMO).id}),
            ("400 Bad Request", {"invoice_ids": [1]}),
        ):
            with self.subTest(sentence=sentence, **params):
                self.assertIn(sentence, self.transact(form, **params)["message"])
        self.pay(self.old, amount=30)
        self.assertIn("The invoices that you chose come to", self.transact(form)["message"])
        self.assertFalse(self.transactions())

    @mute_logger("odoo.http")
    def test_an_altered_address_pays_nothing_of_others(self):
        foreign = self.invoice(due="-20d", debtor=self.customer("Victim"), amount=60)
        response, form = self.pay_page(foreign)
        self.assertIn("Choose at least one", self.error(response))
        self.assertIsNone(form)
        _response, form = self.pay_page(self.old)
        route = form["data-transaction-route"]
        own, other = f"line={self.instalments(self.old).id}", f"line={self.instalments(foreign).id}"
        token = parse_qs(urlsplit(route).query)["access_token"][0]
        for sentence, altered in (
            ("Choose at least one", route.replace(own, other)),
            ("come to", route.replace("amount=60.0", "amount=6000")),
            ("more than 0", route.replace("amount=60.0", "amount=0")),
            ("is no amount", route.replace("amount=60.0", "amount=-60")),
            ("expired", route.replace(token, token[:-4])),
            ("form is not complete", route.replace("once=", "never=")),
        ):
            with self.subTest(sentence=sentence):
                self.assertIn(sentence, self.transact({**form, "data-transaction-route": altered})["message"])
        self.assertFalse(self.transactions())
        self.assertEqual(foreign.amount_residual, 60)

    def test_nobody_without_the_link_sees_the_payment(self):
        for path in (f"{self.case._page_path()}/pay", f"{self.case._page_path()}/pay?access_token=x"):
            self.assertEqual(self.page(path).status_code, 403)

    def test_a_link_neither_shows_nor_keeps_cards(self):
        token = {"provider_id": self.provider.id, "payment_method_id": self.means.id, "partner_id": self.debtor.id}
        card = self.env["payment.token"].sudo().create({**token, "payment_details": "4242", "provider_ref": "x"})
        response, form = self.pay_page(self.old)
        self.assertNotIn("o_payment_token_", response.text)
        self.assertNotIn("o_payment_tokenize_checkbox", response.text)
        self.transact(form, flow="token", token_id=card.id, tokenization_requested=True)
        transaction = self.transactions()
        self.assertFalse(transaction.token_id)
        self.assertFalse(transaction.tokenize)

    def test_can_be_switched_off(self):
        self.assertIn("/pay?", self.page().text)
        self.company.recovery_page_pay = False
        self.assertNotIn("/pay?", self.page().text)
        response, form = self.pay_page(self.old)
        self.assertIn("not offered here", self.error(response))
        self.assertIsNone(form)

    def test_without_a_provider_nothing_is_offered(self):
        self.provider.is_published = False
        page = self.page()
        self.assertNotIn("Pay online", self.text(page))
        self.assertNotIn("/pay?", page.text)
