"""A small vocabulary in which the stories of the tests are told."""

from contextlib import ExitStack
from datetime import date, datetime, time, timedelta

from freezegun import freeze_time
from odoo import Command
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.addons.mail.tests.common import MockEmail

TODAY = date(2026, 3, 2)  # a Monday: every story starts on it


class RecoveryStory(AccountTestInvoicingCommon, MockEmail):
    """Debtors, invoices, payments, days that pass and runs, in the company `self.company`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in ("en_US", "fr_FR"):
            cls.env["res.lang"]._activate_lang(lang)
        cls.env.user.lang = "en_US"
        cls.company = cls.company_data["company"]
        cls.company.email = "accounts@creditor.example.com"
        cls.france = cls.env.ref("base.fr")
        cls.company.partner_id.write({"tz": "Europe/Paris", "country_id": cls.france.id})
        cls.env["recovery.procedure"].search([]).active = False
        cls.template = cls.env.ref("recovery_dunning.mail_template_reminder")
        cls.ladder = cls.procedure("Reminders", 3, 15, 30)
        cls.debtor = cls.customer("Dubois Menuiserie")

    def setUp(self):
        super().setUp()
        self.day("+0d")
        self.gateway = ExitStack()
        self.gateway.enter_context(self.mock_mail_gateway())
        self.addCleanup(self.gateway.close)

    # ---- the book ---------------------------------------------------------------------------------------------------

    @classmethod
    def customer(cls, name, email="debtor@example.com", **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "email": email, "lang": "en_US", **values}
        )

    @classmethod
    def procedure(cls, name, *delays, levels=None, **values):
        """A ladder with a plain reminder at each of `delays`; `levels` gives values by delay."""
        levels = levels or {}
        return cls.env["recovery.procedure"].create(
            {
                "name": name,
                "level_ids": [
                    Command.create(
                        {
                            "name": f"Day {delay}",
                            "delay": delay,
                            "phase": "preventive" if delay < 0 else "amicable",
                            "mail_template_id": cls.template.id,
                            **levels.get(delay, {}),
                        }
                    )
                    for delay in delays
                ],
                **values,
            }
        )

    def level(self, delay, procedure=None):
        return (procedure or self.ladder).level_ids.filtered(lambda level: level.delay == delay)

    def on(self, offset):
        """The date `offset` ('+15d', '-8d') away from the day the story has reached."""
        return self.company._recovery_today() + timedelta(days=int(offset.rstrip("d")))

    def invoice(self, due="-8d", amount=100.0, debtor=None, terms=None, move_type="out_invoice", **values):
        """A posted invoice whose payment falls due on `due`, or in the given payment terms."""
        date_due = self.on(due)
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (debtor or self.debtor).id,
                "invoice_date": date_due - timedelta(days=30) if not terms else date_due,
                **({"invoice_payment_term_id": terms.id} if terms else {"invoice_date_due": date_due}),
                "invoice_line_ids": [Command.create({"name": "Oak table", "price_unit": amount, "tax_ids": False})],
                **values,
            }
        )
        move.action_post()
        return move

    def instalments(self, move):
        return move.line_ids.filtered(lambda line: line.account_type == "asset_receivable").sorted("date_maturity")

    def pay(self, move, amount=None):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        return wizard.create({"amount": amount or move.amount_residual})._create_payments()

    def payment_on_account(self, amount, debtor=None):
        """A payment that nobody has matched with an invoice yet."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (debtor or self.debtor).id,
                "amount": amount,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        return payment

    def bank_line(self, amount, label="Transfer", debtor=None):
        """Money that came in on the bank and is not reconciled yet."""
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": self.on("+0d"),
                "payment_ref": label,
                "amount": amount,
                "partner_id": debtor.id if debtor else False,
            }
        )

    @classmethod
    def send_at_any_hour(cls):
        """Messages leave by themselves at any hour, on any day."""
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        cls.company.recovery_window_id = cls.env["recovery.window"].create(
            {"name": "Always", "hour_from": 0, "hour_to": 24, "public_holidays": True, **dict.fromkeys(days, True)}
        )

    @classmethod
    def know_the_rates(cls):
        """Interest rates are entered until today, whenever the tests run."""
        rates, today = cls.env["recovery.rate"].sudo(), cls.company._recovery_today()
        last = rates.search([("date_from", "=", max(rates.search([]).mapped("date_from")))])
        while (semester := rates._next_semester()) <= today:
            last.copy({"date_from": semester})

    # ---- time and runs ----------------------------------------------------------------------------------------------

    def day(self, offset):
        """The morning of the day `offset` away from the first day of the story."""
        freezer = freeze_time(datetime.combine(TODAY + timedelta(days=int(offset.rstrip("d"))), time(8)))
        freezer.start()
        self.addCleanup(freezer.stop)

    def propose(self, **values):
        run = self.env["recovery.run"].create({"company_id": self.company.id, **values})
        run.action_propose()
        return run

    def run_and_send(self, **values):
        run = self.propose(**values)
        run.action_approve()
        if run.to_send_count:
            run.action_send()
        return run

    # ---- what is expected -------------------------------------------------------------------------------------------

    def assertNotice(self, run, *moves, level=None, debtor=None):
        """The run has one notice for the debtor, with exactly these invoices, in the words of `level`."""
        notice = run.notice_ids.filtered(lambda n: n.partner_id == (debtor or self.debtor) and n.state != "cancelled")
        self.assertEqual(len(notice), 1, notice.mapped("display_name"))
        self.assertEqual(set(notice.line_ids.move_id), set(moves))
        if level is not None:
            self.assertEqual(notice.level_id.delay, level)
        return notice

    def last_event(self, case):
        return self.env["recovery.event"].search([("case_id", "=", case.id)], limit=1)

    def assertLeftOut(self, run, move, reason):
        found = run.exception_ids.filtered(lambda e: e.move_line_id in move.line_ids)
        self.assertEqual(found.mapped("reason"), [reason])
        return found
