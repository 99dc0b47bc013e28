"""Makes the company of a fresh database a French one: chart of accounts, time zone, bank account, outgoing mail."""

from __future__ import annotations

from stdnum import iban, luhn

TIME_ZONE = "Europe/Paris"
LANGUAGE = "fr_FR"


def make_french(env, values: dict) -> None:
    """Load the French chart of accounts into the database's company, and give it these values and its time zone.

    The company must have no entries yet. `env` should carry the French language for the names of accounts and taxes.
    """
    company = env.company
    company.write({"country_id": env.ref("base.fr").id})
    env["account.chart.template"].try_loading("fr", company, install_demo=False)
    company.write(values)
    company.partner_id.write({"tz": TIME_ZONE, "lang": LANGUAGE})
    env["res.users"].search([]).write({"tz": TIME_ZONE, "lang": LANGUAGE})


def send_mail_to(env, port: int) -> None:
    """Let every mail leave through the SMTP server at this port of this machine, and through no other."""
    env["ir.mail_server"].search([]).write({"active": False})
    env["ir.mail_server"].create(
        {"name": "Mail sink", "smtp_host": "127.0.0.1", "smtp_port": port, "smtp_encryption": "none", "sequence": 1}
    )


def siren(stem: str) -> str:
    """A SIREN that passes its check, from its first eight digits.

    >>> siren("73282932")
    '732829320'
    """
    return stem + luhn.calc_check_digit(stem)


def vat_number(siren_number: str) -> str:
    """The French VAT number of a SIREN.

    >>> vat_number("732829320")
    'FR44732829320'
    """
    return f"FR{(12 + 3 * (int(siren_number) % 97)) % 97:02d}{siren_number}"


def french_iban(bank: str, branch: str, account: str) -> str:
    """An IBAN whose two keys are right: five digits of the bank, five of the branch, eleven of the account.

    >>> french_iban("20041", "01005", "05000130260")
    'FR7620041010050500013026047'
    """
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    basic = f"{bank}{branch}{account}{key:02d}"
    return f"FR{iban.calc_check_digits(f'FR00{basic}')}{basic}"
