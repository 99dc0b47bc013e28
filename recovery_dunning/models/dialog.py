"""The action that opens a dialog."""


def open_dialog(model, name, **context):
    """The action that opens a new form of `model` in a dialog with this title; `context` prepares it (`default_…`)."""
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": model,
        "view_mode": "form",
        "views": [(False, "form")],
        "target": "new",
        "context": context,
    }
