"""Fills a ledger, fast, with posted, unpaid, overdue customer invoices: a dozen made by Odoo, the rest copied in SQL.

Partners are created by the ORM; so are the first invoices, with real taxes and numbers. Each other invoice is a copy of
one of these in SQL, with its own partner, number, invoice date and due date. All columns are copied, those of other
add-ons too, so that any add-on finds the same book. The same seed gives the same book in every database.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta

from psycopg2.extras import execute_values

from devtools.book_loader import QUIET, TOWNS
from devtools.console import Failure

ORIGINALS = 12  # invoices made by Odoo, over the whole period, so that each year's numbers are begun by Odoo
PARTNERS_AT_ONCE = 500
DAYS_LATE = (15, 375)  # spread evenly between these
TERM_DAYS = 30
NOW = "(now() AT TIME ZONE 'UTC')"

# What an invoice is before it is made: partner, invoice date, due date.
Draft = tuple[int, date, date]


def fill(env, debtors: int, invoices_each: int, as_of: date, seed: int = 1) -> None:
    """Add `debtors` companies with `invoices_each` overdue invoices each. The caller commits."""
    env = env(context={**env.context, **QUIET})
    draw = random.Random(seed)
    drafts = []
    for partner_id in create_debtors(env, debtors):
        for _ in range(invoices_each):
            due = as_of - timedelta(days=draw.randint(*DAYS_LATE))
            drafts.append((partner_id, due - timedelta(days=TERM_DAYS), due))
    drafts.sort(key=lambda draft: (draft[1], draft[0]))  # numbers follow the dates
    places = {index * len(drafts) // ORIGINALS for index in range(ORIGINALS)}
    originals = create_invoices(env, [drafts[place] for place in sorted(places)])
    originals._post(soft=False)
    env.flush_all()
    _copy(env, originals, [draft for place, draft in enumerate(drafts) if place not in places])
    env["account.move"]._get_sequence_cache().clear()  # the ORM keeps the last numbers for the transaction
    check(env, debtors * invoices_each)


def create_debtors(env, count: int) -> list[int]:
    """Companies in France with a mail address; their ids."""
    country_id = env.ref("base.fr").id
    ids = []
    for start in range(0, count, PARTNERS_AT_ONCE):
        numbers = range(start, min(start + PARTNERS_AT_ONCE, count))
        ids += env["res.partner"].create([_debtor_values(number, country_id) for number in numbers]).ids
        env.flush_all()
        env.invalidate_all()
    return ids


def _debtor_values(number: int, country_id: int) -> dict:
    zip_code, town = TOWNS[number % len(TOWNS)]
    return {
        "name": f"Société des essais {number:06d}",
        "ref": f"B{number:06d}",
        "is_company": True,
        "email": f"b{number:06d}@example.com",
        "street": f"{number % 90 + 1} rue des Essais",
        "zip": zip_code,
        "city": town,
        "country_id": country_id,
        "customer_rank": 1,
    }


def create_invoices(env, drafts: Sequence[Draft]):
    """Draft invoices of one taxed line each, made by the ORM; amounts between 100 and 7,000."""
    taxes = [(6, 0, env.company.account_sale_tax_id.ids)]
    return env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner_id,
                "invoice_date": invoice_date,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    (0, 0, {"name": "Prestation", "price_unit": _price(number), "tax_ids": taxes}),
                ],
            }
            for number, (partner_id, invoice_date, due) in enumerate(drafts)
        ]
    )


def _price(number: int) -> float:
    return round(100 * 1.45 ** (number % ORIGINALS) + 0.37, 2)


def _copy(env, originals, drafts: Sequence[Draft]) -> None:
    """One copy for each draft, of the originals in turn."""
    make_tables(env.cr)
    rows = [(originals.ids[number % len(originals)], *draft) for number, draft in enumerate(drafts)]
    columns = "(original_id, partner_id, invoice_date, due)"
    execute_values(env.cr._obj, f"INSERT INTO bench_draft {columns} VALUES %s", rows, page_size=1000)
    copy_drafts(env, originals[0])


def make_tables(cr) -> None:
    """Tables of this transaction, empty: `bench_draft` holds what is to be copied, as `copy_drafts` wants it."""
    cr.execute(
        """CREATE TEMP TABLE bench_draft (place serial, original_id int, partner_id int, invoice_date date, due date,
                                          full_id int) ON COMMIT DROP;
           CREATE TEMP TABLE bench_month (month date, prefix varchar, digits int, last int) ON COMMIT DROP"""
    )


def copy_drafts(env, numbered) -> None:
    """Make the entries of `bench_draft`, numbered on from `numbered`, an entry of Odoo's, in the order of their places.
    `full_id`: the full match of those that are settled. What came of a draft is then told by `bench_move`, and line by
    line by `bench_line`."""
    cr = env.cr
    cr.execute("SELECT DISTINCT date_trunc('month', invoice_date)::date FROM bench_draft")
    months = [(month, *_numbers_on(numbered, month)) for (month,) in cr.fetchall()]
    execute_values(cr._obj, "INSERT INTO bench_month VALUES %s", months)
    cr.execute(
        """CREATE TEMP TABLE bench_move ON COMMIT DROP AS
           SELECT nextval('account_move_id_seq')::int AS id, d.*,
                  d.prefix || lpad(d.number::text, GREATEST(d.digits, length(d.number::text)), '0') AS name
             FROM (SELECT d.*, m.prefix, m.digits,
                          (m.last + row_number() OVER (PARTITION BY m.prefix ORDER BY d.place))::int AS number
                     FROM bench_draft d JOIN bench_month m ON m.month = date_trunc('month', d.invoice_date)
                 ORDER BY d.place) d;
           CREATE TEMP TABLE bench_line ON COMMIT DROP AS
           SELECT nextval('account_move_line_id_seq')::int AS id, l.id AS original_id, g.id AS move_id
             FROM (SELECT * FROM bench_move ORDER BY id) g JOIN account_move_line l ON l.move_id = g.original_id;
           ALTER TABLE bench_move ADD PRIMARY KEY (id);
           ANALYZE bench_move, bench_line"""
    )
    _copy_moves(cr)
    _copy_lines(cr)
    _copy_relations(env)
    env.invalidate_all()


def _numbers_on(entry, month: date) -> tuple[str, int, int]:
    """Where numbers go on in this month, in the format of an entry of Odoo's: prefix, digits, the last number."""
    form, values = entry._get_sequence_format_param(entry.name)
    values = dict(values)
    if values.get("year_length"):
        values["year"] = month.year % 10 ** values["year_length"]
    if "month" in values:
        values["month"] = month.month
    first = 10 ** (values["seq_length"] - 1)
    probe = form.format(**{**values, "seq": first})
    prefix = probe[: probe.rindex(str(first))]
    entry.env.cr.execute(
        "SELECT COALESCE(MAX(sequence_number), 0) FROM account_move WHERE journal_id = %s AND sequence_prefix = %s",
        [entry.journal_id.id, prefix],
    )
    return prefix, values["seq_length"], entry.env.cr.fetchone()[0]


def _copy_moves(cr) -> None:
    own = {
        "id": "g.id",
        "partner_id": "g.partner_id",
        "commercial_partner_id": "p.commercial_partner_id",
        "partner_shipping_id": "g.partner_id",
        "invoice_partner_display_name": "p.complete_name",
        "date": "g.invoice_date",
        "invoice_date": "CASE WHEN t.invoice_date IS NOT NULL THEN g.invoice_date END",
        "invoice_date_due": "CASE WHEN t.invoice_date_due IS NOT NULL THEN g.due END",
        "taxable_supply_date": "CASE WHEN t.taxable_supply_date IS NOT NULL THEN g.invoice_date END",
        "delivery_date": "CASE WHEN t.delivery_date IS NOT NULL THEN g.invoice_date END",
        "name": "g.name",
        "sequence_prefix": "g.prefix",
        "sequence_number": "g.number",
        "payment_reference": "CASE WHEN t.payment_reference IS NOT NULL THEN g.name END",
        "access_token": "NULL",
        "made_sequence_gap": "false",
        "create_date": NOW,
        "write_date": NOW,
    }
    source = """bench_move g JOIN account_move t ON t.id = g.original_id
                JOIN res_partner p ON p.id = g.partner_id ORDER BY g.id"""
    insert_copies(cr, "account_move", own, source)


def _copy_lines(cr) -> None:
    own = {
        "id": "gl.id",
        "move_id": "gl.move_id",
        "move_name": "g.name",
        "partner_id": "CASE WHEN t.partner_id IS NOT NULL THEN p.commercial_partner_id END",
        "date": "g.invoice_date",
        "invoice_date": "CASE WHEN t.invoice_date IS NOT NULL THEN g.invoice_date END",
        "date_maturity": "CASE WHEN t.date_maturity IS NOT NULL THEN g.due END",
        "full_reconcile_id": "CASE WHEN t.full_reconcile_id IS NOT NULL THEN g.full_id END",
        "matching_number": "CASE WHEN t.matching_number IS NOT NULL THEN g.full_id::text END",
        "name": "CASE WHEN t.name = tm.name THEN g.name ELSE t.name END",
        "create_date": NOW,
        "write_date": NOW,
    }
    source = """bench_line gl JOIN account_move_line t ON t.id = gl.original_id
                JOIN bench_move g ON g.id = gl.move_id JOIN res_partner p ON p.id = g.partner_id
                JOIN account_move tm ON tm.id = t.move_id ORDER BY gl.id"""
    insert_copies(cr, "account_move_line", own, source)


def insert_copies(cr, table: str, own: dict[str, str], source: str) -> None:
    """Insert rows that take from the original, `t`, all but their `own` columns."""
    cr.execute(
        """SELECT column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER'
         ORDER BY ordinal_position""",
        [table],
    )
    columns = [name for (name,) in cr.fetchall()]
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(own.get(name, f't."{name}"') for name in columns)
    cr.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {source}")


def leave_checks_out(cr) -> None:
    """Foreign keys are not checked until the end of the transaction. Only a superuser of the database may do so."""
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cr.fetchone()[0]:
        cr.execute("SET LOCAL session_replication_role = replica")


def _copy_relations(env) -> None:
    """Taxes, tax tags and whatever else the lines are linked with."""
    fields = env["account.move.line"]._fields.values()
    relations = {f.relation: f for f in fields if f.type == "many2many" and f.store and f.relation}
    for relation, field in relations.items():
        env.cr.execute(
            f"""INSERT INTO "{relation}" ("{field.column1}", "{field.column2}")
                SELECT gl.id, r."{field.column2}"
                  FROM "{relation}" r JOIN bench_line gl ON gl.original_id = r."{field.column1}" """
        )


def check(env, count: int) -> None:
    """Promise that the ledger holds `count` invoices that are right.

    :raises Failure: one is not numbered, open and balanced, or its receivable differs from it
    """
    env.flush_all()
    env.cr.execute(
        """SELECT count(*), count(DISTINCT m.name), count(*) FILTER (WHERE m.amount_residual = m.amount_total),
                  count(*) FILTER (WHERE l.amount_residual = m.amount_residual AND l.date_maturity = m.invoice_date_due
                                     AND l.partner_id = m.commercial_partner_id AND NOT l.reconciled),
                  count(*) FILTER (WHERE (SELECT ABS(SUM(balance)) < 0.005 FROM account_move_line WHERE move_id = m.id))
             FROM account_move m JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'payment_term'
            WHERE m.move_type = 'out_invoice' AND m.state = 'posted' AND m.payment_state = 'not_paid'"""
    )
    if set(env.cr.fetchone()) != {count}:
        raise Failure("The book of invoices isn't what it should be: the generator doesn't fit this Odoo.")
