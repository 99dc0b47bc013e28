"""Makes the databases of the comparison alike: the same company, the same book, each add-on set up so that it works."""

from __future__ import annotations

from datetime import timedelta

from odoo import fields

from bench import invoices
from bench.scale import EACH
from devtools.book_loader import QUIET
from devtools.french_company import assume_rates, make_french
from devtools.receipts import bank_journal

COMPANY = {"name": "Comptoir des Mesures SAS", "email": "comptabilite@example.com", "street": "1 rue du Commerce"}


def prepare_company(env) -> None:
    """A French company whose payments pass through an account of payments under way, as in most companies."""
    make_french(env, COMPANY)
    under_way = env["account.account"].create(
        {"code": "511999", "name": "Encaissements en cours", "account_type": "asset_current", "reconcile": True}
    )
    bank_journal(env).inbound_payment_method_line_ids.payment_account_id = under_way


def prepare_ours(env) -> None:
    """Ours as it works in a company that looks after it: with the interest rates of today."""
    assume_rates(env)


def prepare_peer(env) -> None:
    """The peer as a user must set it up: the policy that it installs names no account, and so does nothing. Its mails
    go out without their PDF, so that mails are compared with mails."""
    receivables = env["account.account"].search([("account_type", "=", "asset_receivable")])
    env.company.credit_policy_id.account_ids = receivables
    env["mail.template"].search([("model", "=", "credit.control.communication")]).report_template_ids = False


def fill(env, instalments: int) -> None:
    """The book: four overdue instalments for each debtor."""
    today = fields.Date.context_today(env.user)
    invoices.fill(env, instalments // EACH, EACH, today)


def draft_invoices(env, count: int) -> None:
    """Invoices to be posted and paid, each of another debtor; already due, so that the add-on would look at them."""
    env = env(context={**env.context, **QUIET})
    today = fields.Date.context_today(env.user)
    dates = (today - timedelta(days=60), today - timedelta(days=30))
    invoices.create_invoices(env, [(debtor, *dates) for debtor in invoices.create_debtors(env, count)])
