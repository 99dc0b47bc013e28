"""Three cases of the demonstration that are ready to be handed over: registered, with a signed order each, and prepared
for the agency. A manager presses two buttons, and the packages are made."""

from __future__ import annotations

from devtools.demo_agency import agency_of
from devtools.french_company import siren

CASES = 3
STEM = 81990300  # of invented registration numbers
PHASES = ("formal_notice", "amicable")


def prepare_handoff(env):
    """The handoff, being prepared; its cases are the oldest ones that a court would take."""
    cases = _candidates(env)
    for number, case in enumerate(cases):
        _complete(env, case, STEM + number)
    handoff = env["recovery.handoff"]._prepare_with(agency_of(env), cases)
    blocked = handoff.check_ids.filtered(lambda check: check.severity == "block")
    if blocked:
        raise AssertionError("The demonstration's handoff is blocked: " + "\n".join(blocked.mapped("text")))
    return handoff


def _candidates(env):
    """French firms with an overdue debt that nothing keeps from an agency, formal notices first."""
    found = env["recovery.case"]
    for case in env["recovery.case"].search([("phase", "in", PHASES)]).sorted(_rank):
        debtor = case.partner_id
        is_firm = debtor.is_company and debtor.country_id.code == "FR" and not debtor.recovery_class
        if is_firm and case.amount_overdue and _is_sound(env, case):
            found |= case
        if len(found) == CASES:
            break
    return found


def _rank(case):
    return PHASES.index(case.phase), -case.amount_overdue


def _is_sound(env, case):
    """Whether nothing but papers and numbers blocks the case."""
    mendable = {"registration_missing", "registration_wrong", "document"}
    checks = env["recovery.check"]._check(case)
    blocks = checks.filtered(lambda check: check.severity == "block")
    return set(blocks.mapped("code")) <= mendable and "disputed" not in checks.mapped("code")


def _complete(env, case, stem: int) -> None:
    """What a careful creditor has: the debtor's number and telephone, a signed order, the printed invoices."""
    debtor = case.partner_id
    debtor.write({"company_registry": siren(str(stem)), "phone": debtor.phone or "+33 2 61 91 00 00"})
    check = case.check_ids.filtered(lambda check: check.code == "document")
    if check:
        check._mend_print()
    lines = env["account.move.line"].search(
        case.action_open_instalments()["domain"], order="date_maturity, id", limit=1
    )
    order = env["ir.attachment"].create(
        {"name": "Bon de commande signé.pdf", "raw": _paper(env, lines.move_id), "mimetype": "application/pdf"}
    )
    env["recovery.piece"].create(
        {
            "case_id": case.id,
            "kind": "contract",
            "name": f"Bon de commande de {debtor.name}, signé",
            "date": lines.move_id.invoice_date,
            "move_id": lines.move_id.id,
            "attachment_ids": [(6, 0, order.ids)],
        }
    )


def _paper(env, move) -> bytes:
    """A sheet of paper in place of the scan."""
    body = f"<h1>Bon de commande</h1><p>{move.partner_id.name}</p><p>Bon pour accord, le {move.invoice_date}</p>"
    return env["ir.actions.report"]._run_wkhtmltopdf([f"<html><meta charset='utf-8'/><body>{body}</body></html>"])
