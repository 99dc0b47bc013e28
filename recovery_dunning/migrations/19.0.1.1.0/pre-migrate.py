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


def migrate(cr, version):
    for old, new in RENAMED.items():
        cr.execute("UPDATE ir_model SET model = %s WHERE model = %s", (new, old))
        cr.execute("UPDATE ir_model_fields SET model = %s WHERE model = %s", (new, old))
        old_id, new_id = old.replace(".", "_"), new.replace(".", "_")
        for prefix, after in (("model_", ""), ("field_", "__")):
            cr.execute(
                "UPDATE ir_model_data SET name = %(new)s || substr(name, %(length)s + 1)"
                " WHERE module = 'recovery_dunning' AND left(name, %(length)s) = %(old)s"
                " AND (%(whole)s = FALSE OR name = %(old)s)",
                {
                    "old": f"{prefix}{old_id}{after}",
                    "new": f"{prefix}{new_id}{after}",
                    "length": len(f"{prefix}{old_id}{after}"),
                    "whole": not after,
                },
            )
