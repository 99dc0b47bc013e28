"""A default record that something else needs by name: its words can be changed, it can't be deleted."""

from odoo.exceptions import UserError


def keep_named(records, *names):
    """Refuse to delete the default records of these names.

    :param names: the ends of their XML ids: "other" for a dispute type is `recovery_dunning.dispute_type_other`
    """
    kind = records._name.removeprefix("recovery.").replace(".", "_")
    for name in names:
        needed = records.env.ref(f"recovery_dunning.{kind}_{name}", raise_if_not_found=False)
        if needed and needed in records:
            raise UserError(
                records.env._("“%s” is needed elsewhere: rename it, or leave it aside.", needed.display_name)
            )
