"""What a button opens: a dialog, the mail composer, a document."""


def dialog(name, model, **context):
    """The action that opens the form of `model` over the screen; `context` fills it in."""
    action = {"type": "ir.actions.act_window", "views": [(False, "form")], "target": "new"}
    return {**action, "name": name, "res_model": model, "context": context}


def open_list(env, xml_id, domain, **context):
    """The list that an action of ours opens, of what `domain` says; `context` instead of its own."""
    action = env["ir.actions.act_window"]._for_xml_id(f"recovery_dunning.{xml_id}")
    return {**action, "domain": domain, "context": context}


def open_composer(record, name, **context):
    """The dialog of Odoo's mail composer on this one record: what is written there goes into its thread. `context`
    prepares the mail (`default_template_id`)."""
    record.ensure_one()
    prepared = {"default_model": record._name, "default_res_ids": record.ids, "default_composition_mode": "comment"}
    return dialog(name, "mail.compose.message", **prepared, **context)


def download(document):
    """The action that brings an attachment to the reader."""
    return {"type": "ir.actions.act_url", "url": f"/web/content/{document.id}?download=true", "target": "new"}
