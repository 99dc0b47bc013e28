"""What people open all day in a large book: each screen asked for as the web client does, by the fields of its view."""

from __future__ import annotations

import ast
import statistics

from lxml import etree

from bench.large.pieces import SCREENS
from bench.large.statements import watched
from bench.meter import Meter

REQUESTS = 5
ROWS = 80  # of a page of a list
HELD = 40  # rows of a list within a form
COUNTED = 10_001  # up to where a list counts what it could show


def screens(env) -> dict:
    """{screen: the median seconds of some requests after a first one, the queries of one, what the slowest statement
    took, and how many records it showed}; nothing of it is kept."""
    user = env.ref("base.user_admin")
    env = env(user=user, su=False, context={**user.context_get(), "allowed_company_ids": env.company.ids})
    return {name: _taken(env, globals()[f"_{name}"](env)) for name in SCREENS}


def _taken(env, request) -> dict:
    taken = []
    for _ in range(1 + REQUESTS):
        env.cr.rollback()
        env.invalidate_all()
        with Meter() as meter:
            done = request()
        taken.append(meter.figures)
    env.cr.rollback()
    with watched(env) as found:
        request()
    env.cr.rollback()
    middle = {name: statistics.median(figures[name] for figures in taken[1:]) for name in ("seconds", "queries")}
    return {**middle, "done": done, "slowest": found.slowest(), "statements": found.heaviest()}


def _case(env):
    """The form of the case that stands first in the work list."""
    case = env["recovery.case"].search([("phase", "!=", "closed")], order="priority desc, id", limit=1)
    asked = specification(env, "recovery.case", "recovery_dunning.recovery_case_view_form", "form")
    return lambda: len(case.web_read(asked))


def _work_list(env):
    """The work list with the filters that it opens with."""
    domain = [("phase", "!=", "closed"), ("is_mine", "=", True), ("is_due", "=", True)]
    view = "recovery_dunning.recovery_case_view_list_worklist"
    return _list(env, "recovery.case", view, domain, "priority desc, id")


def _invoices(env):
    """The invoices of customers."""
    domain = [("move_type", "in", ("out_invoice", "out_refund"))]
    return _list(env, "account.move", "account.view_out_invoice_tree", domain, "")


def _visit_card(env):
    """The card of the debtor whose case stands first in the work list."""
    debtor = env["recovery.case"].search([("phase", "!=", "closed")], order="priority desc, id", limit=1).partner_id
    asked = specification(env, "res.partner", "recovery_dunning.res_partner_view_form_visit", "form")
    return lambda: len(debtor.web_read(asked))


def _list(env, model: str, view: str, domain: list, order: str):
    asked = specification(env, model, view, "list")

    def request() -> int:
        found = env[model].web_search_read(domain, asked, limit=ROWS, order=order, count_limit=COUNTED)
        return len(found["records"])

    return request


def specification(env, model: str, view: str, kind: str) -> dict:
    """What the web client asks for to show a view: its fields; of a link the name, of a list within it its columns."""
    shown = env[model].get_views([(env.ref(view).id, kind)])
    return _of_node(env, model, etree.fromstring(shown["views"][kind]["arch"]))


def _of_node(env, model: str, node) -> dict:
    inside = int(node.xpath("count(ancestor-or-self::field)"))
    fields, asked = env[model]._fields, {}
    for its in node.xpath(f".//field[count(ancestor::field) = {inside}]"):
        field = fields[its.get("name")]
        if field.type == "many2one":
            asked[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            asked[field.name] = asked.get(field.name) or _of_link(env, field, its)
        else:
            asked[field.name] = {}
    return asked


def _of_link(env, field, node) -> dict:
    """The rows of a list within a form: its own, or the list that its context names; of tags the names."""
    if node.get("invisible") in ("1", "True"):
        return {}
    views = node.xpath("./list | ./kanban")
    if node.get("widget") or not (views or node.xpath("ancestor::form")):
        return {"fields": {"display_name": {}}}
    if not views:
        refs = env["ir.ui.view"]._get_view_refs(node)
        shown = env[field.comodel_name].with_context(**refs).get_views([(None, "list")])
        views = [etree.fromstring(shown["views"]["list"]["arch"])]
    asked = {"fields": _of_node(env, field.comodel_name, views[0]), "limit": HELD, "order": ""}
    context = _fixed(node.get("context"))
    return {**asked, "context": context} if context else asked


def _fixed(context: str | None) -> dict:
    """What of a context is the same for each record."""
    try:
        return ast.literal_eval(context or "{}")
    except ValueError:
        return {}
