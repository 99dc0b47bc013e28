"""Invoices in a payment order (a direct debit that is being prepared): `account_payment_order` and
`account_payment_batch_oca` do the same in two ways."""

from __future__ import annotations

from odoo import Command

from devtools.receipts import bank_journal
from tests_neighbours.book import book_payments
from tests_neighbours.telling import story

REASON = "payment_order"  # of the exception
STEPS = {"open": "draft2open", "generated": "open2generated", "uploaded": "generated2uploaded"}


def order(book, lines, state: str = "draft", outstanding: bool = False):
    """A payment order that holds these instalments.

    :param outstanding: its payments have entries of their own, on an account that waits for the bank
    """
    method = book.env.ref("account.account_payment_method_manual_in")
    journal = bank_journal(book.env)
    method_line = journal.inbound_payment_method_line_ids.filtered(lambda line: line.payment_method_id == method)
    if outstanding:
        book_payments(book.env)
    made = book.env["account.payment.order"].create(_values(book, method, journal, method_line))
    lines.create_payment_line_from_move_line(made)
    advance(made, state)
    return made


def _values(book, method, journal, method_line) -> dict:
    if book.family == "batches":
        method.payment_order_ok = True
        method_line.selectable = True
        return {"payment_type": "inbound", "payment_method_line_id": method_line.id}
    mode = book.env["account.payment.mode"].create(
        {
            "name": "Direct debit",
            "payment_method_id": method.id,
            "bank_account_link": "fixed",
            "fixed_journal_id": journal.id,
            "payment_order_ok": True,
        }
    )
    return {"payment_type": "inbound", "payment_mode_id": mode.id}


def advance(made, state: str) -> None:
    """Press the buttons of the order until it has reached the state."""
    for reached, button in STEPS.items():
        if made.state == state:
            return
        getattr(made, button)()
        made.env.flush_all()
        if made.state != reached:
            raise AssertionError(f"{button} led to {made.state}, not to {reached}")


def expect_left_out(book, run, debtor, lines, made) -> None:
    """The instalments are exceptions of the run, with the order as their reason and its name in their detail."""
    left_out = book.left_out(run, lines)
    book.expect("asked for", book.asked(run, debtor), [])
    book.expect("reason", left_out.mapped("reason"), [REASON] * len(lines))
    book.expect("detail", left_out.mapped("detail"), lambda texts: texts and all(made.name in (t or "") for t in texts))


def in_order(book, state: str) -> None:
    debtor = book.customer("Martin")
    lines = book.instalments(book.invoice(debtor))
    made = order(book, lines, state)
    expect_left_out(book, book.send(book.propose()), debtor, lines, made)


@story("an invoice in a draft payment order is left out, and the order is named")
def order_draft(book):
    in_order(book, "draft")


@story("an invoice in a confirmed payment order is left out, and the order is named")
def order_open(book):
    in_order(book, "open")


@story("an invoice in a payment order whose file is generated is left out, and the order is named")
def order_generated(book):
    in_order(book, "generated")


@story("an invoice put into a payment order between proposal and sending is held back")
def order_before_sending(book):
    debtor = book.customer("Martin")
    lines = book.instalments(book.invoice(debtor))
    run = book.propose()
    order(book, lines)
    book.expect("asked for", book.asked(book.send(run), debtor), [])


def one_of_two(book, state: str) -> None:
    debtor = book.customer("Martin")
    first, second = book.instalments(book.invoice(debtor, due=-12, terms=book.two_instalments()))
    made = order(book, first, state)
    run = book.send(book.propose())
    book.expect("asked for", book.asked(run, debtor), [4_000])
    book.expect("instalments asked for", book.sent(run, debtor).line_ids.move_line_id == second, True)
    if state != "uploaded":
        book.expect("reason of the first", book.left_out(run, first).mapped("reason"), [REASON])
        book.expect("its detail", book.left_out(run, first).detail, lambda text: made.name in (text or ""))


@story("a draft order holds the first instalment alone: the second is asked for")
def order_of_one_draft(book):
    one_of_two(book, "draft")


@story("a confirmed order holds the first instalment alone: the second is asked for")
def order_of_one_open(book):
    one_of_two(book, "open")


@story("an uploaded order holds the first instalment alone: the second is asked for")
def order_of_one_uploaded(book):
    one_of_two(book, "uploaded")


@story("4,000 of 10,000 in an order: the order covers its amount, 6,000 are asked for")
def order_of_a_part(book):
    debtor = book.customer("Martin")
    made = order(book, book.instalments(book.invoice(debtor)))
    made.payment_line_ids.amount_currency = 4_000
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [6_000])


@story("a cancelled order covers nothing: the invoice is asked for")
def order_cancelled(book):
    debtor = book.customer("Martin")
    made = order(book, book.instalments(book.invoice(debtor)), "open")
    made.action_cancel()
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [10_000])


@story("an uploaded order whose payments have no entries covers its invoice")
def order_uploaded(book):
    debtor = book.customer("Martin")
    order(book, book.instalments(book.invoice(debtor)), "uploaded")
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [])


@story("an uploaded order whose payment the bank has rejected covers nothing")
def order_rejected(book):
    debtor = book.customer("Martin")
    made = order(book, book.instalments(book.invoice(debtor)), "uploaded")
    made.payment_ids.action_reject()
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [10_000])


@story("an uploaded order whose payments have entries covers its invoice until the payment is returned")
def order_returned(book):
    debtor = book.customer("Martin")
    lines = book.instalments(book.invoice(debtor))
    made = order(book, lines, "uploaded", outstanding=True)
    book.expect("asked for while uploaded", book.asked(book.send(book.propose()), debtor), [])
    entry = made.payment_ids.move_id.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
    came_back = {"partner_id": debtor.id, "move_line_ids": [Command.set(entry.ids)], "amount": 10_000}
    journal = bank_journal(book.env)
    values = {"journal_id": journal.id, "line_ids": [Command.create(came_back)]}
    book.env["payment.return"].create({"name": "RET/1", **values}).action_confirm()
    book.expect("asked for once returned", book.asked(book.send(book.propose()), debtor), [10_000])


@story("an order that the bank has paid leaves nothing to ask for")
def order_paid(book):
    debtor = book.customer("Martin")
    move = book.invoice(debtor)
    made = order(book, book.instalments(move), "uploaded", outstanding=True)
    line = book.bank_line(10_000, "PRLV MARTIN", partner_id=debtor.id)
    entry = made.payment_ids.move_id.line_ids
    book.reconcile(line, entry.filtered(lambda item: item.account_id == made.payment_ids.outstanding_account_id))
    book.expect("state of the invoice", move.payment_state, "paid")
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [])


@story("a promise is not kept by an order that is only prepared")
def order_promise(book):
    debtor = book.customer("Martin")
    lines = book.instalments(book.invoice(debtor))
    promises = book.env["recovery.promise"]
    promise = promises.create({**promises._prepare_for(lines), "amount": 10_000, "date": book.on(5)})
    order(book, lines, "generated")
    book.day(2)
    promises._judge(book.company)
    book.expect("state", promise.state, "open")
