"""What the book says besides the instalments: of the debtor, of holds, of the bank. Plain values, asked for by row."""

import re
from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

from odoo.tools import SQL

NOBODY = 0  # the debtor of an entry without a partner
DISPUTED = ("open", "answered", "accepted")  # states of a dispute in which its amount is not asked for
NO_PAYMENT_STATES = ("paid", "in_payment")  # of an invoice whose payment has no entry yet that could be matched
# what debtors paid: to our bank, or to an agency that paid it over. `m` is the entry, `j` its journal
MONEY = SQL("(j.type IN ('bank', 'cash') OR EXISTS (SELECT FROM recovery_remittance_line rr WHERE rr.entry_id = m.id))")
NOTHING = MappingProxyType({})

DebtorFact = namedtuple(
    "DebtorFact",
    "id debtor_class country_id category_ids procedure_id profile_id contact_id postal_id phone_id insolvency phase "
    "last_contact contacts",
)
NO_FACT = DebtorFact(NOBODY, "business", None, (), None, None, None, None, None, None, None, None, 0)


class Holds:
    """The holds of some debtors, asked for by instalment."""

    def __init__(self, rows):
        self._by_target = defaultdict(list)
        for partner_id, move_id, line_id, date_until, active in rows:
            target = ("line", line_id) if line_id else ("move", move_id) if move_id else ("debtor", partner_id)
            self._by_target[target].append((active, date_until))

    def on(self, row):
        """What `ladder.Instalment` is told of the holds on one row."""
        if not self._by_target:
            return {}
        targets = (("line", row.id), ("move", row.move_id), ("debtor", row.debtor_id))
        holds = [hold for target in targets for hold in self._by_target.get(target, ())]
        ends = [date_until for active, date_until in holds if active]
        over = [date_until for active, date_until in holds if not active and date_until]
        return {
            "held": bool(ends),
            "held_until": max(ends) if ends and all(ends) else None,
            "resumed_on": max(over) + timedelta(days=1) if over else None,
        }


class Agreements:
    """What the debtors say of some instalments: promises that are open, plans that are kept, disputes. Rows are
    (kind, id, instalment, residual, day, amount), the oldest instalment of a dispute first."""

    def __init__(self, rows):
        self._by_line = defaultdict(dict)
        left = {}  # what a dispute still takes off its next instalment
        for kind, agreement_id, line_id, residual, day, amount in rows:
            facts = self._by_line[line_id]
            if kind == "promise":
                facts["promised_until"] = max(day, facts.get("promised_until", day))
            elif kind == "plan":
                facts["planned"] = True
            else:
                taken = min(left.setdefault(agreement_id, Decimal(repr(amount))), Decimal(repr(residual)))
                left[agreement_id] -= taken
                facts["disputed"] = facts.get("disputed", Decimal(0)) + taken

    def on(self, line_id):
        """What `ladder.Instalment` is told of one instalment."""
        return self._by_line.get(line_id, NOTHING)


class BankLines:
    """What has come in on the bank and is not reconciled yet: by its customer, otherwise by the invoice numbers in
    its label, with or without their separators."""

    def __init__(self, rows):
        self._of_debtor = defaultdict(list)
        self._by_number = defaultdict(list)
        for line_id, debtor_id, currency_id, amount, label in rows:
            line = (line_id, currency_id, Decimal(repr(amount)))
            if debtor_id:
                self._of_debtor[debtor_id].append(line)
            else:
                for number in _numbers(label or ""):
                    self._by_number[number].append(line)

    def of(self, debtor_id, rows):
        """{currency id: amount} that came in for a debtor with these rows of instalments."""
        lines = set(self._of_debtor.get(debtor_id, ()))
        if self._by_number:
            for row in rows:
                for reference in filter(None, (row.number, row.payment_reference)):
                    lines.update(self._by_number.get(_plain(reference), ()))
        amounts = defaultdict(Decimal)
        for _line_id, currency_id, amount in lines:
            amounts[currency_id] += amount
        return amounts


def _plain(text):
    """Letters and digits alone, in capitals: how invoice numbers are compared."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def _numbers(label):
    """All that could be an invoice number in a label: up to three words together.

    >>> sorted(_numbers("VIR FAC 2026/00012"))
    ['202600012', 'FAC', 'FAC202600012', 'VIR', 'VIRFAC', 'VIRFAC202600012']
    """
    words = [_plain(word) for word in re.split(r"[\s,;]+", label) if _plain(word)]
    return {"".join(words[i : i + n]) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
