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


class Numbering:
    """Goes on numbering where Odoo stopped, in the format of one of its invoices."""

    def __init__(self, invoice):
        self._cr = invoice.env.cr
        self._journal_id = invoice.journal_id.id
        self._format, self._values = invoice._get_sequence_format_param(invoice.name)
        self._last: dict[str, int] = {}

    def next(self, day: date) -> tuple[str, str, int]:
        """Name, prefix and number of the next invoice of this day, as the ORM stores them."""
        values = dict(self._values)
        if values.get("year_length"):
            values["year"] = day.year % 10 ** values["year_length"]
        if "month" in values:
            values["month"] = day.month
        first = 10 ** (values["seq_length"] - 1)
        probe = self._format.format(**{**values, "seq": first})
        prefix = probe[: probe.rindex(str(first))]
        if prefix not in self._last:
            self._last[prefix] = self._highest(prefix)
        self._last[prefix] += 1
        return self._format.format(**{**values, "seq": self._last[prefix]}), prefix, self._last[prefix]

    def _highest(self, prefix: str) -> int:
        self._cr.execute(
            "SELECT COALESCE(MAX(sequence_number), 0) FROM account_move WHERE journal_id = %s AND sequence_prefix = %s",
            [self._journal_id, prefix],
        )
        return self._cr.fetchone()[0]


def _copy(env, originals, drafts: Sequence[Draft]) -> None:
    """One copy for each draft, of the originals in turn."""
    numbering = Numbering(originals[0])
    rows = [
        (originals.ids[number % len(originals)], *draft, *numbering.next(draft[1]))
        for number, draft in enumerate(drafts)
    ]
    cr = env.cr
    cr.execute(
        """CREATE TEMP TABLE bench_move (
               id int DEFAULT nextval('account_move_id_seq') PRIMARY KEY, original_id int, partner_id int,
               invoice_date date, due date, name varchar, prefix varchar, number int) ON COMMIT DROP"""
    )
    columns = "(original_id, partner_id, invoice_date, due, name, prefix, number)"
    execute_values(cr._obj, f"INSERT INTO bench_move {columns} VALUES %s", rows, page_size=1000)
    cr.execute(
        """CREATE TEMP TABLE bench_line ON COMMIT DROP AS
           SELECT nextval('account_move_line_id_seq')::int AS id, l.id AS original_id, g.id AS move_id
             FROM (SELECT * FROM bench_move ORDER BY id) g JOIN account_move_line l ON l.move_id = g.original_id"""
    )
    cr.execute("ANALYZE bench_move, bench_line")
    _copy_moves(cr)
    _copy_lines(cr)
    _copy_relations(env)
    env.invalidate_all()


def _copy_moves(cr) -> None:
    own = {
        "id": "g.id",
        "partner_id": "g.partner_id",
        "commercial_partner_id": "p.commercial_partner_id",
        "partner_shipping_id": "g.partner_id",
        "invoice_partner_display_name": "p.complete_name",
        "date": "g.invoice_date",
        "invoice_date": "g.invoice_date",
        "invoice_date_due": "g.due",
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
    _insert_copies(cr, "account_move", own, source)


def _copy_lines(cr) -> None:
    own = {
        "id": "gl.id",
        "move_id": "gl.move_id",
        "move_name": "g.name",
        "partner_id": "CASE WHEN t.partner_id IS NOT NULL THEN p.commercial_partner_id END",
        "date": "g.invoice_date",
        "invoice_date": "g.invoice_date",
        "date_maturity": "CASE WHEN t.date_maturity IS NOT NULL THEN g.due END",
        "name": "CASE WHEN t.name = tm.name THEN g.name ELSE t.name END",
        "create_date": NOW,
        "write_date": NOW,
    }
    source = """bench_line gl JOIN account_move_line t ON t.id = gl.original_id
                JOIN bench_move g ON g.id = gl.move_id JOIN res_partner p ON p.id = g.partner_id
                JOIN account_move tm ON tm.id = t.move_id ORDER BY gl.id"""
    _insert_copies(cr, "account_move_line", own, source)


def _insert_copies(cr, table: str, own: dict[str, str], source: str) -> None:
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
