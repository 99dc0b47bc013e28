"""`./dev bench --aged`: the aged balance of a book, ours beside that of OCA `account_financial_report`."""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from bench.scale import EACH
from devtools import oca_addons, platform
from devtools.console import Failure

REQUIREMENTS = Path(__file__).with_name("requirements-aged.txt")
PEER = "account_financial_report"
OPEN = 20_000
TURNS = 3
BAR = 5  # times as fast
NAME = "bench_aged"
PROGRAM = "from bench import ageing; ageing.measure({database!r}, {path!r})"


def run() -> int:
    """Measure and print: seconds of each, in turn, and whether all figures are the same to the cent.

    :raises Failure: the figures differ
    """
    machine = platform.setup()
    oca_addons.bring(machine, "aged balance", REQUIREMENTS)
    machine.drop_database(NAME)
    machine.create_database(NAME, machine.template())
    try:
        options = ["-d", NAME, "-i", f"{platform.ADDON},{PEER}", "--stop-after-init", "--no-http", "--log-level=warn"]
        machine.run_odoo(options, "The add-ons of the aged balance couldn't be installed.")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "figures.json"
            program = PROGRAM.format(database=NAME, path=str(path))
            if machine.start([machine.python, "-c", program]).wait():
                raise Failure("The aged balances could not be measured.")
            found = json.loads(path.read_text())
    finally:
        machine.drop_database(NAME)
    ours, theirs = statistics.median(found["ours"]), statistics.median(found["theirs"])
    verdict = "met" if theirs / ours >= BAR else "not met"
    print(f"{OPEN} open, {found['debtors']} debtors, the same to the cent: {PEER} {theirs:.2f} s, ours {ours:.2f} s:")
    print(f"{theirs / ours:.1f} times as fast (bar {BAR}: {verdict})")
    return 0


def measure(database: str, path: str) -> None:
    """Inside Odoo: fill the book, take both balances in turn, and write the seconds of each."""
    from odoo import fields

    from bench import filling, invoices
    from bench.meter import Meter
    from devtools.odoo_env import environment

    with environment(database, log_level="error") as env:
        filling.prepare_company(env)
        today = fields.Date.context_today(env.user)
        invoices.fill(env, OPEN // EACH, EACH, today)
        env.cr.commit()
        env.cr.execute("ANALYZE")
        seconds = {"ours": [], "theirs": []}
        for _turn in range(TURNS):
            with Meter() as meter:
                ours = _ours(env, today)
            seconds["ours"].append(meter.figures["seconds"])
            with Meter() as meter:
                theirs = _theirs(env, today)
            seconds["theirs"].append(meter.figures["seconds"])
        if ours != theirs:
            differing = [debtor for debtor in ours.keys() | theirs if ours.get(debtor) != theirs.get(debtor)]
            raise SystemExit(f"{len(differing)} debtors have other figures, such as {differing[:3]}.")
    Path(path).write_text(json.dumps({**seconds, "debtors": len(ours)}))


def _ours(env, day) -> dict[str, list[float]]:
    """{debtor: not due, 1 to 30 days late, to 60, to 90, older, all of it}"""
    env.invalidate_all()
    columns = [f"{name}:sum" for name in ("not_due", "days_30", "days_60", "days_90", "older", "total")]
    aged = env["recovery.aged"].with_context(recovery_day=str(day))._read_group([], ["partner_id"], columns)
    return {debtor.name: [round(amount, 2) for amount in amounts] for debtor, *amounts in aged}


def _theirs(env, day) -> dict[str, list[float]]:
    env.invalidate_all()
    accounts = env["account.account"].search([("account_type", "=", "asset_receivable")])
    wizard = env["aged.partner.balance.report.wizard"].create(
        {"date_at": day, "target_move": "posted", "receivable_accounts_only": True, "account_ids": accounts.ids}
    )
    report = env[f"report.{PEER}.aged_partner_balance"]
    values = report._get_report_values(wizard.ids, {**wizard._prepare_report_data(), "date_at": str(day)})
    found: dict[str, list[float]] = {}
    for account in values["aged_partner_balance"]:
        for partner in account["partners"]:
            amounts = [partner[name] for name in ("current", "30_days", "60_days", "90_days")]
            amounts += [partner["120_days"] + partner["older"], partner["residual"]]
            sums = found.setdefault(partner["name"], [0.0] * len(amounts))
            sums[:] = [round(before + amount, 2) for before, amount in zip(sums, amounts, strict=True)]
    return found
