"""Money on the bank that nobody has reconciled yet: seen by whatever the bank says of it, with `account_reconcile_oca`
(family `orders`), which finds some partners itself, and without it."""

from __future__ import annotations

from devtools.french_company import french_iban
from tests_neighbours.telling import story

IBAN = french_iban("30004", "00821", "00010203040")


def expect_seen(book, debtor, move) -> None:
    """Nothing is asked for, since the money lies on the bank."""
    run = book.send(book.propose())
    book.expect("asked for", book.asked(run, debtor), [])
    book.expect("reason", book.left_out(run, book.instalments(move)).mapped("reason"), ["bank_match"])


def a_debtor(book, name: str):
    """A debtor with more than one thing open."""
    debtor = book.customer(name)
    book.others(debtor)
    return debtor


def account_of(book, partner):
    return book.env["res.partner.bank"].create({"acc_number": IBAN, "partner_id": partner.id})


@story("CAMT: a transfer from the debtor's IBAN, without name or text, is seen")
def bank_iban(book):
    debtor = a_debtor(book, "Bernard")
    account_of(book, debtor)
    move = book.invoice(debtor)
    line = book.import_statement(10_000, payer_iban=IBAN)
    book.expect("label", line.payment_ref, "/")
    expect_seen(book, debtor, move)


@story("CAMT: the debtor's IBAN was entered with spaces: the transfer is seen")
def bank_iban_with_spaces(book):
    debtor = a_debtor(book, "Bernard")
    account_of(book, debtor).acc_number = " ".join(IBAN[i : i + 4] for i in range(0, len(IBAN), 4))
    move = book.invoice(debtor)
    book.import_statement(10_000, payer_iban=IBAN)
    expect_seen(book, debtor, move)


@story("CAMT: the IBAN is that of a contact of the debtor: the transfer is seen")
def bank_iban_of_a_contact(book):
    debtor = a_debtor(book, "Bernard")
    branch = book.env["res.partner"].create({"name": "Agence", "parent_id": debtor.id, "type": "invoice"})
    account_of(book, branch)
    move = book.invoice(debtor)
    book.import_statement(10_000, payer_iban=IBAN)
    expect_seen(book, debtor, move)


@story("CAMT: the IBAN became known after the import: the transfer is seen")
def bank_iban_known_later(book):
    debtor = a_debtor(book, "Bernard")
    move = book.invoice(debtor)
    book.import_statement(10_000, payer_iban=IBAN)
    account_of(book, debtor)
    expect_seen(book, debtor, move)


@story("a line whose account number is the debtor's IBAN, from any import, is seen")
def bank_account_number(book):
    debtor = a_debtor(book, "Bernard")
    account_of(book, debtor)
    move = book.invoice(debtor)
    book.bank_line(10_000, "/", account_number=IBAN)
    expect_seen(book, debtor, move)


@story("CAMT: a transfer that bears the debtor's name alone is seen")
def bank_partner_name(book):
    debtor = a_debtor(book, "Bernard Charpente")
    move = book.invoice(debtor)
    line = book.import_statement(10_000, payer="Bernard Charpente")
    book.expect("name on the line", line.partner_name, "Bernard Charpente")
    expect_seen(book, debtor, move)


@story("CAMT: the bank writes the name in capitals, without accents: the transfer is seen")
def bank_partner_name_in_capitals(book):
    debtor = a_debtor(book, "Élagage Hérault")
    move = book.invoice(debtor)
    book.import_statement(10_000, payer="ELAGAGE HERAULT")
    expect_seen(book, debtor, move)


@story("CAMT: somebody else's name is not the debtor's: he is asked")
def bank_other_name(book):
    debtor = a_debtor(book, "Bernard Charpente")
    book.invoice(debtor)
    book.import_statement(10_000, payer="Bernadette Charpentier")
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [10_000])


@story("CAMT: the payer's reference holds the invoice number, label “/”: the transfer is seen")
def bank_reference(book):
    debtor = a_debtor(book, "Bernard")
    move = book.invoice(debtor)
    line = book.import_statement(10_000, end_to_end=move.name)
    book.expect("label", line.payment_ref, "/")
    book.expect("reference", line.ref, move.name)
    expect_seen(book, debtor, move)


@story("CAMT: the structured reference is that of the invoice: the transfer is seen")
def bank_creditor_reference(book):
    debtor = a_debtor(book, "Bernard")
    move = book.invoice(debtor)
    book.import_statement(10_000, creditor_reference=move.payment_reference, end_to_end="NOTPROVIDED")
    expect_seen(book, debtor, move)


@story("CAMT: the number stands among other words of the reference: the transfer is seen")
def bank_reference_among_words(book):
    debtor = a_debtor(book, "Bernard")
    move = book.invoice(debtor)
    book.import_statement(10_000, end_to_end=f"REGLT {move.name.replace('/', ' ')} MERCI")
    expect_seen(book, debtor, move)


@story("CAMT: a reference with the number of another invoice is not this one: the debtor is asked")
def bank_other_reference(book):
    debtor = a_debtor(book, "Bernard")
    move = book.invoice(debtor)
    book.import_statement(10_000, end_to_end=f"{move.name}7")
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [10_000])


@story("CAMT: 4,000 of 10,000 from the debtor's IBAN: 6,000 are asked for")
def bank_part(book):
    debtor = a_debtor(book, "Bernard")
    account_of(book, debtor)
    book.invoice(debtor)
    book.import_statement(4_000, payer_iban=IBAN)
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [6_000])


@story("CAMT: money that arrived between proposal and sending is seen")
def bank_before_sending(book):
    debtor = a_debtor(book, "Bernard")
    account_of(book, debtor)
    book.invoice(debtor)
    run = book.propose()
    book.import_statement(10_000, payer_iban=IBAN)
    book.expect("asked for", book.asked(book.send(run), debtor), [])


@story("CAMT: a promise is not broken while its money lies on the bank, known by IBAN")
def bank_promise(book):
    debtor = a_debtor(book, "Bernard")
    lines = book.instalments(book.invoice(debtor))
    promises = book.env["recovery.promise"]
    promise = promises.create({**promises._prepare_for(lines), "amount": 10_000, "date": book.on(5)})
    account_of(book, debtor)
    book.day(4)
    book.import_statement(10_000, payer_iban=IBAN)
    book.day(15)
    promises._judge(book.company)
    book.expect("state", promise.state, lambda state: state not in ("broken", "partial"))
    book.expect("asked for", book.asked(book.send(book.propose()), debtor), [])
