"""Turns a book of invoices into customers, posted invoices and payments in an Odoo database."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from devtools.book_csv import Invoice
from devtools.receipts import book_receipts

CHUNK = 250  # invoices created and posted in one transaction
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "disable_abnormal_invoice_detection": True,
}

TRADES = (
    *("Menuiserie", "Charpentes", "Imprimerie", "Transports", "Boulangerie", "Brasserie", "Plomberie", "Ébénisterie"),
    *("Librairie", "Horlogerie", "Maçonnerie", "Verrerie", "Pépinières", "Conserverie", "Tonnellerie", "Optique"),
)
FAMILIES = (
    *("Aubry", "Besnard", "Carpentier", "Delaunay", "Estève", "Fontaine", "Guérin", "Hamelin", "Joubert", "Kervella"),
    *("Lacaze", "Marchand", "Noiret", "Ollivier", "Poirier", "Quesnel", "Rivoire", "Sabatier", "Thévenet", "Vasseur"),
)
STREETS = (
    *("rue des Tilleuls", "avenue de la Gare", "rue du Moulin", "place du Marché", "quai des Tanneurs"),
    *("rue de la Fontaine", "chemin des Vignes", "boulevard Carnot"),
)
TOWNS = (
    *(("49000", "Angers"), ("35000", "Rennes"), ("63000", "Clermont-Ferrand"), ("21000", "Dijon"), ("37000", "Tours")),
    *(("87000", "Limoges"), ("54000", "Nancy"), ("64000", "Pau"), ("80000", "Amiens"), ("74000", "Annecy")),
)


class LoadedBook:
    """A book in the ledger: knows the open receivable of each invoice, and books what is paid on a day."""

    def __init__(self, invoices: Sequence[Invoice]):
        self.line_ids: dict[str, int] = {}
        self.invoices = list(invoices)
        self._unpaid: dict[date, list[Invoice]] = defaultdict(list)
        for invoice in self.invoices:
            self._unpaid[invoice.settled].append(invoice)

    def load(self, env, progress=lambda count: None) -> None:
        """Create the customers, then the invoices, posted, a chunk in each transaction.

        `progress` is called with the number of invoices posted so far.
        """
        env = env(context={**env.context, **QUIET})
        partner_ids = _create_customers(env, sorted({invoice.customer for invoice in self.invoices}))
        env.cr.commit()
        in_order = sorted(self.invoices, key=lambda invoice: (invoice.issued, invoice.number))
        for start in range(0, len(in_order), CHUNK):
            chunk = in_order[start : start + CHUNK]
            self.line_ids |= _post_invoices(env, chunk, partner_ids)
            env.cr.commit()
            env.invalidate_all()
            progress(start + len(chunk))

    def book_payments(self, env, day: date) -> int:
        """Book, dated on their settlement, the payments up to `day` that are not booked yet; how many there were."""
        env = env(context={**env.context, **QUIET})
        settled_days = sorted(settled for settled in self._unpaid if settled <= day)
        count = 0
        for settled in settled_days:
            paid = self._unpaid.pop(settled)
            lines = env["account.move.line"].browse([self.line_ids[invoice.number] for invoice in paid])
            book_receipts(env, settled, [(line, None) for line in lines])
            count += len(paid)
        return count


def mark_disputed(env, book: LoadedBook) -> int:
    """Take the disputed invoices out of the dunning with Odoo's own mark; how many there were."""
    disputed = [book.line_ids[invoice.number] for invoice in book.invoices if invoice.disputed]
    env["account.move.line"].browse(disputed).move_id.with_context(**QUIET).write({"no_followup": True})
    env.cr.commit()
    env.invalidate_all()
    return len(disputed)


def customer_values(customer: str) -> dict:
    """Name, address and mail address of a customer of the book: invented, and always the same for the same one.

    >>> customer_values("0379-NEVHP")["email"]
    '0379-nevhp@example.com'
    """
    draw = int.from_bytes(hashlib.sha256(customer.encode()).digest()[:8], "big")
    picks = []
    for choices in (TRADES, FAMILIES, STREETS, TOWNS, range(1, 120)):
        draw, index = divmod(draw, len(choices))
        picks.append(choices[index])
    trade, family, street, (zip_code, town), number = picks
    return {
        "name": f"{trade} {family} {customer}",
        "ref": customer,
        "is_company": True,
        "email": f"{customer.lower()}@example.com",
        "street": f"{number} {street}",
        "zip": zip_code,
        "city": town,
    }


def _create_customers(env, customers: Sequence[str]) -> dict[str, int]:
    shared = {"country_id": env.ref("base.fr").id, "lang": env.lang}
    partners = env["res.partner"].create([{**customer_values(customer), **shared} for customer in customers])
    return dict(zip(customers, partners.ids, strict=True))


def _post_invoices(env, invoices: Sequence[Invoice], partner_ids: dict[str, int]) -> dict[str, int]:
    """Post these invoices: {number in the book: id of the receivable}."""
    moves = env["account.move"].create([_invoice_values(invoice, partner_ids) for invoice in invoices])
    moves._post(soft=False)
    receivables = moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    by_move = {line.move_id.id: line.id for line in receivables}
    return {invoice.number: by_move[move.id] for invoice, move in zip(invoices, moves, strict=True)}


def _invoice_values(invoice: Invoice, partner_ids: dict[str, int]) -> dict:
    line = {"name": f"Facture {invoice.number}", "quantity": 1, "price_unit": float(invoice.amount), "tax_ids": []}
    return {
        "move_type": "out_invoice",
        "partner_id": partner_ids[invoice.customer],
        "ref": invoice.number,
        "invoice_date": invoice.issued,
        "invoice_date_due": invoice.due,
        "invoice_payment_term_id": False,
        "invoice_line_ids": [(0, 0, line)],
    }
