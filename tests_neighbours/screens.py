"""Every screen of ours, and those of Odoo that we add to, as a browser reads them: where views clash, none opens."""

from __future__ import annotations

from odoo.tools import mute_logger

ODOO_SCREENS = ("account.move", "account.move.line", "res.partner", "res.company", "res.config.settings", "sale.order")
KINDS = ("form", "list", "kanban", "search", "pivot", "graph", "calendar", "activity")


def open_screens(env, checks) -> None:
    """All views of each window that our menus and buttons open, all of Odoo's that we change, and the scripts."""
    for action in env["ir.actions.act_window"].search([("res_model", "=like", "recovery.%")]):
        kinds = [kind for kind in action.view_mode.split(",") if kind in KINDS]
        views = [(action.view_id.id if kind == kinds[0] else False, kind) for kind in kinds]
        _open(env[action.res_model], views, checks)
    for name in ODOO_SCREENS:
        if name in env:
            kinds = set(env["ir.ui.view"].search([("model", "=", name)]).mapped("type")) & set(KINDS)
            _open(env[name], [(False, kind) for kind in sorted(kinds)], checks)
    with mute_logger("odoo.addons.base.models.ir_attachment"):
        env["ir.qweb"].sudo()._pregenerate_assets_bundles()


def _open(model, views, checks) -> None:
    try:
        model.get_views([*views, (False, "search")], {"toolbar": True})
    except Exception as error:  # whatever it is, the screen does not open
        checks.expect(f"screen of {model._name} {views}", f"{type(error).__name__}: {error}"[:300], None)
