"""`./dev letters DIR`: every letter for every class of debtor in French and English, and to a firm in Germany, as PDF.

They are letters of real runs in a fresh database, to debtors of the demonstration's book, about their invoices in it.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path

from devtools.console import Failure

CLASSES = ("business", "consumer", "public")
# kind of letter: (phase, tone, days after the due date from which on an invoice is on it)
KINDS = {
    "coming_dues": ("preventive", "1", -30),
    "reminder_1": ("amicable", "1", 1),
    "reminder_2": ("amicable", "2", 1),
    "last_reminder": ("amicable", "3", 1),
    "formal_notice": ("formal_notice", "4", 1),
}
# in the order in which they are true
CASE_KINDS = ("promise", "answer", "attestation", "agency", "receipt", "declaration", "discharge")
SAID = {  # by a debtor who contests, and to him
    "fr": ("Il manquait deux chaises à la livraison du mois dernier.", "Les deux chaises vous ont été livrées le 12."),
    "en": ("Two chairs were missing in last month's delivery.", "The two chairs were delivered to you on the 12th."),
    "de": ("Im letzten Monat fehlten zwei Stühle.", "Die zwei Stühle wurden Ihnen am 12. geliefert."),
}
# what each of them is called in the names of the files: the debtor of the book who gets it
WRITTEN_TO = {
    "business-fr": "Hôtel des Ormeaux",
    "business-en": "Thornbury Kitchens Ltd",
    "business-en-usd": "Harbor & Pine Interiors LLC",
    "consumer-fr": "Hélène Garnier",
    "consumer-en": "Margaret Ellison",
    "public-fr": "Mairie de Saint-Clair-des-Prés",
    "public-en": "Lycée international de la Loire, English section",
    "business-de": "Möbelhaus Schäfer GmbH",
}
# One of them who is not in the book as such: a debtor of it under another name, in another country.
ABROAD = {
    "business-de": {
        "name": "Möbelhaus Schäfer GmbH",
        "street": "Torstraße 12",
        "zip": "10119",
        "city": "Berlin",
        "country": "base.de",
        "lang": "de_DE",
    }
}
PROFILED = {"business-fr": "bad_payer", "business-en": "cash_strapped"}  # whose letters have a sentence of their own
AGENCY = "Transports Guéhenneuc"  # of the book too, though no agency there: only its address is printed
SECURITY = {  # of declarations of claim: most are unsecured
    "business-fr": ("retention", "article 7 de nos conditions générales de vente, acceptées avec la commande"),
    "business-en": ("secured", "pledge of the business of 12 March 2025, registered in Angers"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    from devtools.demo_company import make_company, make_second_collector  # Odoo is needed from here on
    from devtools.demo_ledger import DemoLedger
    from devtools.odoo_env import environment
    from devtools.report_server import report_server

    options.folder.mkdir(parents=True, exist_ok=True)
    with environment(options.database) as env:
        make_company(env)
        identity = {"recovery_legal_form": "SAS", "recovery_share_capital": 40000, "recovery_register_city": "Angers"}
        env.company.write(identity)
        ledger = DemoLedger(env, env.company._recovery_today(), make_second_collector(env))
        ledger.load()
        ledger.receive(0)
        with report_server(env):  # invoices and agreements fetch their styles
            count = Letters(env, options.folder).write()
    print(f"{count} letters in {options.folder}")
    return 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="letters", allow_abbrev=False)
    parser.add_argument("--database", required=True)
    parser.add_argument("folder", type=Path, metavar="DIR")
    return parser


class Letters:
    """Writes the letters of `WRITTEN_TO` into files of a folder."""

    def __init__(self, env, folder: Path):
        self.env = env
        self.folder = folder
        self.today = env.company._recovery_today()
        for values in ABROAD.values():
            self._move_abroad(**values)
        found = env["res.partner"].search([("name", "in", [*WRITTEN_TO.values(), AGENCY])])
        by_name = {partner.name: partner for partner in found}
        self.debtors = {title: by_name[name] for title, name in WRITTEN_TO.items()}
        self.titles = {debtor: title for title, debtor in self.debtors.items()}
        self.agency = by_name[AGENCY]
        self.count = 0

    def _move_abroad(self, lang: str, country: str, **values) -> None:
        """Give a debtor of the book, who owes as much as the others, another name and country."""
        self.env["res.lang"]._activate_lang(lang)
        ours = self.env["ir.module.module"].search([("name", "=", "recovery_dunning")])
        ours._update_translations([lang])
        taken = [*WRITTEN_TO.values(), AGENCY]
        firms = self.env["res.partner"].search([("is_company", "=", True), ("name", "not in", taken)], order="id")
        overdue = (firm for firm in firms if firm.country_id.code == "FR" and len(self._overdue(firm)) > 1)
        next(overdue).write({**values, "lang": lang, "country_id": self.env.ref(country).id})

    def write(self) -> int:
        """All of them; returns how many files were written."""
        for title, profile in PROFILED.items():
            self.debtors[title].recovery_profile_id = self.env.ref(f"recovery_dunning.profile_{profile}")
        notices = self.env["recovery.notice"]
        for kind in KINDS:
            notices._undo()  # the same invoices are on the next letter
            notices = self._send(kind)
        for title, debtor in self.debtors.items():
            self._write_agreement(title, debtor)
            for kind in CASE_KINDS:
                self._write_case_letter(title, debtor, kind)
        return self.count

    def _send(self, kind: str):
        """One run with this letter for every debtor, about all that it fits; returns its notices."""
        procedures = {
            debtor_class: self.env["recovery.procedure"].create(_procedure(kind, debtor_class))
            for debtor_class in CLASSES
        }
        for title, debtor in self.debtors.items():
            self._lines(debtor).move_id.recovery_procedure_id = procedures[title.partition("-")[0]]
        scope = self.env["recovery.procedure"].union(*procedures.values())
        run = self.env["recovery.run"].create({"date": self.today, "procedure_ids": [(6, 0, scope.ids)]})
        run.action_propose()
        numbered = run.notice_ids.filtered("registered")
        for number, notice in enumerate(numbered, start=1):
            notice.registered_number = f"1A{20012345600 + number}"
        run.action_approve()
        run.action_send()
        for notice in run.notice_ids:
            if not notice.letter_id:
                raise Failure(
                    f"{kind} to {notice.partner_id.name}: {notice.state}, {notice.held_reason or 'no letter'}."
                )
            self._write(kind, self.titles[notice.partner_id], notice.letter_id.raw)
        return run.notice_ids

    def _write_agreement(self, title: str, debtor) -> None:
        """A plan of three payments, proposed: with its acknowledgement of the debt."""
        lines = self._overdue(debtor)
        total, plans = sum(lines.mapped("amount_residual_currency")), self.env["recovery.plan"]
        part = lines.currency_id.round(total / 3)
        amounts = {0: part, 30: part, 60: lines.currency_id.round(total - 2 * part)}
        schedule = [
            (0, 0, {"date": self.today + timedelta(days=day), "amount": amount}) for day, amount in amounts.items()
        ]
        plan = plans.create({**plans._prepare_for(lines), "schedule_ids": schedule})
        pdf, _kind = self.env["ir.actions.report"]._render_qweb_pdf("recovery_dunning.action_report_plan", plan.ids)
        self._write("agreement", title, pdf)
        plan.unlink()

    def _write_case_letter(self, title: str, debtor, kind: str) -> None:
        """A letter that no level sends, made possible first: paid, insolvent, with an agency."""
        case = debtor.recovery_case_id
        values = {"case_id": case.id, "kind": kind}
        if kind == "receipt":
            values["payment_id"] = self._pay(self._overdue(debtor)[:1].move_id, part=0.5)[:1].id
        elif kind == "discharge":
            for move in self._lines(debtor).move_id:
                self._pay(move)
            claims = self.env["recovery.claim"].search([("partner_id", "=", debtor.id), ("state", "=", "shown")])
            claims._waive("Geste commercial", self.env.user)  # a discharge gives up nothing that is still claimed
        elif kind == "promise":
            promises, lines = self.env["recovery.promise"], self._overdue(debtor)
            values["promise_id"] = promises.create(
                {**promises._prepare_for(lines), "date": self.today + timedelta(days=9), "confirm": False}
            ).id
        elif kind == "answer":
            disputes, lines = self.env["recovery.dispute"], self._overdue(debtor)[:1]
            claim, answer = SAID[title.split("-")[1]]
            amount = lines.currency_id.round(lines.amount_residual_currency / 4)
            dispute = {**disputes._prepare_for(lines), "claim": claim, "answer": answer, "amount": amount}
            kind_of_dispute = self.env.ref("recovery_dunning.dispute_type_not_received")
            values["dispute_id"] = disputes.create({**dispute, "type_id": kind_of_dispute.id}).id
        elif kind == "agency":
            values["agency_id"] = self.agency.id
        elif kind == "declaration":
            case.write({"insolvency": "liquidation", "insolvency_date": self.today})
            rank, security = SECURITY.get(title, ("unsecured", False))
            values.update(recipient_id=debtor.id, rank=rank, security=security)
        self.env["recovery.letter.wizard"].create(values).action_print()
        letter = self.env["recovery.event"].search([("case_id", "=", case.id), ("channel", "=", "letter")], limit=1)
        self._write(kind, title, letter.attachment_ids.raw)

    def _pay(self, move, part: float = 1.0):
        wizard = self.env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
        return wizard.create({"amount": move.currency_id.round(move.amount_residual * part)})._create_payments()

    def _lines(self, debtor):
        """What is open with him, the oldest first."""
        domain = debtor.action_recovery_instalments()["domain"]
        lines = self.env["account.move.line"].search([*domain, ("amount_residual", ">", 0)], order="date_maturity, id")
        return lines

    def _overdue(self, debtor):
        return self._lines(debtor).filtered(lambda line: line.date_maturity < self.today)

    def _write(self, kind: str, title: str, content: bytes) -> None:
        (self.folder / f"{kind}-{title}.pdf").write_bytes(content)
        self.count += 1


def _procedure(kind: str, debtor_class: str) -> dict:
    phase, tone, delay = KINDS[kind]
    formal = phase == "formal_notice"
    claims = debtor_class != "consumer" and tone in ("3", "4")
    level = {
        "name": kind,
        "phase": phase,
        "tone": tone,
        "delay": delay,
        "send_email": False,
        "send_letter": True,
        "registered": formal,
        "attach_invoices": tone == "2",
        "claim_interest": claims,
        "claim_indemnity": claims,
        "response_days": (8 if debtor_class == "business" else 15) if tone in ("3", "4") else 0,
    }
    return {
        **{"name": f"{kind} {debtor_class}", "debtor_class": debtor_class, "sequence": 99},
        **{"quiet_days": 0, "max_contacts": 0, "level_ids": [(0, 0, level)]},
    }


def expected_files() -> set[str]:
    """The names of all files that a run of this command writes."""
    kinds = (*KINDS, "agreement", *CASE_KINDS)
    return {f"{kind}-{title}.pdf" for kind, title in product(kinds, WRITTEN_TO)}


if __name__ == "__main__":
    raise SystemExit(main())
