"""Writes the demonstration's book into Odoo: debtors, products, invoices, and what happens to them day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta

from devtools.book_loader import QUIET
from devtools.demo_agency import OTHER, place, remit
from devtools.demo_book import PRODUCTS, SMALL_ITEM, Debtor, Sale, debtors, sales
from devtools.receipts import book_receipts

TERM_DAYS = {"business": 30, "public": 30, "consumer": 15}
DOLLARS_PER_EURO = 1.09
DAYS_UNTIL_ATTACHED = 14
SMALLEST_REMINDER = 15.0  # euros


class DemoLedger:
    """The book in the ledger. `today` is the day that all days of the book are counted from."""

    def __init__(self, env, today: date, collector):
        self.env = env(context={**env.context, **QUIET})
        self.today = today
        self.collector = collector
        self._happenings: dict[int, list[Callable]] = defaultdict(list)
        self._receipts: dict[int, list[int]] = defaultdict(list)
        self._partners: dict[Debtor, object] = {}
        self._products: list = []

    def load(self) -> int:
        """Write everything that is known from the start; returns the number of invoices."""
        self._prepare_currency()
        self._prepare_procedures()
        self._products = [self._product(*product) for product in (*PRODUCTS, SMALL_ITEM)]
        for debtor in debtors():
            self._partners[debtor] = self._create_partner(debtor)
        count = self._post_sales(sales())
        for debtor in debtors():
            if debtor.story:
                count += getattr(self, f"_tell_{debtor.story}")(debtor, self._partners[debtor]) or 0
        return count

    def print_late_invoices(self) -> int:
        """Print, all at once, the invoices that reminders will attach, as if they had been sent; returns how many."""
        moves = self._open_receivables().move_id.filtered(lambda move: self._days_late(move) > DAYS_UNTIL_ATTACHED)
        streams = self.env["ir.actions.report"]._render_qweb_pdf_prepare_streams(
            "account.account_invoices", {}, res_ids=moves.ids
        )
        for move in moves:
            self.env["ir.attachment"].create(
                {
                    "name": move._get_invoice_report_filename(),
                    "raw": streams[move.id]["stream"].getvalue(),
                    "mimetype": "application/pdf",
                    "res_model": move._name,
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )
        self.env.invalidate_all()
        return len(moves)

    def live(self, day: int) -> None:
        """Book what was paid until `day`, and let happen what happens then."""
        self.receive(day)
        for due_day in sorted(number for number in self._happenings if number <= day):
            for happen in self._happenings.pop(due_day):
                happen()

    def receive(self, day: int) -> None:
        """Book what was paid until `day`."""
        for due_day in sorted(number for number in self._receipts if number <= day):
            lines = self.env["account.move.line"].browse(self._receipts.pop(due_day))
            book_receipts(self.env, self.date(due_day), [(line, None) for line in lines])

    def date(self, day: int) -> date:
        """The date of a day counted from today."""
        return self.today + timedelta(days=day)

    # ---- what is there from the start

    def _prepare_currency(self) -> None:
        for code in {debtor.lang for debtor in debtors()} - {"fr_FR"}:
            self.env["res.lang"]._activate_lang(code)
        dollar = self.env.ref("base.USD")
        dollar.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": dollar.id, "name": self.date(-365), "rate": DOLLARS_PER_EURO}
        )

    def _prepare_procedures(self) -> None:
        """Small sums wait, and key accounts have a ladder of their own that writes once a month."""
        for kind in TERM_DAYS:
            self.env.ref(f"recovery_dunning.procedure_{kind}").min_amount = SMALLEST_REMINDER
        tag = self.env["res.partner.category"].create({"name": "Grands comptes"})
        key_accounts = self.env.ref("recovery_dunning.procedure_business").copy(
            {"name": "Grands comptes", "sequence": 5, "max_contacts": 1}
        )
        key_accounts.category_ids = tag

    def _product(self, name: str, english_name: str, price: float):
        product = self.env["product.product"].create(
            {"name": name, "list_price": price, "type": "consu", "purchase_ok": False}
        )
        product.with_context(lang="en_US").name = english_name
        return product

    def _create_partner(self, debtor: Debtor):
        city, _comma, state = debtor.city.partition(", ")
        partner = self.env["res.partner"].create(
            {
                "name": debtor.name,
                "is_company": debtor.kind != "consumer",
                "street": debtor.street,
                "zip": debtor.zip,
                "city": city,
                "state_id": self.env["res.country.state"].search([("name", "=", state)], limit=1).id
                if state
                else False,
                "country_id": self.env.ref(f"base.{'uk' if debtor.country == 'GB' else debtor.country.lower()}").id,
                "email": debtor.email,
                "lang": debtor.lang,
                "recovery_class": debtor.kind if debtor.kind == "public" else False,
            }
        )
        if debtor.kind != "business":
            partner.recovery_user_id = self.collector
        return partner

    # ---- invoices

    def _post_sales(self, book: list[Sale]) -> int:
        moves = self.env["account.move"].create([self._prepare_sale(sale) for sale in book])
        for move in moves.sorted("invoice_date"):  # numbers follow dates
            move._post(soft=False)
        for sale, move in zip(book, moves, strict=True):
            if sale.settled is not None:
                self._receipts[sale.settled] += self._receivables(move).ids
        return len(moves)

    def _prepare_sale(self, sale: Sale) -> dict:
        issued = self.date(sale.due - TERM_DAYS[sale.debtor.kind])
        return {
            **self._prepare_invoice(sale.debtor, issued, sale.lines),
            "invoice_payment_term_id": False,
            "invoice_date_due": self.date(sale.due),
        }

    def _prepare_invoice(self, debtor: Debtor, issued: date, lines) -> dict:
        return {
            "move_type": "out_invoice",
            "partner_id": self._partners[debtor].id,
            "currency_id": self.env.ref(f"base.{debtor.currency}").id,
            "invoice_date": issued,
            "delivery_date": issued,
            "invoice_line_ids": [
                (0, 0, {"product_id": self._products[index].id, "quantity": quantity}) for index, quantity in lines
            ],
        }

    def _post(self, debtor: Debtor, issued: int, lines, **values):
        """One more invoice or credit note, posted; returns it."""
        move = self.env["account.move"].create({**self._prepare_invoice(debtor, self.date(issued), lines), **values})
        move._post(soft=False)
        return move

    def _receivables(self, moves):
        return moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")

    def _days_late(self, move) -> int:
        """How late an invoice gets paid in the end, or how late it is today."""
        settled = [day for day, line_ids in self._receipts.items() if set(line_ids) & set(move.line_ids.ids)]
        return (self.date(min([0, *settled])) - min(self._receivables(move).mapped("date_maturity"))).days

    def _open_receivables(self, partner=None):
        """What is owed on invoices, by one debtor or by all, the oldest first."""
        domain = [
            *([("partner_id", "=", partner.id)] if partner else []),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("amount_residual", ">", 0),
        ]
        return self.env["account.move.line"].search(domain, order="date_maturity, id")

    # ---- stories: what is special about a debtor. Each returns how many invoices it added

    def _tell_accountant(self, debtor: Debtor, partner) -> None:
        """Reminders go to the accounts department."""
        self.env["res.partner"].create(
            {"name": "Service fournisseurs", "type": "invoice", "parent_id": partner.id, "email": debtor.email}
        )
        partner.email = f"direction@{debtor.email.partition('@')[2]}"

    def _tell_instalments(self, debtor: Debtor, partner) -> int:
        """An invoice in three terms, each with a level of its own; people got theirs later than firms."""
        days = [(value, 30 * number) for number, value in enumerate((30, 30, 40), start=1)]
        lines = [(0, 0, {"value": "percent", "value_amount": value, "nb_days": after}) for value, after in days]
        term = self.env["account.payment.term"].create(
            {"name": "Trois échéances : 30, 60 et 90 jours", "line_ids": lines}
        )
        issued = -50 if debtor.kind == "consumer" else -98
        self._post(debtor, issued, ((9, 1), (11, 2)), invoice_payment_term_id=term.id)
        return 1

    def _tell_no_email(self, debtor: Debtor, partner) -> None:
        """Nobody can be written to: the exception says so."""

    def _tell_agency(self, debtor: Debtor, partner) -> None:
        """Placed three weeks ago; the agency has paid a part of it over."""
        self._happenings[-24].append(lambda: place(self.env, partner))
        self._happenings[-3].append(lambda: remit(self.env, partner))

    def _tell_agency_other(self, debtor: Debtor, partner) -> None:
        """Placed with the other agency, which has paid more of it over: their results are compared."""
        self._happenings[-24].append(lambda: place(self.env, partner, OTHER))
        self._happenings[-10].append(lambda: remit(self.env, partner, share=0.6))

    def _tell_legal(self, debtor: Debtor, partner) -> None:
        self._happenings[-2].append(lambda: self._move_case(partner, "legal"))

    def _move_case(self, partner, phase: str) -> None:
        cases = self.env["recovery.case"].search([("partner_id", "=", partner.id), ("phase", "!=", "closed")])
        cases.write({"phase": phase})

    def _tell_part_payment(self, debtor: Debtor, partner) -> None:
        """Half of the oldest invoice came in a week ago."""

        def pay_half():
            oldest = self._open_receivables(partner)[:1]
            book_receipts(self.env, self.date(-7), [(oldest, oldest.currency_id.round(oldest.amount_residual / 2))])

        self._happenings[-7].append(pay_half)

    def _tell_tiny(self, debtor: Debtor, partner) -> int:
        """So little that it isn't worth a reminder."""
        values = {"invoice_payment_term_id": False, "invoice_date_due": self.date(-21)}
        self._post(debtor, -36, ((len(PRODUCTS), 1),), **values)
        return 1

    def _tell_credit_note(self, debtor: Debtor, partner) -> None:
        """A credit note is open: the reminder deducts it."""
        self._happenings[-20].append(lambda: self._post(debtor, -20, ((6, 1),), move_type="out_refund"))

    def _tell_unmatched(self, debtor: Debtor, partner) -> None:
        """The money is there, but nobody has matched it with the invoice."""

        def pay_unmatched():
            book_receipts(self.env, self.date(-5), [(self._open_receivables(partner)[:1], None)], match=False)

        self._happenings[-5].append(pay_unmatched)

    def _tell_bank(self, debtor: Debtor, partner) -> None:
        """The transfer is on the bank statement, not reconciled yet; its label quotes the invoice."""

        def receive():
            oldest = self._open_receivables(partner)[:1]
            self.env["account.bank.statement.line"].create(
                {
                    "journal_id": self.env["account.journal"].search([("type", "=", "bank")], limit=1).id,
                    "date": self.date(-1),
                    "payment_ref": f"VIR SEPA {oldest.move_id.name} MERCI",
                    "amount": oldest.amount_residual,
                }
            )

        self._happenings[-1].append(receive)

    def _tell_held(self, debtor: Debtor, partner) -> None:
        """He has announced his payment: left in peace for a week."""

        def hold():
            reason = self.env.ref("recovery_dunning.hold_reason_payment_announced")
            until = self.date(reason.days)
            self.env["recovery.hold"].create(
                {"partner_id": partner.id, "reason_id": reason.id, "date_until": until, "note": "Virement promis"}
            )

        self._happenings[-1].append(hold)

    def _tell_excluded(self, debtor: Debtor, partner) -> None:
        """The invoices are marked as not to be followed up."""
        self._open_receivables(partner).move_id.no_followup = True

    def _tell_disputed(self, debtor: Debtor, partner) -> None:
        """He contests a third of the invoice; the rest is asked for."""

        def dispute():
            lines = self._open_receivables(partner)[:1]
            values = {
                "amount": lines.currency_id.round(lines.amount_residual / 3),
                "type_id": self.env.ref("recovery_dunning.dispute_type_quality").id,
                "claim": "Deux chants sont rayés, et la patine ne correspond pas à l'échantillon.",
            }
            model = self.env["recovery.dispute"]
            model.create({**model._prepare_for(lines), **values})

        self._happenings[-6].append(dispute)

    def _tell_promised(self, debtor: Debtor, partner) -> None:
        """On the telephone he has promised his oldest invoice for next week."""

        note = "Attend le solde d'un chantier, virement dès réception."
        self._happenings[-2].append(lambda: self._promise(partner, 6, note))

    def _tell_promise_kept(self, debtor: Debtor, partner) -> None:
        """He promised, and his transfer came two days before."""
        self._happenings[-27].append(lambda: self._promise(partner, -20, "Attend une validation du siège."))

    def _tell_promise_broken(self, debtor: Debtor, partner) -> None:
        """He promised, and nothing came: the ladder goes on, and his collector is told."""
        self._happenings[-16].append(lambda: self._promise(partner, -9, "The cheque is in the post."))

    def _promise(self, partner, day: int, note: str) -> None:
        """His oldest invoice, by that day."""
        model, lines = self.env["recovery.promise"], self._open_receivables(partner)[:1]
        values = {"date": self.date(day), "made_by": partner.id, "note": note}
        model.create({**model._prepare_for(lines), **values})

    def _tell_defaulted(self, debtor: Debtor, partner) -> None:
        """The first payment of his plan came, the second did not: he has some days left to cure it."""

        def plan():
            lines = self._open_receivables(partner)
            total = sum(lines.mapped("amount_residual"))
            part = lines[:1].currency_id.round(total / 4)
            days = (-28, -14, 16, 46)
            amounts = [part, part, part, lines[:1].currency_id.round(total - 3 * part)]
            schedule = [
                (0, 0, {"date": self.date(day), "amount": amount}) for day, amount in zip(days, amounts, strict=True)
            ]
            model = self.env["recovery.plan"]
            model.create({**model._prepare_for(lines), "schedule_ids": schedule}).action_activate()
            self._happenings[-27].append(lambda: book_receipts(self.env, self.date(-27), [(lines[:1], part)]))

        self._happenings[-30].append(plan)

    def _tell_compensated(self, debtor: Debtor, partner) -> None:
        """A drawer was damaged on delivery: he keeps it for a credit note."""
        self._happenings[-2].append(
            lambda: self._settle(partner, "credit_note", 5, "Tiroir abîmé à la livraison, gardé par le client.")
        )

    def _tell_waived(self, debtor: Debtor, partner) -> None:
        """A part is waived for a quick payment; he is to sign it on his page."""
        self._happenings[-1].append(
            lambda: self._settle(partner, "waiver", 10, "Geste commercial contre règlement immédiat.", to_sign=True)
        )

    def _settle(self, partner, kind: str, part: int, reason: str, **values) -> None:
        """One `part`-th of his oldest invoice."""
        manager = self.env.ref("base.user_admin")
        model, lines = self.env["recovery.settlement"].with_user(manager), self._open_receivables(partner)[:1]
        amount = lines.currency_id.round(lines.amount_residual / part)
        terms = {"kind": kind, "amount": amount, "reason": reason, **values}
        model.create({**model._prepare_for(lines), **terms}).action_settle()

    def _tell_planned(self, debtor: Debtor, partner) -> None:
        """Three payments are agreed on."""

        def plan():
            lines = self._open_receivables(partner)
            total = sum(lines.mapped("amount_residual"))
            part = lines[:1].currency_id.round(total / 3)
            amounts = {0: part, 30: part, 60: lines[:1].currency_id.round(total - 2 * part)}
            schedule = [(0, 0, {"date": self.date(day), "amount": amount}) for day, amount in amounts.items()]
            model = self.env["recovery.plan"]
            model.create({**model._prepare_for(lines), "schedule_ids": schedule}).action_activate()

        self._happenings[-3].append(plan)

    def _tell_insolvent(self, debtor: Debtor, partner) -> None:
        """The court has opened receivership proceedings: everything stops."""
        judgment = {"recovery_insolvency": "receivership", "recovery_insolvency_date": self.date(-2)}
        self._happenings[-1].append(lambda: partner.write(judgment))

    def _tell_bad_payer(self, debtor: Debtor, partner) -> None:
        self._judge(partner, "bad_payer")

    def _tell_cash_strapped(self, debtor: Debtor, partner) -> None:
        self._judge(partner, "cash_strapped")

    def _judge(self, partner, profile: str) -> None:
        """After some weeks the collector knows whom he deals with."""
        known = self.env.ref(f"recovery_dunning.profile_{profile}")
        self._happenings[-30].append(lambda: partner.write({"recovery_profile_id": known.id}))

    def _tell_key_account(self, debtor: Debtor, partner) -> None:
        partner.category_id = self.env["res.partner.category"].search([("name", "=", "Grands comptes")])
