"""Ordinary work, measured: posting invoices and booking their payments, as with no dunning in sight."""

from __future__ import annotations

import json
import sys

from odoo.tools import split_every

from bench.meter import Meter
from devtools.receipts import bank_journal


def post_and_pay(env, at_once: int) -> None:
    """Post and pay the draft invoices, some at once whenever a line comes in; a line of figures goes out each time.
    All is taken back at the end. A person does it, so that what stands between him and the ledger counts too."""
    env = env(user=env.ref("base.user_admin"), su=False)
    drafts = env["account.move"].search([("state", "=", "draft"), ("move_type", "=", "out_invoice")])
    for ids in split_every(at_once, drafts.ids):
        sys.stdin.readline()
        print(json.dumps(_post_and_pay(drafts.browse(ids))), flush=True)
    env.cr.rollback()


def _post_and_pay(invoices) -> dict:
    """One posting of all, then one payment wizard that makes a payment for each."""
    env = invoices.env
    with Meter() as posting:
        invoices.action_post()
        env.cr.flush()
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=invoices.ids)
    with Meter() as paying:
        wizard.create({"journal_id": bank_journal(env).id, "group_payment": False})._create_payments()
        env.cr.flush()
    paid = len(invoices.filtered(lambda invoice: invoice.payment_state in ("paid", "in_payment")))
    return {"posting": posting.figures, "paying": paying.figures, "paid": paid}
