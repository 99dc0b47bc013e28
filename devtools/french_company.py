"""Makes the company of a fresh database a French one: chart of accounts, time zone, rates, valid numbers."""

from __future__ import annotations

from stdnum import luhn
from stdnum.iso7064 import mod_97_10

from devtools.console import Failure

TIME_ZONE = "Europe/Paris"
LANGUAGE = "fr_FR"


def make_french(env, values: dict) -> None:
    """Give the database's company the French chart of accounts, these values and the time zone of Paris; where our
    add-on is there, its rates are carried on until today.

    :raises Failure: it keeps accounts already
    """
    company = env.company
    if env["account.move"].search_count([], limit=1):
        raise Failure(f"The database {env.cr.dbname} has accounting entries already: take a fresh one.")
    company.write({"country_id": env.ref("base.fr").id})
    if company.chart_template != "fr":
        env["account.chart.template"].try_loading("fr", company, install_demo=False)
    company.write(values)
    company.partner_id.write({"tz": TIME_ZONE, "lang": LANGUAGE})
    env["res.users"].search([]).write({"tz": TIME_ZONE, "lang": LANGUAGE})
    if "recovery.rate" in env:
        assume_rates(env)


def assume_rates(env) -> None:
    """Carry the last known interest rates on until today, so that what is invented works in years to come; nothing to
    do where our add-on is not installed."""
    if "recovery.rate" not in env:
        return
    rates, today = env["recovery.rate"], env.company._recovery_today()
    last = rates.search([("date_from", "=", rates.search([], order="date_from desc", limit=1).date_from)])
    while last and (semester := rates._next_semester()) <= today:
        last.copy({"date_from": semester, "grade": "G", "source": "assumed: as in the semester before"})


def siren(stem: str) -> str:
    """A SIREN that passes its check, from its first eight digits.

    >>> siren("73282932")
    '732829320'
    """
    return stem + luhn.calc_check_digit(stem)


def siret(siren_number: str, establishment: str = "0001") -> str:
    """The SIRET of an establishment, the first one by default.

    >>> siret("732829320", "0007")
    '73282932000074'
    """
    stem = siren_number + establishment
    return stem + luhn.calc_check_digit(stem)


def vat_number(siren_number: str) -> str:
    """The French VAT number of a SIREN.

    >>> vat_number("732829320")
    'FR44732829320'
    """
    return f"FR{(12 + 3 * (int(siren_number) % 97)) % 97:02d}{siren_number}"


def french_iban(bank: str, branch: str, account: str) -> str:
    """An IBAN whose two keys are right: five digits of the bank, five of the branch, eleven of the account.

    >>> french_iban("20041", "01005", "05000134026")
    'FR7620041010050500013402606'
    """
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    basic = f"{bank}{branch}{account}{key:02d}"
    return f"FR{mod_97_10.calc_check_digits(basic + 'FR')}{basic}"
