"""The kinds of work on which faults fall: what is prepared, what the product does, and whether somebody who looks at
his screen would press the button again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from odoo import Command

from bench.faults import book


@dataclass(frozen=True)
class Work:
    """`do` is pressed, or called by the scheduled action; `is_done`: nobody would press again. `spreads`: the job queue
    spreads it. Its `faults` besides kills: "server" (PostgreSQL restarted), "disk" (full), "mail" (SMTP cut)."""

    name: str
    prepare: Callable
    do: Callable
    is_done: Callable = lambda env: False
    spreads: bool = False
    faults: tuple[str, ...] = ("server",)


def _as_manager(env):
    return env(user=env.ref("base.user_admin").id, su=False)


def _nothing(env):
    """The book as it is."""


def _close(env):
    manager = _as_manager(env)
    wizard = manager["recovery.closing.wizard"].create({})
    wizard.action_preview()
    wizard.action_post()


def _track(env):
    content = base64.b64encode(book.carriers_file(env))
    _as_manager(env)["recovery.tracking.wizard"].create({"file": content}).action_import()


def _take_remittance(env):
    remittance = _as_manager(env)["recovery.remittance"].search([])
    if remittance.state == "draft":
        remittance.action_read()
        env.cr.commit()  # a button of its own
    if remittance.state == "read":
        remittance.action_book()


def _take_lifecycle(env):
    file = {"name": "statuts.zip", "raw": book.lifecycle_file(env)}
    manager = _as_manager(env)
    upload = {"attachment_ids": [Command.create(file)]}
    manager["recovery.lifecycle.upload"].create(upload).action_import()


def _record_insolvency(env):
    today, case = env.company._recovery_today(), env["recovery.case"].search([], order="id", limit=1)
    judgment = {"nature": "Jugement d'ouverture de liquidation judiciaire", "date": str(today - timedelta(days=9))}
    row = {"dateparution": str(today - timedelta(days=3)), "tribunal": "Tribunal de Commerce d'Angers"}
    text = json.dumps({**row, "registre": [case.partner_id.company_registry], "jugement": json.dumps(judgment)})
    wizard = _as_manager(env)["recovery.insolvency.start"]
    wizard.create({"case_id": case.id, "announcement": text}).action_record()


def _go_live(env):
    action = _as_manager(env)["recovery.go.live"].action_start()
    _as_manager(env)["recovery.go.live"].browse(action["res_id"]).action_apply()


def _hear_of_agency(env):
    manager = _as_manager(env)
    values = {"status": "uncollectable", "note": "Rien à saisir.", "certificate_name": "certificat.pdf"}
    placements = manager["recovery.placement"].search([])
    values |= {"placement_ids": [Command.set(placements.ids)], "certificate": base64.b64encode(b"%PDF-1.4 certificat")}
    manager["recovery.placement.wizard"].create(values).action_report()


def _hand_over(env):
    _as_manager(env)["recovery.handoff"].search([]).action_hand_over()


def _ask_to_hand_over(env):
    book.prepare_handoff(env)._ask_to_hand_over()


def _any(model, *domain):
    return lambda env: bool(env[model].search_count([*domain], limit=1))


def _escalate(env):
    env["recovery.run"]._cron_escalate()


def _send(env):
    env["recovery.run"]._cron_send()


def _package(env):
    env["recovery.handoff"]._cron_package()


WORKS = (
    Work("propose, daily", book.approve_each, _escalate, spreads=True),
    Work("propose, asked for", book.ask_to_propose, _send),
    Work("send", book.ask_to_send, _send, spreads=True, faults=("server", "mail")),
    Work("verdicts", book.arrange, _escalate),
    Work("closing", _nothing, _close, _any("recovery.doubtful")),
    Work("tracking of a carrier", book.post_letters, _track, _any("recovery.notice", ("delivery", "!=", False))),
    Work(
        "remittance",
        book.place_all,
        _take_remittance,
        _any("recovery.remittance", ("state", "=", "booked")),
        faults=("server", "disk"),
    ),
    Work("life-cycle ZIP", _nothing, _take_lifecycle, _any("recovery.lifecycle"), faults=("server", "disk")),
    Work("news of an agency", book.place_all, _hear_of_agency, _any("recovery.placement", ("status", "!=", "placed"))),
    Work("insolvency (BODACC)", lambda env: book.cases(env, 3), _record_insolvency, _any("recovery.insolvency")),
    Work("go-live", _nothing, _go_live, _any("recovery.hold")),
    Work("handover", book.prepare_handoff, _hand_over, _any("recovery.handoff", ("state", "=", "handed"))),
    Work("handover, asked for", _ask_to_hand_over, _package, spreads=True),
    Work("packages", book.hand_over, _package, spreads=True, faults=("server", "disk")),
)
