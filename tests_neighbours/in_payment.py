"""Where payments are followed until the bank has them (`account_in_payment`): each covers its amount, never more."""

from __future__ import annotations

from odoo import Command

from tests_neighbours.telling import story


@story("100 registered of 10,000: 9,900 are asked for")
def part_payment_asked(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    book.register(move, 100)
    book.expect("state of the invoice", move.payment_state, "in_payment")  # the add-on is at work
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [9_900])


@story("100 and 200 registered of 10,000: 9,700 are asked for")
def part_payments_asked(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    book.register(move, 100)
    book.register(move, 200)
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [9_700])


@story("100 registered between proposal and sending: 9,900 are asked for")
def part_payment_before_sending(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    run = book.propose()
    book.register(move, 100)
    book.expect("asked for", book.asked(book.send(run), debtor), [9_900])


@story("a registered part whose payment was marked as paid covers no more than before")
def part_payment_marked_as_paid(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    book.register(move, 100).action_validate()
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [9_900])


@story("a promise of 5,000 is not kept by 100: it is partly kept once its day has passed")
def part_payment_promise(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    promises = book.env["recovery.promise"]
    promise = promises.create({**promises._prepare_for(book.instalments(move)), "amount": 5_000, "date": book.on(5)})
    book.day(2)
    book.register(move, 100)
    promises._judge(book.company)
    book.expect("before its day", promise.state, "open")
    book.day(15)
    promises._judge(book.company)
    book.expect("after its day", promise.state, "partial")
    book.expect("received", promise.amount_received, 100)
    kept = dict(promises._fields["state"]._description_selection(book.env))["kept"]
    book.expect("“kept” in the record", f"{kept}:" in book.record(debtor), False)


@story("a plan of 9,000 is not done by 100: 8,900 are still to be paid")
def part_payment_plan(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor, amount=9_000)
    plans = book.env["recovery.plan"]
    payments = [Command.create({"date": book.on(days), "amount": 3_000}) for days in (10, 40, 70)]
    plan = plans.create({**plans._prepare_for(book.instalments(move)), "schedule_ids": payments})
    plan.action_propose()
    plan.action_activate()
    book.day(2)
    book.register(move, 100)
    plans._judge(book.company)
    book.expect("state", plan.state, "active")
    book.expect("still to pay", plan.amount_left, 8_900)
    book.day(20)
    plans._judge(book.company)
    book.expect("after its first day", plan.state, "defaulted")


@story("the case of 10,000 stands at 9,900 after 100, and stays open")
def part_payment_case(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    book.send(book.propose())
    book.register(move, 100)
    book.env["recovery.case"]._close_settled(book.company)
    case = book.case(debtor)
    case.invalidate_recordset()
    book.expect("open", case.amount_open, 9_900)
    book.expect("overdue", case.amount_overdue, 9_900)
    book.expect("closed as", case.outcome, False)


@story("claims of an invoice of 10,000 run on after 100")
def part_payment_claims(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor, due=-40)
    for day in (0, 12, 30):
        book.day(day)
        book.send(book.propose())
    claims = book.env["recovery.claim"].search([("move_id", "=", move.id)])
    book.register(move, 100)
    book.day(31)
    book.env["recovery.claim"]._settle(book.company)
    book.expect("claims", len(claims), lambda count: count > 0)
    book.expect("said to be paid", claims.filtered("date_paid").mapped("kind"), [])


@story("all of 10,000 registered: nothing is asked for")
def whole_payment_not_asked(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    book.register(move, 10_000)
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [])


@story("a registered payment that is taken back covers nothing any more")
def payment_taken_back(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    book.register(move, 10_000).action_reject()
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [10_000])


@story("the bank line of a registered part, once reconciled, does not count a second time")
def part_payment_on_the_bank(book):
    debtor = book.customer("Dubois")
    move = book.invoice(debtor)
    payment = book.register(move, 100)
    line = book.bank_line(100, "VIR DUBOIS", partner_id=debtor.id)
    book.reconcile(line, book.instalments(move))
    book.expect("state of the payment", payment.state, "paid")
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [9_900])
