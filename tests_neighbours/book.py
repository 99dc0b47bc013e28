"""The small vocabulary of the stories: debtors, invoices, payments, days that pass, runs."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, timedelta

from odoo import Command

from devtools.french_company import french_iban, make_french
from devtools.receipts import bank_journal
from devtools.recovery_database import send_at_any_hour, send_mail_to
from tests_neighbours import camt

TODAY = date(2026, 3, 2)  # a Monday: every story starts on it
COMPANY = "Menuiserie Test SAS"
OUR_IBAN = french_iban("18790", "00421", "00081204537")
LADDER = (3, 15, 30)  # days after the due date; the last step claims interest and the indemnity


def open_books(env) -> None:
    """The company, its bank and its one ladder, once; nothing where they are there already."""
    company = env.company
    if company.name == COMPANY:
        return
    make_french(env, {"name": COMPANY, "email": "compta@creancier.example.com"})
    company.partner_id.write({"street": "1 rue des Ateliers", "zip": "75011", "city": "Paris"})
    account = {"acc_number": OUR_IBAN, "partner_id": company.partner_id.id, "allow_out_payment": True}
    bank_journal(env).bank_account_id = env["res.partner.bank"].create(account)
    send_at_any_hour(env)
    env["recovery.procedure"].search([]).active = False
    make_ladder(env, "Reminders")


def make_ladder(env, name: str, **values):
    """A ladder of plain reminders, with these values on each level."""
    template = env.ref("recovery_dunning.mail_template_reminder")
    levels = [
        {
            "name": f"Day {delay}",
            "delay": delay,
            "phase": "amicable",
            "mail_template_id": template.id,
            "claim_interest": delay == LADDER[-1],
            "claim_indemnity": delay == LADDER[-1],
            **values,
        }
        for delay in LADDER
    ]
    return env["recovery.procedure"].create({"name": name, "level_ids": [Command.create(level) for level in levels]})


def book_payments(env) -> None:
    """Give the payments of the bank entries of their own, on an account that waits for the statement."""
    manual = env.ref("account.account_payment_method_manual_in")
    lines = bank_journal(env).inbound_payment_method_line_ids
    lines.filtered(lambda line: line.payment_method_id == manual).payment_account_id = env["account.account"].create(
        {"name": "Payments to be cashed", "code": "511900", "account_type": "asset_current", "reconcile": True}
    )


class Book:
    """The book of one story. Days are counted from the first day of the story."""

    def __init__(self, env, family: str, sink, move_to, findings):
        self.env = env
        self.family = family
        self.company = env.company
        self.expect = findings.expect
        self._move_to = move_to
        self.today = TODAY
        send_mail_to(env, sink.port)

    # -- time

    def day(self, number: int) -> None:
        """The morning of the day `number` days after the first."""
        self.env.flush_all()
        self.today = TODAY + timedelta(days=number)
        self._move_to(self.today)
        self.env.invalidate_all()

    def on(self, days: int) -> date:
        """The date so many days away from the day the story has reached."""
        return self.today + timedelta(days=days)

    # -- debtors and what they owe

    def customer(self, name: str, **values):
        """A firm with a mail address."""
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "email": "debiteur@client.example.com",
                "lang": "en_US",
                "country_id": self.env.ref("base.fr").id,
                **values,
            }
        )

    def invoice(self, debtor, amount: float = 10_000, due: int = -8, terms=None):
        """A posted invoice that fell due `due` days from today, or in these payment terms from that day on."""
        day = self.on(due)
        dates = {"invoice_payment_term_id": terms.id} if terms else {"invoice_date_due": day}
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": debtor.id,
                "invoice_date": day if terms else day - timedelta(days=30),
                "invoice_line_ids": [Command.create({"name": "Oak table", "price_unit": amount, "tax_ids": False})],
                **dates,
            }
        )
        move.action_post()
        return move

    def others(self, debtor) -> None:
        """What else is open in any book, and asked of nobody today: so nothing can be matched for want of a choice."""
        self.invoice(debtor, amount=512.30, due=60)
        self.invoice(self.customer("Zimmermann"), amount=733.10, due=60)

    def two_instalments(self):
        """Terms: 60 % at once, 40 % four days later."""
        lines = [{"value": "percent", "value_amount": share, "nb_days": days} for share, days in ((60, 0), (40, 4))]
        values = {"name": "60/40", "line_ids": [Command.create(line) for line in lines]}
        return self.env["account.payment.term"].create(values)

    def instalments(self, move):
        return move.line_ids.filtered(lambda line: line.account_type == "asset_receivable").sorted("date_maturity")

    def register(self, move, amount: float):
        """A payment of an invoice, made in Odoo's own dialog."""
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        payment = wizard.create({"amount": amount, "journal_id": bank_journal(self.env).id})._create_payments()
        self.env.flush_all()
        return payment

    # -- the bank

    def bank_line(self, amount: float, text: str, **values):
        """Money on the bank, as somebody or some other import typed it in."""
        line = {"journal_id": bank_journal(self.env).id, "date": self.on(0), "payment_ref": text, "amount": amount}
        return self.env["account.bank.statement.line"].create({**line, **values})

    def import_statement(self, amount: float, **what):
        """A CAMT file with one transfer, imported in the dialog of OCA; its line."""
        before = self.env["account.bank.statement.line"].search([])
        content = camt.statement(OUR_IBAN, self.on(0), amount, **what)
        values = {"statement_file": b64encode(content), "statement_filename": "releve.xml"}
        self.env["account.statement.import"].create(values).import_file_button()
        return self.env["account.bank.statement.line"].search([]) - before

    def reconcile(self, line, items) -> None:
        """Reconcile a line of the bank with these items: as a click on each does in the screen of OCA, or by hand."""
        if hasattr(line, "reconcile_bank_line"):
            for item in items:
                line._add_account_move_line(item)
            line.reconcile_bank_line()
        else:
            _liquidity, suspense, _others = line._seek_for_lines()
            suspense.account_id = items.account_id
            (suspense + items).reconcile()
        self.env.flush_all()

    # -- runs

    def propose(self):
        self.env.flush_all()
        run = self.env["recovery.run"].create({"company_id": self.company.id})
        run.action_propose()
        return run

    def send(self, run):
        run.action_approve()
        if run.to_send_count:
            run.action_send()
        self.env.flush_all()
        return run

    def asked(self, run, debtor) -> list[float]:
        """What the notices of a run that left ask of the debtor."""
        return self.sent(run, debtor).mapped("amount_due")

    def sent(self, run, debtor):
        return run.notice_ids.filtered(lambda notice: notice.state == "sent" and notice.partner_id == debtor)

    def left_out(self, run, lines):
        """The exceptions of these instalments."""
        return run.exception_ids.filtered(lambda exception: exception.move_line_id in lines)

    def case(self, debtor):
        return self.env["recovery.case"].search([("partner_id", "=", debtor.id)])

    def record(self, debtor) -> str:
        """All that the record of the debtor's cases says, the oldest first."""
        events = self.case(debtor).event_ids.sorted("id")
        return "\n".join(f"{event.summary} {event.result or ''}" for event in events)
