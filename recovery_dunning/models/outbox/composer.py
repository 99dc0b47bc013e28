"""Odoo's own mail composer, opened on a record: what a person writes there goes into its thread."""


def open_composer(record, name, **context):
    """The action that opens the composer on this one record; `context` prepares the mail (`default_template_id`)."""
    record.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "name": name,
        "res_model": "mail.compose.message",
        "view_mode": "form",
        "target": "new",
        "context": {
            "default_model": record._name,
            "default_res_ids": record.ids,
            "default_composition_mode": "comment",
            **context,
        },
    }
