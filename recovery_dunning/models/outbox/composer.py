"""Odoo's own mail composer, opened on a record: what a person writes there goes into its thread."""

from ..dialog import open_dialog


def open_composer(record, name, **context):
    """The action that opens the composer on this one record; `context` prepares the mail (`default_template_id`)."""
    record.ensure_one()
    of_record = {"default_model": record._name, "default_res_ids": record.ids}
    return open_dialog("mail.compose.message", name, **of_record, default_composition_mode="comment", **context)
