"""What a receipt and a discharge say of the money: on which invoices it counts, and on principal, interest, indemnities
and costs.

What pays a debt with interest counts on the interest first, then on the principal (C. civ. 1343-1), unless the company
has agreed otherwise; interest that was never claimed takes nothing. On an invoice of claims, interest comes before the
fixed indemnity and the costs: whether the 40 EUR count as interest is unsettled, so they have a column of their own.
"""

from collections import defaultdict, namedtuple
from decimal import Decimal

from odoo import models

from ...engine.ending import Ending
from ...engine.imputation import ZERO, in_order

Received = namedtuple("Received", "date amount currency means memo invoices name")
Counted = namedtuple("Counted", "name paid_on principal interest indemnity costs")
KINDS = ("interest", "indemnity", "cost")  # in the order in which money settles them


class RecoveryLetterMaker(models.AbstractModel):
    _inherit = "recovery.letter.maker"

    def _received(self):
        """The money that a receipt is written for."""
        # of this debtor, as checked; what it was matched with goes on the receipt
        payment, line = self.payment_id.sudo(), self.receipt_line_id.sudo()
        if payment:
            invoices = payment.reconciled_invoice_ids or payment.invoice_ids
            means = payment.journal_id.name  # that of the method is in English whatever the language
            name = payment.move_id.name or payment.name
            return Received(payment.date, payment.amount, payment.currency_id, means, payment.memo, invoices, name)
        matched = line.sudo().matched_debit_ids  # which invoices, of a line that the reader may read
        invoices = matched.debit_move_id.move_id.with_env(self.env)
        amount = self.env["recovery.open.items"]._money_of(line)
        means = line.journal_id.name
        return Received(line.date, amount, line.currency_id, means, line.name, invoices, line.move_id.name)

    def _counted(self):
        """[`Counted`]: on what the money of a receipt counts, invoice by invoice, in its currency."""
        received = self._received()
        taken = self._taken(received)
        lines = self.env["account.move.line"].sudo().browse([line.id for line in taken])  # matched with his payment
        invoices = lines.filtered(lambda line: not line.move_id.recovery_is_claim)
        parts = {}
        if invoices:
            reckoned = self.env["recovery.figures"]._reckon(self.company_id, invoices, received.date, {}, {})
            parts = {part.line: part for invoice in reckoned for part in invoice.instalments}
        rows = []
        for move, its in lines.grouped("move_id").items():
            sums = defaultdict(lambda: ZERO)
            for line in its:
                split = self._of_claims(line, received) if line not in invoices else None
                for name, amount in (split or self._of_principal(parts.get(line), taken[line], received)).items():
                    sums[name] += amount
            rows.append(Counted(move.name, received.date, *(float(sums[name]) for name in ("principal", *KINDS))))
        return rows

    def _counted_columns(self, rows):
        """The natures that a table of `Counted` shows: the principal, and what anything counts on."""
        natures = ("principal", "interest", "indemnity", "costs")
        return [name for name in natures if name == "principal" or any(getattr(row, name) for row in rows)]

    def _settled_by_law(self, figures):
        """{currency: what payments have settled of the interest that is claimed}, of what is still open: the ledger
        counts it on the principal, and the total is the same (C. civ. 1343-1)."""
        settled = {}
        for its in figures:
            claims = self.env["recovery.claim"].sudo()  # of his own invoices
            claimed = [("kind", "=", "interest"), ("state", "=", "shown"), ("move_line_id", "in", its.overdue.ids)]
            lines = claims.search(claimed).move_line_id & its.overdue
            if not lines or its.rate_missing:
                continue
            deductions = self.env["recovery.figures"]._deductions(lines, its.day)
            invoices = self.env["recovery.figures"]._reckon(self.company_id, lines, its.day, *deductions)
            amount = its.currency.round(sum(part.paid_interest for one in invoices for part in one.instalments))
            if 0 < amount <= its.interest:
                settled[its.currency] = amount
        return settled

    def _taken(self, received):
        """{instalment: what this money takes of it}, of those in its currency."""
        entry = (self.payment_id.move_id or self.receipt_line_id.move_id).sudo()
        taken = defaultdict(lambda: ZERO)
        for match in entry.line_ids.matched_debit_ids:
            if match.debit_move_id.currency_id == received.currency and match.debit_move_id.move_id != entry:
                taken[match.debit_move_id] += Decimal(repr(match.debit_amount_currency))
        if not entry:  # registered, and not booked yet
            lines = received.invoices.line_ids
            for line_id, payments in self.env["recovery.open.items"]._registered(lines).items():
                amounts = (amount for _day, amount, name in payments if name == received.name)
                taken[lines.browse(line_id)] += sum(amounts, ZERO)
        return {line: amount for line, amount in taken.items() if amount}

    def _of_principal(self, part, amount, received):
        """{nature: amount} of what pays an invoice: on interest that was claimed, then on the principal."""
        claims = self.env["recovery.claim"].sudo()  # of an invoice that he paid
        claimed = [("kind", "=", "interest"), ("state", "in", ("shown", "invoiced"))]
        if part and claims.search_count([*claimed, ("move_line_id", "=", part.line.id)], limit=1):
            moves = [m for m in part.movements if (m.date, m.name) == (received.date, received.name)]
            on_interest = min(sum((move.on_interest for move in moves), ZERO), amount)
            return {"interest": on_interest, "principal": amount - on_interest}
        return {"principal": amount}

    def _of_claims(self, line, received):
        """{nature: amount} of what pays an invoice of claims, after what paid it before."""
        owed = dict.fromkeys(KINDS, ZERO)
        for claim in line.move_id.recovery_claimed_ids:
            owed[claim.kind] += Decimal(repr(claim.amount))
        for match in line.matched_credit_ids.sorted(lambda match: (match.credit_move_id.date, match.id)):
            split = in_order(Decimal(repr(match.debit_amount_currency)), owed)
            if match.credit_move_id.move_id.name == received.name:
                return split
            owed = {kind: owed[kind] - split[kind] for kind in owed}
        return {}

    # ---- a discharge ----------------------------------------------------------------------------------------------

    def _settled(self):
        """[(currency, [`Counted`])]: what was paid of each invoice of the case, and of the claims on it that were
        invoiced. What nobody paid is not among it."""
        lines = self.case_id._instalments_followed().get(self.case_id, self.env["account.move.line"]).sudo()
        claims = self.env["recovery.claim"].sudo()  # of invoices of this case
        invoiced = [("state", "=", "invoiced"), ("move_id", "in", lines.move_id.ids)]
        of_invoice = claims.search(invoiced).grouped("invoice_id")
        rows = defaultdict(list)
        endings = self.env["recovery.open.items"]._endings(lines, registered=True)
        for move, its in lines.filtered(lambda line: not line.move_id.recovery_is_claim).grouped("move_id").items():
            money = [part for line in its for part in endings[line] if part.ending is Ending.MONEY]
            if paid := sum((part.amount for part in money), ZERO):
                days = [part.day for part in money if part.day]
                rows[move.currency_id].append(Counted(move.name, max(days, default=None), float(paid), 0.0, 0.0, 0.0))
        for move, its in of_invoice.items():
            if move.state == "posted" and move.payment_state in ("paid", "in_payment"):
                sums = [
                    sum(its.filtered(lambda claim, kind=kind: claim.kind == kind).mapped("amount")) for kind in KINDS
                ]
                rows[move.currency_id].append(Counted(move.name, None, 0.0, *sums))
        return list(rows.items())
