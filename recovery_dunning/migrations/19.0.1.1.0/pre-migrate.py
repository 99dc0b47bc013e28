"""The abstract models got the field's own words: what Odoo has noted of them goes on under the new names, so that an
update loses and doubles nothing."""

RENAMED = {
    "recovery.book": "recovery.open.items",
    "recovery.climber": "recovery.dunning.mixin",
    "recovery.correspondence": "recovery.outgoing.mail",
    "recovery.dialogue": "recovery.arrangement",
    "recovery.dossier": "recovery.placement.file",
    "recovery.press": "recovery.letter.printer",
    "recovery.proof": "recovery.evidence.file",
    "recovery.ruled": "recovery.rules.cache",
}
IN_NAMES = {old.replace(".", "_"): new.replace(".", "_") for old, new in RENAMED.items()}


def migrate(cr, version):
    for old, new in RENAMED.items():
        cr.execute("UPDATE ir_model SET model = %s WHERE model = %s", (new, old))
        cr.execute("UPDATE ir_model_fields SET model = %s WHERE model = %s", (new, old))
    cr.execute(
        "SELECT id, name FROM ir_model_data WHERE module = 'recovery_dunning'"
        " AND model IN ('ir.model', 'ir.model.fields', 'ir.model.fields.selection', 'ir.model.inherit')"
    )
    for data_id, name in cr.fetchall():
        if (new_name := renamed(name)) != name:
            cr.execute("UPDATE ir_model_data SET name = %s WHERE id = %s", (new_name, data_id))


def renamed(name):
    """The name of what Odoo notes of a model (`model_…`), a field (`field_…__…`), a choice of a field
    (`selection__…__…__…`) or an inheritance (`model_inherit__…__…`), in today's words."""
    first, *others = name.split("__")
    for prefix in ("model_", "field_"):
        if first.startswith(prefix):
            model = first.removeprefix(prefix)
            first = prefix + IN_NAMES.get(model, model)
    if first in ("model_inherit", "selection"):
        others = [IN_NAMES.get(other, other) for other in others]
    return "__".join([first, *others])
