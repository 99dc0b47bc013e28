"""A large book in minutes: debtors, open invoices, and paid ones with their payments, each copied in SQL from a dozen
that Odoo has made.

Each debtor has a habit: he pays 10 days early to 50 days late, give or take a dozen days. He pays two invoices of a
month at a time; each tenth of these payments comes in two halves, a month apart. What he has paid fell due in the last
three years.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from odoo import fields

from bench import invoices
from bench.scale import EACH
from devtools.book_loader import QUIET
from devtools.console import Failure
from devtools.receipts import book_receipts

YEARS = 3
DAYS = 365 * YEARS
NEWEST = 20  # days ago; what has fallen due since is not paid yet
COPIED = ("account_move", "account_move_line", "account_partial_reconcile", "account_full_reconcile", "res_partner")
SEED = 0.5


@dataclass(frozen=True)
class Originals:
    """Made by Odoo: open invoices, paid ones, one payment, and its match."""

    unpaid: object
    paid: object
    receipt: object
    match: object


def fill(env, open_: int, paid: int, first_late: int, last_late: int, taxed: bool) -> dict:
    """Make the book: `EACH` open instalments of each debtor, `first_late` to `last_late` days late, evenly (those below
    0 are not due yet); beside them the paid ones. `taxed`: invoices have a line of VAT."""
    env = env(context={**env.context, **QUIET})
    today, debtors = fields.Date.context_today(env.user), open_ // EACH
    originals = _originals(env, today, taxed)
    cr = env.cr
    cr.execute("SELECT setseed(%s)", [SEED])
    with _unwatched(cr):
        _copy_debtors(cr, originals.unpaid[0].partner_id, debtors)
        invoices.make_tables(cr)
        _draft_unpaid(cr, originals.unpaid, today, first_late, last_late)
        _draft_paid(cr, originals.paid, today, paid)
        invoices.copy_drafts(env, originals.unpaid[-1])
        _pay(cr, originals, today)
    env.invalidate_all()
    env["account.move"]._get_sequence_cache().clear()
    return _checked(env, debtors * EACH + len(originals.unpaid), paid + len(originals.paid))


def _originals(env, today: date, taxed: bool) -> Originals:
    made = []
    debtor_ids = invoices.create_debtors(env, 1)
    for due, count in ((today - timedelta(days=DAYS + 30), invoices.ORIGINALS), (today, invoices.ORIGINALS)):
        drafts = [(debtor_ids[0], due - timedelta(days=invoices.TERM_DAYS), due)] * count
        entries = invoices.create_invoices(env, drafts)
        if not taxed:
            entries.invoice_line_ids.tax_ids = False
        entries._post(soft=False)
        made.append(entries)
    paid, unpaid = made
    lines = paid.line_ids.filtered(lambda line: line.display_type == "payment_term")
    receipts = [book_receipts(env, today - timedelta(days=DAYS), [(line, None)]) for line in lines]
    env.flush_all()
    return Originals(unpaid, paid, receipts[0], receipts[0].line_ids.matched_debit_ids)


@contextmanager
def _unwatched(cr):
    """Without the checks of foreign keys and without the indexes, which are made anew at the end."""
    invoices.leave_checks_out(cr)
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '256MB'; SET LOCAL jit = off")
    cr.execute(
        """SELECT indexname, indexdef FROM pg_indexes
            WHERE schemaname = current_schema() AND tablename = ANY(%s)
              AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [list(COPIED)],
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f'DROP INDEX "{name}"')
    yield
    for _name, definition in indexes:
        cr.execute(definition)
    cr.execute("SET LOCAL session_replication_role = origin")


def _copy_debtors(cr, original, count: int) -> None:
    cr.execute(
        """CREATE TEMP TABLE bench_debtor ON COMMIT DROP AS
           SELECT number, nextval('res_partner_id_seq')::int AS id, number * 7919 %% 61 - 10 AS habit
             FROM generate_series(0, %s - 1) number""",
        [count],
    )
    own = {
        "id": "g.id",
        "commercial_partner_id": "g.id",
        "recovery_debtor_id": "g.id",
        **dict.fromkeys(("name", "complete_name", "commercial_company_name"), "'Société nombreuse ' || g.number"),
        "ref": "'N' || g.number",
        **dict.fromkeys(("email", "email_normalized"), "'n' || g.number || '@example.com'"),
    }
    invoices.insert_copies(cr, "res_partner", own, f"bench_debtor g JOIN res_partner t ON t.id = {original.id}")


def _draft_unpaid(cr, originals, today: date, first_late: int, last_late: int) -> None:
    cr.execute(
        """INSERT INTO bench_draft (original_id, partner_id, invoice_date, due)
           SELECT (%(originals)s)[n %% %(count)s + 1], id, due - %(term)s, due
             FROM (SELECT d.id, d.number * %(each)s + k AS n,
                          %(today)s::date - %(first)s - floor(random() * %(days)s)::int AS due
                     FROM bench_debtor d, generate_series(0, %(each)s - 1) k) its
         ORDER BY due, id""",
        {
            "originals": originals.ids,
            "count": len(originals),
            "each": EACH,
            "term": invoices.TERM_DAYS,
            "today": today,
            "first": first_late,
            "days": last_late - first_late + 1,
        },
    )


def _draft_paid(cr, originals, today: date, count: int) -> None:
    """`bench_receipt`: the payments of two invoices each, and of what they are the full match."""
    cr.execute(
        """CREATE TEMP TABLE bench_paid ON COMMIT DROP AS
           SELECT p.*, %(today)s::date - %(newest)s - floor((pair + (hashint4(partner_id + 31 * pair) & 1023) / 1024.0)
                       * (%(days)s - %(newest)s) * 2 * debtors / %(count)s)::int - floor(random() * 15)::int AS due
             FROM (SELECT n, d.id AS partner_id, d.habit, n / debtors / 2 AS pair, debtors
                     FROM (SELECT count(*)::int AS debtors FROM bench_debtor) counted
               CROSS JOIN generate_series(0, %(count)s - 1) n
                     JOIN bench_debtor d ON d.number = n %% (SELECT count(*) FROM bench_debtor)) p;
           CREATE TEMP TABLE bench_full ON COMMIT DROP AS
           SELECT partner_id, pair, nextval('account_full_reconcile_id_seq')::int AS id,
                  LEAST(MAX(due) + MIN(habit) + floor(12 * (random() + random() - 1))::int, %(today)s::date - 1) AS day,
                  CASE WHEN random() < 0.1 THEN 2 ELSE 1 END AS parts
             FROM bench_paid GROUP BY partner_id, pair;
           ANALYZE bench_paid, bench_full;
           INSERT INTO bench_draft (original_id, partner_id, invoice_date, due, full_id)
           SELECT (%(originals)s)[p.n %% %(size)s + 1], p.partner_id, LEAST(p.due - %(term)s, f.day), p.due, f.id
             FROM bench_paid p JOIN bench_full f USING (partner_id, pair) ORDER BY p.due, p.partner_id""",
        {
            "originals": originals.ids,
            "size": len(originals),
            "today": today,
            "newest": NEWEST,
            "days": DAYS,
            "count": count,
            "term": invoices.TERM_DAYS,
        },
    )


def _pay(cr, originals: Originals, today: date) -> None:
    """The payments, and their matches with the invoices."""
    receipt, match = originals.receipt, originals.match
    cr.execute(
        """CREATE TEMP TABLE bench_owed ON COMMIT DROP AS
           SELECT gl.id AS line_id, g.full_id, l.balance
             FROM bench_move g JOIN bench_line gl ON gl.move_id = g.id
             JOIN account_move_line l ON l.id = gl.original_id AND l.display_type = 'payment_term'
            WHERE g.full_id IS NOT NULL;
           CREATE TEMP TABLE bench_match ON COMMIT DROP AS
           SELECT o.line_id, o.full_id, part,
                  CASE WHEN f.parts = 1 THEN o.balance WHEN part = 1 THEN round(o.balance / 2, 2)
                       ELSE o.balance - round(o.balance / 2, 2) END AS amount,
                  LEAST(f.day + 30 * (part - 1), %s::date - 1) AS day, f.partner_id
             FROM bench_owed o JOIN bench_full f ON f.id = o.full_id, generate_series(1, f.parts) part;
           CREATE TEMP TABLE bench_receipt ON COMMIT DROP AS
           SELECT nextval('account_move_id_seq')::int AS id, nextval('account_move_line_id_seq')::int AS bank_line_id,
                  nextval('account_move_line_id_seq')::int AS line_id, its.*
             FROM (SELECT full_id, part, day, partner_id, SUM(amount) AS amount,
                          row_number() OVER (ORDER BY day) AS number
                     FROM bench_match GROUP BY full_id, part, day, partner_id) its;
           ANALYZE bench_owed, bench_match, bench_receipt""",
        [today],
    )
    name = "'RECU/' || g.number"
    signed = {"debit": "0", "credit": "g.amount", "balance": "-g.amount", "amount_currency": "-g.amount"}
    dated = {"date": "g.day", "create_date": invoices.NOW, "write_date": invoices.NOW}
    own = {"id": "g.id", "name": name, "sequence_prefix": "'RECU/'", "sequence_number": "g.number", **dated}
    own |= {
        column: f"CASE WHEN t.{column} IS NOT NULL THEN g.amount END"
        for column in ("amount_total", "amount_total_signed")
    }
    invoices.insert_copies(cr, "account_move", own, f"bench_receipt g JOIN account_move t ON t.id = {receipt.id}")
    credit = receipt.line_ids.filtered("credit")
    bank = receipt.line_ids - credit
    matched = {"full_reconcile_id": "g.full_id", "matching_number": "g.full_id::text", "partner_id": "g.partner_id"}
    shared = {"move_id": "g.id", "move_name": name, **dated}
    debit = {"debit": "g.amount", "credit": "0", "balance": "g.amount", "amount_currency": "g.amount"}
    for line, its in (
        (bank, {"id": "g.bank_line_id", **debit, **dict.fromkeys(_residuals(bank), "g.amount")}),
        (credit, {"id": "g.line_id", **signed, **matched}),
    ):
        source = f"bench_receipt g JOIN account_move_line t ON t.id = {line.id}"
        invoices.insert_copies(cr, "account_move_line", {**shared, **its}, source)
    source = f"bench_full g JOIN account_full_reconcile t ON t.id = {match.full_reconcile_id.id}"
    invoices.insert_copies(cr, "account_full_reconcile", {"id": "g.id"}, source)
    own = {
        "id": "nextval('account_partial_reconcile_id_seq')",
        "debit_move_id": "g.line_id",
        "credit_move_id": "r.line_id",
        "full_reconcile_id": "g.full_id",
        **dict.fromkeys(("amount", "debit_amount_currency", "credit_amount_currency"), "g.amount"),
        "max_date": "g.day",
    }
    source = f"""bench_match g JOIN bench_receipt r ON r.full_id = g.full_id AND r.part = g.part
                 JOIN account_partial_reconcile t ON t.id = {match.id}"""
    invoices.insert_copies(cr, "account_partial_reconcile", own, source)


def _residuals(line) -> tuple[str, ...]:
    return ("amount_residual", "amount_residual_currency") if line.amount_residual else ()


def _checked(env, unpaid: int, paid: int) -> dict:
    """How many of each there are.

    :raises Failure: it is another number, an entry isn't balanced, or what is matched isn't what is settled
    """
    env.flush_all()
    env.cr.execute(
        """WITH matched AS (SELECT its.id, SUM(its.amount) AS amount
                              FROM (SELECT debit_move_id AS id, amount FROM account_partial_reconcile
                                 UNION ALL SELECT credit_move_id, -amount FROM account_partial_reconcile) its
                          GROUP BY its.id)
           SELECT count(*) FILTER (WHERE l.balance > 0 AND NOT l.reconciled),
                  count(*) FILTER (WHERE l.balance > 0 AND l.reconciled),
                  count(*) FILTER (WHERE ABS(l.balance - COALESCE(matched.amount, 0) - l.amount_residual) > 0.005)
             FROM account_move_line l JOIN account_account a ON a.id = l.account_id
             LEFT JOIN matched ON matched.id = l.id
            WHERE a.account_type = 'asset_receivable'
        UNION ALL
           SELECT count(*), 0, 0
             FROM (SELECT FROM account_move_line GROUP BY move_id HAVING ABS(SUM(balance)) > 0.005) its"""
    )
    (is_open, is_paid, unequal), (unbalanced, *_) = env.cr.fetchall()
    if (is_open, is_paid, unequal, unbalanced) != (unpaid, paid, 0, 0):
        found = f"{is_open} open, {is_paid} paid, {unequal} matched with another amount, {unbalanced} unbalanced"
        raise Failure(f"The large book isn't what it should be ({found}): the generator doesn't fit this Odoo.")
    return {"open": is_open, "paid": is_paid}
