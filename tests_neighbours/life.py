"""A debtor's whole life beside the neighbours, step by step: `python -m tests_neighbours.life --database DB STEP`.

`open the books` makes a French firm with invoices, with or without our add-ons; `live` takes a debtor from the first
reminder to the receipt; `leave` takes our add-ons away. What is wrong is printed as FAIL.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import date

import freezegun.api
import requests
from odoo.exceptions import UserError
from odoo.fields import Command

from devtools.french_company import LANGUAGE, assume_rates, french_iban, make_french, siren, siret
from devtools.odoo_env import environment
from devtools.platform import ADDON, ADDONS
from devtools.receipts import bank_journal
from devtools.report_server import report_server
from devtools.simulated_days import approve_all, escalate, simulated_clock
from devtools.smtp_sink import SmtpSink
from tests_neighbours.book import OUR_IBAN, TODAY, Book
from tests_neighbours.screens import open_screens

DEBTOR = "Dubois Menuiserie"
DOMAIN = "dubois-menuiserie.fr"
IBAN = french_iban("30004", "00821", "00010203040")


class Checks:
    """What the life looks at; what is wrong is printed."""

    def __init__(self):
        self.failed = 0

    def expect(self, what: str, got, right) -> None:
        if not (right(got) if callable(right) else got == right):
            self.failed += 1
            beside = "" if callable(right) else f" (right: {right!r})"
            print(f"FAIL {what}: {got!r}{beside}", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code: 0 all is well, 1 something was not right."""
    parser = argparse.ArgumentParser(prog="tests_neighbours.life", description=__doc__.partition("\n")[0])
    parser.add_argument("--database", required=True)
    parser.add_argument("step", choices=STEPS)
    options = parser.parse_args(arguments)
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    checks = Checks()
    with environment(options.database, lang=LANGUAGE) as env:
        STEPS[options.step](env, checks)
    return 1 if checks.failed else 0


def open_books(env, checks) -> None:
    """The firm with its bank account, the debtor with his, and the invoices."""
    number = siren("81204537")
    values = {"name": "Ateliers Beaulieu SAS", "email": "comptabilite@ateliers-beaulieu.fr", "city": "Angers"}
    values |= {"street": "14 rue des Ébénistes", "zip": "49000", "company_registry": siret(number)}
    make_french(env, {**values, "external_report_layout_id": env.ref("web.external_layout_standard").id})
    account = {"acc_number": OUR_IBAN, "partner_id": env.company.partner_id.id, "allow_out_payment": True}
    bank_journal(env).bank_account_id = env["res.partner.bank"].create(account)
    with simulated_clock(TODAY) as move_to, tempfile.TemporaryDirectory() as folder, SmtpSink(folder) as sink:
        book = Book(env, "orders", sink, move_to, checks)
        address = {"street": "2 rue Basse", "zip": "69001", "city": "Lyon", "lang": LANGUAGE}
        debtor = book.customer(DEBTOR, email=f"compta@{DOMAIN}", phone="+33 4 72 10 20 30", **address)
        env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": debtor.id})
        book.invoice(debtor, amount=1_200, due=-4)
        book.invoice(debtor, amount=2_400, due=-4, terms=book.two_instalments())
        book.invoice(book.customer("Zimmermann", email="z@zimmermann.fr"), amount=733.10, due=200)


def live(env, checks) -> None:
    """From the first reminder to the receipt."""
    assume_rates(env)
    env.company.write({"recovery_user_id": env.ref("base.user_admin").id, "recovery_discharge": True})
    admin = env.ref("base.user_admin")
    groups = ("recovery_dunning.group_recovery_manager", "account.group_account_manager")
    admin.write({"email": "camille@ateliers-beaulieu.fr", "group_ids": [Command.link(env.ref(g).id) for g in groups]})
    env.cr.commit()
    open_screens(env(user=admin.id), checks)
    with (
        simulated_clock(TODAY) as move_to,
        tempfile.TemporaryDirectory(prefix="neighbours_mails_") as folder,
        SmtpSink(folder) as sink,
        report_server(env),
    ):
        Life(env, checks, Book(env, "orders", sink, move_to, checks), sink).live()


class Life:
    """One debtor, day by day; the daily action runs twice a week, and a manager approves what it left proposed."""

    def __init__(self, env, checks, book, sink):
        self.env, self.checks, self.book, self.sink = env, checks, book, sink
        self.manager = env(user=env.ref("base.user_admin").id)
        self.debtor = env["res.partner"].search([("name", "=", DEBTOR), ("parent_id", "=", False)])
        book_of_the_debtor = [("partner_id", "=", self.debtor.id), ("move_type", "=", "out_invoice")]
        self.moves = env["account.move"].search([*book_of_the_debtor, ("invoice_date_due", "<=", TODAY)])
        self.expect = checks.expect
        self.reached = -1

    @property
    def case(self):
        return self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)], limit=1)

    @property
    def owed(self):
        """What is open of the invoices that the story is about."""
        lines = self.moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        return lines.filtered(lambda line: not line.reconciled)

    def live(self) -> None:
        """The whole of it."""
        self.until(0)
        self.expect("first reminder", self.levels(), ["recovery_dunning.level_business_reminder_1"])
        self.break_a_promise()
        self.get_formal_notice()
        self.look_at_the_page()
        self.order_in_vain()
        self.keep_a_plan()
        self.end()

    def until(self, day: int) -> None:
        """Every Monday and Thursday up to this day: the daily action, then the manager."""
        for number in range(self.reached + 1, day + 1):
            if number % 7 in (0, 3) or number == day:
                self.book.day(number)
                escalate(self.env)
                approve_all(self.manager)
        self.reached = day

    def levels(self) -> list[str]:
        """The steps that have left, in their order."""
        notices = self.env["recovery.notice"].search([("partner_id", "=", self.debtor.id), ("state", "=", "sent")])
        return [notice.level_id.get_external_id()[notice.level_id.id] for notice in notices.sorted("id")]

    def break_a_promise(self) -> None:
        promises = self.manager["recovery.promise"]
        day = self.book.on(7)
        promise = promises.create({**promises._prepare_for(self.owed), "amount": 3_600, "date": day, "confirm": True})
        self.until(21)
        self.expect("promise", promise.state, "broken")

    def get_formal_notice(self) -> None:
        self.until(56)
        notice = self.env["recovery.notice"].search(
            [("partner_id", "=", self.debtor.id), ("level_id.phase", "=", "formal_notice")], limit=1
        )
        self.expect("formal notice", notice.state, "sent")
        self.expect("its letter", notice.letter_id.mimetype, "application/pdf")
        self.expect("day of the formal notice", bool(self.case.formal_notice_date), True)
        today = self.book.on(0)
        journey = {"registered_number": "RK123456785FR", "posted_date": today, "presented_date": today}
        notice.with_env(self.manager)._track(journey)
        self.env.cr.commit()
        mails = [str(message["X-Envelope-To"]) for message in self.sink.messages()]
        self.expect("mails to the debtor", sum(DOMAIN in to for to in mails), lambda count: count >= 5)

    def look_at_the_page(self) -> None:
        server = self.env["ir.config_parameter"].get_param("report.url")
        today = date.fromtimestamp(freezegun.api.real_time())  # that of the server: links run out
        self.book.day((today - TODAY).days)
        url = self.case._page_url().replace(self.case.get_base_url(), server)
        answer = requests.get(url, timeout=120)
        self.book.day(self.reached)
        self.expect("debtor's page", (answer.status_code, DEBTOR in answer.text), (200, True))

    def order_in_vain(self) -> None:
        """A salesman's order waits for a release while sales are stopped."""
        if "sale.order" not in self.env:
            return
        groups = [Command.set([self.env.ref("sales_team.group_sale_salesman_all_leads").id])]
        salesman = self.env["res.users"].create({"name": "Nadia", "login": "nadia", "group_ids": groups})
        product = self.env["product.product"].create({"name": "Oak table", "type": "service", "list_price": 100})
        lines = [Command.create({"product_id": product.id})]
        order = self.env["sale.order"].create({"partner_id": self.debtor.id, "order_line": lines})
        with suppress(UserError):  # he is told why
            order.with_user(salesman).action_confirm()
        self.expect("order", order.state, "draft")
        self.env.cr.commit()

    def keep_a_plan(self) -> None:
        """Three part payments: two registered, the last one through a bank statement."""
        plans = self.manager["recovery.plan"]
        payments = [Command.create({"date": self.book.on(days), "amount": 1_200}) for days in (3, 20, 40)]
        plan = plans.create({**plans._prepare_for(self.owed), "schedule_ids": payments})
        plan.action_propose()
        plan.action_activate()
        start = self.reached
        moves = self.moves.sorted("amount_total")
        self.pay(start + 2, moves[0], 1_200)
        self.expect("plan after the first payment", (plan.state, plan.amount_left), ("active", 2_400))
        self.pay(start + 19, moves[1], 1_200)
        self.expect("plan after the second payment", (plan.state, plan.amount_left), ("active", 1_200))
        self.until(start + 38)
        line = self.book.import_statement(1_200, payer_iban=IBAN, payer=DEBTOR)
        if not line.is_reconciled:
            self.book.reconcile(line, self.book.instalments(moves[1]).filtered(lambda item: not item.reconciled))
        self.env.cr.commit()
        self.until(start + 42)
        self.expect("plan at its end", (plan.state, plan.amount_left), ("done", 0))
        self.expect("open of the principal", sum(moves.mapped("amount_residual")), 0)

    def pay(self, day: int, move, amount: float) -> None:
        self.until(day)
        self.book.register(move, amount)
        self.env.cr.commit()
        self.until(day + 1)

    def end(self) -> None:
        """The claims are invoiced and paid; the case closes by itself; a receipt is written."""
        claims = self.manager["recovery.claim"].search([("partner_id", "=", self.debtor.id), ("state", "=", "shown")])
        self.expect("claims", set(claims.mapped("kind")), {"interest", "indemnity"})
        claims.action_invoice()
        invoice = claims.invoice_id
        self.expect("claims invoiced", (invoice.state, set(claims.mapped("state"))), ("posted", {"invoiced"}))
        self.pay(self.reached + 1, invoice, invoice.amount_residual)
        self.until(self.reached + 4)
        case = self.case
        self.expect("case", (case.phase, case.outcome), ("closed", "paid"))
        self.expect("recovered", case.amount_recovered, lambda amount: amount >= 3_600)
        self.expect("chain", case.chain_state, lambda state: state not in ("changed", "broken"))
        payment = self.env["account.payment"].search([("partner_id", "=", self.debtor.id)], order="id", limit=1)
        values = {"case_id": case.id, "kind": "receipt", "payment_id": payment.id, "date": self.book.on(0)}
        self.manager["recovery.letter.wizard"].create(values).action_print()
        letters = self.env["ir.attachment"].search([("res_model", "=", "recovery.case"), ("res_id", "=", case.id)])
        pdfs = letters.filtered(lambda letter: letter.mimetype == "application/pdf")
        self.expect("letters in the case", len(pdfs), lambda count: count >= 2)  # the receipt and the discharge


def leave(env, checks) -> None:
    """Take our add-ons away, and see whether anything of them stays, and whether invoices still work."""
    env["ir.module.module"].search([("name", "=", ADDON)]).button_immediate_uninstall()
    env = env(context={"lang": LANGUAGE})
    states = env["ir.module.module"].search([("name", "in", ADDONS)]).mapped("state")
    checks.expect("our add-ons", set(states), {"uninstalled"})
    for what, query in LEFTOVERS.items():
        env.cr.execute(query)
        checks.expect(what, [name for (name,) in env.cr.fetchall()], [])
    debtor = env["res.partner"].search([("name", "=", DEBTOR), ("parent_id", "=", False)])
    with simulated_clock(TODAY) as move_to, tempfile.TemporaryDirectory() as folder, SmtpSink(folder) as sink:
        book = Book(env, "orders", sink, move_to, checks)
        move = book.invoice(debtor, amount=100)
        book.register(move, 40)
        checks.expect("an invoice afterwards", move.state, "posted")
    env.cr.rollback()


LEFTOVERS = {
    "tables left": "SELECT table_name FROM information_schema.tables WHERE table_name LIKE 'recovery\\_%'",
    "columns left": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE column_name LIKE 'recovery\\_%'",
    "records left": "SELECT model || ' ' || name FROM ir_model_data WHERE module LIKE 'recovery\\_dunning%'",
    "scheduled actions left": "SELECT cron_name FROM ir_cron WHERE cron_name ILIKE '%recovery%'",
    "parameters left": "SELECT key FROM ir_config_parameter WHERE key LIKE 'recovery%'",
    "attachments left": "SELECT name FROM ir_attachment WHERE res_model LIKE 'recovery.%'",
    "activities left": "SELECT id::text FROM mail_activity WHERE res_model LIKE 'recovery.%'",
    "messages left": "SELECT id::text FROM mail_message WHERE model LIKE 'recovery.%'",
}
STEPS = {"open the books": open_books, "live": live, "leave": leave}


if __name__ == "__main__":
    raise SystemExit(main())
