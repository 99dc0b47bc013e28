"""The book of the demonstration, made as `./dev demo` makes it and lived through for eleven weeks: in which tone each
debtor was spoken to, and what comes next for him. Three cases are handed over, and the files that leave are read as the
agency reads them, against the ledger."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections import Counter, defaultdict
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from devtools import platform
from devtools.console import Console
from devtools.demo import FIRST_DAY, make_demo
from devtools.demo_book import debtors
from devtools.odoo_env import passing_environment
from devtools.simulated_days import simulated_clock
from devtools.smtp_sink import SmtpSink

TODAY = date(2027, 1, 20)  # a Wednesday of a semester whose rates were not known when this was written
CASES = 3
TABS = ("Dossier", "Créances", "Décompte", "Relances", "Promesses et plans", "Litiges", "Contacts")
NUMBER, TEXT = (int, float), str
# what is to be done next for the debtors of whom the demonstration tells something; False: nothing
NEXT = {
    "insolvent": "declare",
    "defaulted": "plan",
    "promise_broken": "broken",
    "disputed": "dispute",
    "promised": "promise",
    "planned": "peace",
    "agency": False,
    "agency_other": False,
    "legal": False,
}
CALLS = ("call", "broken", "review")
# what the cells of a column are: its header tells
AMOUNTS = re.compile(
    r"_(ttc|since_due|after_due|before_due|notes|balance|amount|40|claimed|costs|tax|part|cover)$"
    r"|^(amount|base|balance|balance_at_due_date|interest|vat|imputed_on_interest)$"
)
DAYS = re.compile(r"(^|_)date$|^(interest_)?(from|to)$|^(due|opened|closed|date_time|last_ok_contact)$")
COUNTED = {"days_late", "days", "interest_rate", "rate", "reminders_count", "action_no"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The handoff that a manager has prepared in the demonstration, after he has pressed its two buttons."""
    machine = platform.setup(Console())
    name = f"recovery_book_{os.getpid()}"
    machine.install(name, [*platform.ADDONS, platform.PAYMENT], platform.COMPANY_MODULES)
    try:
        machine.print_at_once(name)
        with SmtpSink(tmp_path_factory.mktemp("mails")) as sink, simulated_clock(TODAY):
            make_demo(name, sink.port, None)
        with simulated_clock(TODAY), passing_environment(name) as env:
            env = env(user=env.ref("base.user_admin").id, context={"lang": "fr_FR"})
            handoff = env["recovery.handoff"].search([("state", "=", "draft")])
            handoff.action_ready()
            handoff.action_hand_over()
            env.cr.commit()
            env["recovery.handoff"].sudo()._cron_package()
            yield SimpleNamespace(env=env, handoff=handoff, placements=handoff.placement_ids)
    finally:
        machine.drop_database(name)


def rows(content: bytes, tab: str) -> list[dict]:
    """The items of a tab, without its total, as {header: value}."""
    header, *items = load_workbook(io.BytesIO(content), data_only=True)[tab].iter_rows(values_only=True)
    return [dict(zip(header, item, strict=True)) for item in items if item[0] and item[0] != "TOTAL"]


def total(items, key: str) -> float:
    return round(sum(item[key] or 0 for item in items), 2)


def package(placement) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(placement.package_id.raw))


def printed(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def french(amount: float) -> str:
    """An amount as it is printed, its spaces made alike."""
    return f"{amount:,.2f}".replace(",", " ").replace(".", ",")


def type_of(key: str):
    if AMOUNTS.search(key):
        return NUMBER
    return datetime if DAYS.search(key) else TEXT


def overdue_in_the_ledger(placement) -> dict[str, float]:
    """What Odoo's ledger says is open of each overdue invoice of the debtor."""
    lines = placement.env["account.move.line"].search(
        [
            ("partner_id", "=", placement.partner_id.id),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("amount_residual", "!=", 0),
            ("date_maturity", "<", placement.date),
        ]
    )
    return {move.name: sum(of.mapped("amount_residual")) for move, of in lines.grouped("move_id").items()}


def test_three_packages_are_made(book):
    assert len(book.placements) == CASES
    assert book.placements.mapped("package_state") == ["done"] * CASES, book.placements.mapped("problem")
    assert set(book.placements.case_id.mapped("phase")) == {"agency"}


def test_every_tab_of_the_workbook(book):
    content = book.handoff.workbook_id.raw
    workbook = load_workbook(io.BytesIO(content))
    assert tuple(workbook.sheetnames) == TABS
    assert len(rows(content, "Dossier")) == CASES
    for tab in ("Créances", "Décompte", "Relances", "Contacts"):
        references = {row["dossier_ref"] for row in rows(content, tab)}
        assert references == set(book.placements.case_id.mapped("name")), tab
    for sheet in workbook:
        assert sheet.freeze_panes == "B2", sheet.title


def test_every_type_of_the_workbook(book):
    seen = set()
    for tab in TABS:
        for row in rows(book.handoff.workbook_id.raw, tab):
            for key, value in row.items():
                if value is not None and key not in COUNTED:
                    assert isinstance(value, type_of(key)), (tab, key, value)
                    seen.add(key)
    assert {"total_claimed", "due_date", "debtor_siren", "balance", "date_time"} <= seen


def test_every_total_of_the_workbook(book):
    content, summed = book.handoff.workbook_id.raw, 0
    formulas, values = load_workbook(io.BytesIO(content)), load_workbook(io.BytesIO(content), data_only=True)
    for tab in TABS:
        items = rows(content, tab)
        if not items:
            continue  # nothing was promised or disputed: the tab has its header, and no total
        header, *_items, foot = values[tab].iter_rows(values_only=True)
        for number, key in enumerate(header):
            formula = [*formulas[tab].iter_rows(values_only=True)][-1][number]
            if isinstance(formula, str) and formula.startswith("=SUBTOTAL"):
                assert foot[number] == pytest.approx(total(items, key)), (tab, key)
                summed += 1
    assert summed > 10
    assert total(rows(content, "Dossier"), "total_claimed") == round(sum(book.placements.mapped("total")), 2)


def test_every_file_has_the_hash_that_the_manifest_says(book):
    for placement in book.placements:
        with package(placement) as files:
            assert files.testzip() is None
            listed = {entry["name"]: entry["sha256"] for entry in json.loads(files.read("manifest.json"))["files"]}
            assert {*listed, "manifest.json"} == set(files.namelist())
            for name, sha256 in listed.items():
                assert hashlib.sha256(files.read(name)).hexdigest() == sha256, name


def test_pieces_are_numbered_without_a_gap(book):
    for placement in book.placements:
        names = package(placement).namelist()
        numbers = [int(found[1]) for found in (re.search(r"/P(\d+)_", name) for name in names) if found]
        assert sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))
        assert len([name for name in names if name.startswith("20_factures/")]) == len(overdue_in_the_ledger(placement))
        for folder in ("30_contrat_devis_commande/", "40_relances/"):
            assert any(name.startswith(folder) for name in names), folder


def test_the_interest_statement_equals_the_claims(book):
    for placement in book.placements:
        files = package(placement)
        content = files.read("dossier.xlsx")
        claims = [row for row in rows(content, "Créances") if row["item_type"] == "IN"]
        interest = rows(content, "Décompte")
        assert placement.interest > 0
        for claim in claims:
            mine = [row for row in interest if all(row[key] == claim[key] for key in ("number", "due_date"))]
            imputed = claim["imputed_on_interest"] or 0
            assert total(mine, "interest") - imputed == pytest.approx(claim["interest_amount"] or 0, abs=0.011)
        assert total(claims, "interest_amount") == placement.interest
        assert total(claims, "indemnity_40") == placement.indemnity
        text = printed(files.read("10_decompte.pdf"))
        for amount in (placement.principal, placement.interest, placement.indemnity, placement.total):
            assert french(amount) in text


def test_the_account_equals_the_ledger(book):
    for placement in book.placements:
        files, ledger = package(placement), overdue_in_the_ledger(placement)
        balances = defaultdict(float)
        for row in rows(files.read("dossier.xlsx"), "Créances"):
            if row["item_type"] == "IN":  # a row is an instalment
                balances[row["number"]] += row["balance"] - (row["imputed_on_interest"] or 0)
        assert balances == pytest.approx(ledger)
        text = printed(files.read("11_releve_de_compte_certifie.pdf"))
        for amount in (*ledger.values(), sum(ledger.values())):
            assert french(amount) in text


# ---- what was lived through


def messages(book):
    """What left by mail, letter or SMS, in its order."""
    notices = book.env["recovery.notice"].sudo().search([("sent_date", "!=", False)])
    return notices._messages().sorted(lambda notice: (notice.sent_date, notice.id))


def test_sixty_days_were_lived_through(book):
    days = messages(book).mapped("sent_date")
    assert (days[-1] - days[0]).days >= 60 <= -FIRST_DAY
    assert len({notice.partner_id for notice in messages(book)}) >= len(debtors()) // 2


def test_the_tone_towards_a_debtor_never_falls(book):
    """While his case is open (rule 16)."""
    told = defaultdict(list)
    for notice in messages(book):
        told[notice.case_id or notice.partner_id].append(notice.tone)
    assert any(len(set(tones)) > 2 for tones in told.values()), "somebody was told something firm"
    assert {owed: tones for owed, tones in told.items() if tones != sorted(tones)} == {}


def test_no_message_beyond_what_the_ladder_says(book):
    """An instalment takes a step once, and no tone of a ladder more often than the ladder has steps of that tone."""
    steps, tones = Counter(), Counter()
    for line in messages(book).line_ids:
        steps[line.move_line_id, line.level_id] += 1
        tones[line.move_line_id, line.level_id.procedure_id, line.level_id.tone] += 1
    assert {step: count for step, count in steps.items() if count > 1} == {}
    for (instalment, ladder, tone), count in tones.items():
        assert count <= len(ladder.level_ids.filtered(lambda level, tone=tone: level.tone == tone)), instalment.name


def test_the_next_action_is_what_the_facts_ask_for(book):
    """Of each kind of debtor, and nobody is called who is to be left in peace (rule 18)."""
    with simulated_clock(TODAY):
        cases = book.env["recovery.case"].sudo().search([("phase", "!=", "closed")])
        cases._rank()
        cases.invalidate_recordset()
        by_debtor = {case.partner_id.name: case for case in cases}
        placed = book.placements.case_id
        for debtor in debtors():
            case = by_debtor.get(debtor.name)
            if debtor.story in NEXT and case not in placed:
                assert case.next_action == NEXT[debtor.story], debtor.name
            elif debtor.story == "held":
                assert not (case.next_action in CALLS and case.is_due), debtor.name
        assert {case.next_action for case in placed} == {False}
        for case in cases.filtered(lambda case: case.next_action == "call"):
            assert case.amount_overdue > 0, case.partner_id.name
