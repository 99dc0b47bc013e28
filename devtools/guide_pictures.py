"""The pictures of the guide: which screen of the demonstration each one shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from devtools.platform import ADDON, REPOSITORY

DOCS = REPOSITORY / "docs"
FOLDER = DOCS / "img"
DESCRIPTION = REPOSITORY / ADDON / "static/description"  # of the app, in English, with pictures of its own
DESCRIBED = ("worklist", "run", "invoices", "call", "setup", "handoff")
LANGUAGES = {"fr": "fr_FR", "en": "en_US"}
WIDE, NARROW = (1440, 900), (390, 844)
REP = "nadia"  # the sales rep of the demonstration


@dataclass(frozen=True)
class Picture:
    """One screen of the demonstration.

    `views` names what it shows, as `XML id` or `module.XML id`; what inherits from it here is shown too. The record is
    the first of `model` that `domain` finds; `link` is a field of it that holds the address, else it opens in `action`.
    `clicks` are pressed one after the other, `crop` is all that is taken.
    """

    name: str
    views: tuple[str, ...]
    action: str = ""
    model: str = ""
    domain: tuple = ()
    order: str = "id"
    link: str = ""
    clicks: tuple[str, ...] = ()
    wait: str = ".o_view_controller"
    crop: str = ""
    size: tuple[int, int] = WIDE
    login: str = "admin"

    def file(self, language: str) -> Path:
        return FOLDER / language / f"{self.name}.png"


FORM = ".o_form_view .o_form_sheet, .o_form_view .o_form_nosheet, .o_form_view .o_form_renderer"
MODAL = ".modal-content .o_form_view, .modal-content .o_list_view"


ROWS = ".o_list_view .o_data_row"
MORE = ".o_statusbar_buttons .dropdown-toggle"  # the buttons that find no room
CARDS = ".o_kanban_record:not(.o_kanban_ghost)"
DEMANDED = (("phase", "=", "formal_notice"), ("next_action", "in", ("post", "approve")))


def tab(name: str) -> str:
    return f".o_notebook a[name='{name}']"


CASE = {"action": "action_recovery_case", "model": "recovery.case", "wait": FORM}
PICTURES = (
    # the first day
    Picture("setup", ("recovery_setup_view_form",), "action_recovery_setup", wait=FORM),
    Picture("go-live", ("recovery_go_live_view_form",), "action_recovery_go_live", wait=FORM),
    Picture(
        "run",
        ("recovery_run_view_form", "recovery_notice_view_list"),
        "action_recovery_run",
        model="recovery.run",
        domain=(("notice_ids.state", "=", "proposed"),),
        order="date desc",
        wait=FORM,
    ),
    Picture(
        "left-out",
        ("recovery_exception_view_list", "recovery_exception_view_search"),
        "action_recovery_exception",
        wait=".o_list_view .o_data_row, .o_list_view .o_group_header",
    ),
    Picture("dry-run", ("recovery_forecast_view_form",), "action_recovery_forecast", wait=MODAL, crop=".modal-content"),
    # the day of a collector
    Picture(
        "worklist",
        ("recovery_case_view_list_worklist", "recovery_case_view_search_worklist"),
        "action_recovery_worklist_open",
        wait=ROWS,
    ),
    Picture(
        "worklist-mobile",
        ("recovery_case_view_kanban_worklist",),
        "action_recovery_worklist_open",
        wait=CARDS,
        size=NARROW,
    ),
    Picture("case", ("recovery_case_view_form",), domain=DEMANDED, **CASE),
    Picture(
        "call",
        ("recovery_contact_wizard_view_form",),
        domain=(("next_action", "=", "call"), ("phase", "!=", "closed")),
        clicks=("button[name='action_next']",),
        crop=".modal-content",
        **CASE,
    ),
    Picture(
        "statement",
        ("recovery_statement_view_form",),
        domain=DEMANDED,
        clicks=("button[name='action_explain']",),
        crop=".modal-content",
        **CASE,
    ),
    # ladders, letters
    Picture(
        "procedure",
        ("recovery_procedure_view_form",),
        "action_recovery_procedure",
        model="recovery.procedure",
        domain=(("debtor_class", "=", "business"), ("profile_ids", "=", False)),
        wait=FORM,
    ),
    Picture(
        "level",
        ("recovery_level_view_form",),
        "action_recovery_procedure",
        model="recovery.procedure",
        domain=(("debtor_class", "=", "business"), ("profile_ids", "=", False)),
        clicks=("tr.o_data_row:nth-of-type(5) td[name='name']",),
        wait=FORM,
        crop=".modal-content",
    ),
    Picture(
        "profile",
        ("recovery_profile_view_form",),
        "action_recovery_profile",
        model="recovery.profile",
        order="sequence",
        wait=FORM,
    ),
    Picture(
        "notice",
        ("recovery_notice_view_form",),
        "action_recovery_notice",
        model="recovery.notice",
        domain=(("state", "=", "proposed"),),
        order="id desc",
        wait=FORM,
    ),
    Picture(
        "invoices",
        ("account_move_view_list", "account_move_view_list_lifecycle"),
        "account.action_move_out_invoice_type",
        wait=ROWS,
    ),
    # what debtors say
    Picture(
        "promise",
        ("recovery_promise_view_form",),
        domain=(("phase", "=", "amicable"), ("next_action", "=", "call")),
        clicks=("button[name='action_promise']",),
        crop=".modal-content",
        **CASE,
    ),
    Picture(
        "plan-wizard",
        ("recovery_plan_wizard_view_form",),
        domain=(("phase", "=", "amicable"), ("next_action", "=", "call")),
        clicks=(MORE, "button[name='action_plan']"),
        crop=".modal-content",
        **CASE,
    ),
    Picture(
        "plan",
        ("recovery_plan_view_form",),
        "action_recovery_plan",
        model="recovery.plan",
        domain=(("state", "=", "active"),),
        wait=FORM,
    ),
    Picture(
        "dispute",
        ("recovery_dispute_view_form",),
        "action_recovery_dispute",
        model="recovery.dispute",
        domain=(("state", "=", "open"),),
        wait=FORM,
    ),
    Picture(
        "page",
        ("page", "page_line"),
        model="recovery.case",
        domain=DEMANDED,
        link="page_url",
        wait=".o_recovery_due, h3",
        size=NARROW,
    ),
    Picture(
        "lifecycle",
        ("recovery_lifecycle_view_list", "recovery_lifecycle_view_search"),
        "action_recovery_lifecycle",
        wait=".o_list_view",
    ),
    # further on
    Picture(
        "handoff",
        ("recovery_handoff_view_form",),
        "action_recovery_handoff",
        model="recovery.handoff",
        domain=(("state", "=", "draft"),),
        wait=FORM,
    ),
    Picture(
        "proceeding",
        ("recovery_proceeding_view_form",),
        "action_recovery_proceeding",
        model="recovery.proceeding",
        domain=(("stage", "=", "served"),),
        wait=FORM,
    ),
    Picture(
        "insolvency",
        ("recovery_insolvency_view_form",),
        "action_recovery_insolvency",
        model="recovery.insolvency",
        domain=(("kind", "=", "receivership"),),
        wait=FORM,
    ),
    Picture(
        "closing", ("recovery_closing_wizard_view_form",), "action_recovery_closing", wait=MODAL, crop=".modal-content"
    ),
    # the sales team
    Picture(
        "visits",
        ("recovery_visit_view_kanban",),
        "action_recovery_visit",
        wait=CARDS,
        login=REP,
        size=NARROW,
    ),
    Picture(
        "debtor-file",
        ("res_partner_view_form_file",),
        "base.action_partner_customer_form",
        model="res.partner",
        domain=(("company_registry", "!=", False), ("customer_rank", ">", 0)),
        clicks=(tab("recovery_file"),),
        wait=FORM,
    ),
    # what works, what is coming in
    Picture(
        "board",
        ("recovery_dunning.Board", "recovery_dunning.Chart", "recovery_dunning.Spark"),
        "action_recovery_board",
        wait=".o_recovery_cash canvas",
    ),
    Picture(
        "my-month",
        ("recovery_dunning.Mine",),
        "action_recovery_mine",
        wait=".o_recovery_results",
        size=NARROW,
    ),
    # the house
    Picture("settings", ("res_config_settings_view_form",), "action_recovery_settings", wait=".o_setting_container"),
    Picture(
        "past-its-time", ("recovery_erasure_view_form",), "action_recovery_erasure", wait=MODAL, crop=".modal-content"
    ),
)
