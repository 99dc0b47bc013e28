"""What platforms have told of the demonstration's invoices this week: one in each state, and two messages that match
none."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from devtools.cdar import message, zipped
from devtools.french_company import siren

# what was told of an invoice, one thing a day; an amount is a share of the invoice
STORIES = (
    (("203", None),),
    (("203", None), ("205", None)),
    (("203", None), ("206", 0.2)),
    (("203", None), ("207", None)),
    (("203", None), ("208", None)),
    (("203", None), ("210", None)),
    (("203", None), ("205", None), ("211", 1.0)),
    (("213", None),),
    (("203", None), ("220", None)),
    (("203", None), ("225", None)),
)
DAYS_AGO = 4
STRANGER = siren("73282932")


def tell_lifecycle(env):
    """Take one ZIP of all messages; returns the rows made. Each invoice is of another French firm, as little late as
    may be, and of none that is being handed over."""
    seller = env.company.company_registry[:9]
    at = datetime.combine(env.company._recovery_today() - timedelta(days=DAYS_AGO), time(10))
    moves = _recent(env, len(STORIES))
    told = [
        message(move, code, at + timedelta(days=day), seller, share and move.amount_total * share)
        for move, story in zip(moves, STORIES, strict=True)
        for day, (code, share) in enumerate(story)
    ]
    told.append(message(moves[0], "207", at, seller, number="F-2019-0001"))
    told.append(message(moves[0], "205", at, STRANGER))
    return env["recovery.lifecycle"]._import_files([("statuts.zip", zipped(told))], env.company)


def _recent(env, count):
    """The youngest open invoices of as many French firms."""
    handed = env["recovery.placement"].search([]).partner_id
    its = [("move_type", "=", "out_invoice"), ("state", "=", "posted"), ("payment_state", "=", "not_paid")]
    moves = env["account.move"].search(
        [*its, ("currency_id", "=", env.company.currency_id.id)], order="invoice_date desc, id"
    )
    chosen = env["account.move"]
    for move in moves:
        debtor = move.recovery_debtor_id
        if debtor.is_company and debtor.country_id.code == "FR" and debtor not in handed | chosen.recovery_debtor_id:
            chosen |= move
        if len(chosen) == count:
            break
    return chosen
