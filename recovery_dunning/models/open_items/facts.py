"""What is meant by paid, disputed, promised, planned, held and by the class of a debtor, in SQL and in Python; and the
facts of debtors as plain values."""

from collections import defaultdict, namedtuple
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools import SQL

NOBODY = 0  # the debtor of an entry without a partner
DISPUTED = ("open", "answered", "accepted")  # states of a dispute in which its amount is not asked for
# a plan that is kept, or may still be cured; `plan_in_force` in SQL
PLAN_IN_FORCE = Domain("state", "in", ("active", "defaulted")) & Domain("acceleration_date", "=", False)
# what debtors paid: to our bank, or to an agency that paid it over. `m` is the entry, `j` its journal
MONEY = SQL("(j.type IN ('bank', 'cash') OR EXISTS (SELECT FROM recovery_remittance_line rr WHERE rr.entry_id = m.id))")
# whether most of the entry `m` of the bank is a loss: what a rest is written off with is no payment. Few entries have a
# loss at all: that its account is named twice has PostgreSQL sum up those alone
MOSTLY_LOST = SQL(
    """EXISTS (SELECT FROM account_move_line loss JOIN account_account its ON its.id = loss.account_id
                 AND its.account_type LIKE 'expense%%'
                WHERE loss.move_id = m.id AND loss.balance > 0
                  AND CASE WHEN its.account_type LIKE 'expense%%'
                           THEN 2 * loss.balance > (SELECT SUM(whole.balance) FROM account_move_line whole
                                                     WHERE whole.move_id = m.id AND whole.balance > 0) END)"""
)
# of the instalment `l` on the entry `m`: when it is due, and from when on it lapses (the earlier of the end of the
# service and the due date; the day of the invoice where no delivery is known)
DUE = SQL("COALESCE(l.date_maturity, l.date)")
LAPSES_FROM = SQL("LEAST(l.date_maturity, m.delivery_date, m.invoice_date, l.date)")
# who owes the item `l`, booked on the contact `p`: see `account.move.line.recovery_debtor_id`
DEBTOR = SQL("COALESCE(l.recovery_own_debtor_id, p.recovery_debtor_id)")
NOTHING = MappingProxyType({})

# of a debtor: his class, what chooses his ladder, his phase; then how often he was written to lately
DebtorFact = namedtuple(
    "DebtorFact",
    "id debtor_class country_id category_ids procedure_id profile_id insolvency judgment_on phase "
    "last_contact contacts calls heard",
    defaults=(None, (), (), 0),
)
# a hold on an instalment, an invoice or a debtor, or one that is over; a promise, a plan or a dispute on an instalment.
# `amount`: what a dispute takes off the instalment
Block = namedtuple("Block", "kind debtor_id move_id line_id until day amount")
NO_FACT = DebtorFact(NOBODY, "business", None, (), None, None, None, None, None)


def born_after_judgment(row, fact):
    """Whether a debt, a row of `_instalment_rows`, was born after the judgment on its debtor: all its days are."""
    return bool(fact.judgment_on and row.service_date and row.service_date >= fact.judgment_on)


class Rows(NamedTuple):
    """Rows `t` of a table that a reader reads, and what tells one version of a row from the next: the transaction that
    wrote it and its place, unless something else is given. The fingerprint is made of them. `source`: FROM and WHERE
    of another query; `tables`: which of them it watches, with blanks between."""

    tables: str
    condition: SQL = SQL("TRUE")
    version: SQL = SQL("t.xmin || ' ' || t.ctid")
    source: SQL | None = None


def among(ids):
    """The list of these ids, for IN: as text once, where a query names thousands of them again and again."""
    return SQL("(" + (", ".join(map(str, map(int, ids))) or "NULL") + ")")  # pylint: disable=sql-injection


def plan_in_force(alias):
    """Whether the plan that a query calls `alias` is kept, or may still be cured."""
    return SQL("(%(p)s.state IN ('active', 'defaulted') AND %(p)s.acceleration_date IS NULL)", p=SQL.identifier(alias))


def promise_stands(alias, day):
    """Whether the promise that a query calls `alias` may still be kept on `day`."""
    return SQL("(%(p)s.state = 'open' AND %(p)s.date_until >= %(day)s)", p=SQL.identifier(alias), day=day)


def hold_is_active(alias, day):
    """Whether the hold that a query calls `alias` holds on `day`, provided that it has begun."""
    return SQL(
        "(%(h)s.state = 'active' AND COALESCE(%(h)s.date_until >= %(day)s, TRUE))", h=SQL.identifier(alias), day=day
    )


def debtor_class(alias, company_key):
    """The class of the commercial partner that a query calls `alias`: what was chosen, otherwise what the kind of
    contact says. `company_key`: the id of the company as a text, in SQL or as a value."""
    return SQL(
        """COALESCE(%(p)s.recovery_class ->> %(key)s,
                    CASE WHEN %(p)s.is_company OR %(p)s.id IS NULL THEN 'business' ELSE 'consumer' END)""",
        p=SQL.identifier(alias),
        key=company_key,
    )


class Blocks:
    """What stands against dunning some instalments: holds, promises that may still be kept, plans in force, disputes.
    Made of `Block`s."""

    def __init__(self, blocks):
        self._holds = defaultdict(list)
        self._agreements = defaultdict(dict)
        self._promised_for = {}
        self._placed = set()  # instalments that an agency has
        self._left_to_us = set()  # debtors whose agency leaves new debts to us
        for kind, debtor_id, move_id, line_id, until, day, amount in blocks:
            if kind in ("placed", "left_to_us"):
                (self._placed if line_id else self._left_to_us).add(line_id or debtor_id)
                continue
            facts = self._agreements[line_id] if line_id else None
            if kind in ("hold", "over"):
                target = ("line", line_id) if line_id else ("move", move_id) if move_id else ("debtor", debtor_id)
                self._holds[target].append((kind == "hold", until))
            elif kind == "promise":
                facts["promised_until"] = max(until, facts.get("promised_until", until))
                self._promised_for[line_id] = max(day, self._promised_for.get(line_id, day))
            elif kind == "plan":
                facts["planned"] = True
            else:
                facts["disputed"] = facts.get("disputed", Decimal(0)) + Decimal(repr(amount))

    def on(self, row):
        """What `ladder.Instalment` is told of one row of `_instalment_rows`."""
        if not (self._holds or self._agreements or self._left_to_us):
            return NOTHING
        left_to_us = row.debtor_id in self._left_to_us and row.id not in self._placed
        return {**self._held(row), **self.agreed(row.id), **({"left_to_us": True} if left_to_us else NOTHING)}

    def agreed(self, line_id):
        """What of it comes from what the debtor said: promise, plan, dispute."""
        return self._agreements.get(line_id, NOTHING)

    def promised_for(self, line_id):
        """The last day that was promised for an instalment, without its float; None if none was."""
        return self._promised_for.get(line_id)

    def _held(self, row):
        if not self._holds:
            return NOTHING
        targets = (("line", row.id), ("move", row.move_id), ("debtor", row.debtor_id))
        holds = [hold for target in targets for hold in self._holds.get(target, ())]
        ends = [until for active, until in holds if active]
        over = [until for active, until in holds if not active and until]
        return {
            "held": bool(ends),
            "held_until": max(ends) if ends and all(ends) else None,
            "resumed_on": max(over) + timedelta(days=1) if over else None,
        }
