"""Claims invoiced to a debtor whose limit `account_financial_risk` watches: a dialog opens, nothing is posted."""

from __future__ import annotations

from contextlib import suppress

from odoo.exceptions import UserError

from tests_neighbours.telling import story

HERE = ("orders",)
MOTIVE = "risk"  # a word of what stopped it


def with_claims(book):
    """A debtor with interest and an indemnity claimed, over the limit that he was given since; and these claims."""
    debtor = book.customer("Petit")
    book.invoice(debtor, due=-40)
    for day in (0, 12, 30):
        book.day(day)
        book.send(book.propose())
    debtor.risk_invoice_open_limit = 10
    book.env.flush_all()
    claims = book.env["recovery.claim"].search([("partner_id", "=", debtor.id)])
    if not claims:
        raise AssertionError("The story has no claims.")
    return debtor, claims


def posted(claims):
    return claims.invoice_id.filtered(lambda move: move.state == "posted")


def expect_nothing_invoiced(book, debtor, claims) -> None:
    """Neither the claims nor the record say what did not happen."""
    book.expect("posted", posted(claims).mapped("name"), [])
    book.expect("claims", set(claims.mapped("state")), {"shown"})
    book.expect("“Invoiced” in the record", "Invoiced" in book.record(debtor), False)


@story("claims over the risk limit are not invoiced: the record does not say so, and the user is told why", HERE)
def risk_claims(book):
    debtor, claims = with_claims(book)
    try:
        claims.action_invoice()
        told = book.record(debtor)
    except UserError as error:
        told = str(error)
    expect_nothing_invoiced(book, debtor, claims)
    book.expect("told", told, lambda text: MOTIVE in text.lower())


@story("the daily action meets the limit: it goes on, and leaves a task that says why", HERE)
def risk_claims_daily(book):
    debtor, claims = with_claims(book)
    claims.move_line_id.recovery_procedure_id.invoice_claims = True
    book.register(claims.move_id, 10_000)
    book.day(31)
    book.env["recovery.claim"]._settle(book.company)
    expect_nothing_invoiced(book, debtor, claims)
    tasks = book.case(debtor).activity_ids
    book.expect("tasks", [str(task.note) for task in tasks], lambda notes: any(MOTIVE in n.lower() for n in notes))


@story("once the limit is lifted the claims are invoiced, and the record has the number", HERE)
def risk_lifted(book):
    debtor, claims = with_claims(book)
    with suppress(UserError):  # he is told; another story looks at that
        claims.action_invoice()
    debtor.risk_invoice_open_limit = 0
    claims.filtered(lambda claim: claim.state == "shown").action_invoice()
    book.expect("posted", len(posted(claims)), 1)
    book.expect("claims", set(claims.mapped("state")), {"invoiced"})
    record = book.record(debtor)
    book.expect("times in the record", record.count("Invoiced"), 1)
    book.expect("its number there", posted(claims).name in record, True)
