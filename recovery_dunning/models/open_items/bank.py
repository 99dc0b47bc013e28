"""Money on the bank that is not reconciled yet, and whose it is: by its customer, by the account it came from, by the
name of who sent it, or by a reference that it carries anywhere."""

import json
import re
from collections import Counter, defaultdict, namedtuple
from decimal import Decimal

from odoo.tools import SQL

from ...engine.cover import Money, Source

# a line of the bank, or a credit of somebody who owes nothing himself. `texts`: all that may carry a reference;
# `elsewhere`: another company has it, and it counts for the invoices alone that it names
Entry = namedtuple("Entry", "id source debtor_id amount currency_id day name texts elsewhere", defaults=[False])
WORDS_TOGETHER = 3  # of a label that may be one reference
ACCENTS = str.maketrans("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy", " \t-.,;:'’`´\"&/()*+_")


class BankMoney:
    """What came in on the bank for a company and is not reconciled, and credits on accounts of third parties."""

    def __init__(self, entries):
        self._of_debtor, self._by_reference = defaultdict(list), defaultdict(list)
        for entry in entries:
            if entry.debtor_id and entry.source is Source.BANK and not entry.elsewhere:
                self._of_debtor[entry.debtor_id].append(entry)
            for reference in references(entry.texts):
                self._by_reference[reference].append(entry)

    def of(self, rows):
        """{debtor id: [his `Money`]} of {debtor id: his rows of `_instalment_rows`}.

        A reference that is short, or that several debtors carry, counts only where the amount is right too. Money of
        somebody else that names an invoice waits for a decision: it may be his who sent it.
        """
        if not (self._of_debtor or self._by_reference):
            return {debtor_id: [] for debtor_id in rows}
        found = {debtor_id: self.named(debtor_id, its_rows) for debtor_id, its_rows in rows.items()}
        claimed = Counter(entry.id for its in found.values() for entry, _items, sure in its if not sure)
        return {debtor_id: self._money(debtor_id, rows[debtor_id], its, claimed) for debtor_id, its in found.items()}

    def named(self, debtor_id, rows):
        """(entry, instalments, whether the reference alone is enough) for each entry that names an invoice."""
        named = {}
        for row in rows:
            for reference in {plain(text) for text in (row.number, row.payment_reference) if text} - {""}:
                for entry in self._by_reference.get(reference, ()):
                    right = Decimal(repr(row.residual)) == entry.amount and row.currency_id == entry.currency_id
                    his = entry.debtor_id == debtor_id and not entry.elsewhere
                    if is_telling(reference) or right or his:
                        known = named.setdefault((entry.source, entry.id), [entry, set(), False])
                        known[1].add(row.id)
                        known[2] |= is_telling(reference)
        return [tuple(known) for known in named.values()]

    def _money(self, debtor_id, rows, named, claimed):
        money, seen = [], set()
        for entry, items, sure in named:
            if not sure and entry.debtor_id != debtor_id and claimed[entry.id] > 1:
                continue  # nobody knows whose it is
            seen.add((entry.source, entry.id))
            foreign = entry.debtor_id not in (None, debtor_id)
            source = Source.THIRD_PARTY if foreign else entry.source
            only = foreign or entry.elsewhere
            money.append(_as_money(entry, source, frozenset(items), only=only, decide=foreign))
        for entry in self._of_debtor.get(debtor_id, ()):
            if (entry.source, entry.id) not in seen:
                money.append(_as_money(entry, entry.source))
        return money


def _as_money(entry, source, items=frozenset(), **values):
    return Money(source, entry.amount, entry.currency_id, entry.name, items, on=entry.day, **values)


def bank_entries(env, company):
    """The lines of the bank that brought money and are not reconciled, in their own currency; and open credits on the
    accounts of partners who owe nothing: a holding, a notary, a factor who pays for somebody, as the reference says.
    One query; two more where a line names its sender and no customer."""
    rows = env.execute_query(
        SQL(
            """SELECT 'bank', st.id, p.recovery_debtor_id, COALESCE(st.foreign_currency_id, st.currency_id),
                      -st.amount_residual, m.date, st.partner_name, st.account_number, st.payment_ref, m.ref,
                      m.narration, st.transaction_details
                 FROM account_bank_statement_line st
                 JOIN account_move m ON m.id = st.move_id AND m.state = 'posted'
            LEFT JOIN res_partner p ON p.id = st.partner_id
                WHERE st.company_id = %s AND st.is_reconciled IS NOT TRUE AND st.amount_residual < 0
            UNION ALL
               SELECT 'third_party', l.id, p.recovery_debtor_id, l.currency_id, -l.amount_residual_currency, l.date,
                      NULL, NULL, m.name, m.ref, concat_ws(' ', l.name, pay.memo), NULL
                 %s AND l.amount_residual < 0 AND l.amount_residual_currency < 0 AND p.id IS NOT NULL
                AND m.move_type = 'entry'
                AND NOT EXISTS (SELECT FROM account_move_line due JOIN res_partner same ON same.id = due.partner_id
                                 WHERE same.recovery_debtor_id = p.recovery_debtor_id
                                   AND due.company_id = l.company_id AND due.account_id = l.account_id
                                   AND due.parent_state = 'posted' AND due.reconciled IS NOT TRUE
                                   AND due.amount_residual > 0)""",
            company.id,
            env["recovery.open.items"]._open_items(company, SQL("LEFT JOIN account_payment pay ON pay.move_id = m.id")),
        )
    )
    unknown = [row for row in rows if row[0] == Source.BANK and not row[2]]
    by_account = _debtors_by_account(env, company, {plain(row[7]) for row in unknown} - {""})
    by_name = _debtors_by_name(env, {bare_name(row[6]) for row in unknown} - {""})
    for source, entry_id, debtor_id, currency_id, amount, day, sender, account, label, ref, narration, details in rows:
        debtor_id = debtor_id or by_account.get(plain(account)) or by_name.get(bare_name(sender))
        texts = (label, ref, re.sub("<[^>]+>", " ", narration or ""), json.dumps(details) if details else None)
        name = next((text for text in (label, ref, sender) if text and plain(text)), "")
        yield Entry(entry_id, Source(source), debtor_id, Decimal(repr(amount)), currency_id, day, name, texts)


def _debtors_by_account(env, company, numbers):
    """{account number: debtor id} of the accounts that belong to one debtor alone, and not to the company."""
    return _one_each(
        env,
        numbers,
        SQL(
            """SELECT b.sanitized_acc_number, p.recovery_debtor_id
                 FROM res_partner_bank b JOIN res_partner p ON p.id = b.partner_id
                WHERE b.active AND b.sanitized_acc_number = ANY(%s) AND p.recovery_debtor_id != %s""",
            list(numbers),
            company.partner_id.commercial_partner_id.id,
        ),
    )


def _debtors_by_name(env, names):
    """{bare name: debtor id} of the names that one debtor alone has. PostgreSQL may know no capitals beyond A to Z."""
    accents = "".join(chr(code) for code, bare in ACCENTS.items() if bare)
    dropped = "".join(chr(code) for code, bare in ACCENTS.items() if not bare)
    bare = SQL(
        "translate(replace(replace(lower(translate(name, 'ŒÆ', 'œæ')), 'œ', 'oe'), 'æ', 'ae'), %s, %s)",
        accents + accents.upper() + dropped,
        accents.translate(ACCENTS) * 2,
    )
    query = SQL(
        "SELECT %(bare)s, recovery_debtor_id FROM res_partner WHERE active AND %(bare)s = ANY(%(names)s)",
        bare=bare,
        names=list(names),
    )
    return _one_each(env, names, query)


def _one_each(env, keys, query):
    found = defaultdict(set)
    for key, debtor_id in env.execute_query(query) if keys else ():
        found[key].add(debtor_id)
    return {key: next(iter(debtors)) for key, debtors in found.items() if len(debtors) == 1}


def bare_name(name):
    """A name as banks carry it and as it was typed, alike: without capitals, accents, blanks and marks.

    >>> bare_name("Élagage de l'Hérault & Sœurs") == bare_name("ELAGAGE DE L HERAULT SOEURS")
    True
    """
    return (name or "").lower().replace("œ", "oe").replace("æ", "ae").translate(ACCENTS)


def plain(text):
    """Letters and digits alone, in capitals: how references are compared."""
    return re.sub(r"[^0-9A-Z]", "", (text or "").upper())


def references(texts):
    """All that could be a reference in some texts: up to three words together.

    >>> sorted(references(["VIR FAC 2026/00012"]))
    ['202600012', 'FAC', 'FAC202600012', 'VIR', 'VIRFAC', 'VIRFAC202600012']
    """
    found = set()
    for text in filter(None, texts):
        words = [plain(word) for word in re.split(r'[\s,;:"{}()\[\]]+', text) if plain(word)]
        found |= {"".join(words[i : i + n]) for n in range(1, WORDS_TOGETHER + 1) for i in range(len(words) - n + 1)}
    return found


def is_telling(reference):
    """Whether a reference is enough to tell an invoice by, without its amount: a year, a month or a word is not.

    >>> [is_telling(text) for text in ("FAC202600012", "202600012", "F00012", "LOYER", "2026", "LOYER032026")]
    [True, True, True, False, False, True]
    """
    digits = sum(character.isdigit() for character in reference)
    return digits >= 5 or (digits >= 3 and len(reference) >= 7)
