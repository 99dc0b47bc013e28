"""What happens when the add-on leaves a database, and what an update brings into one.

Default records (ladders, reasons, rates) belong to the user once they are there: an update changes none of them, and
brings none back that he has deleted (`forcecreate="False"`). Those that are new in a version come with its migration.
"""

import io

from lxml import etree
from odoo.tools import SQL, file_open
from odoo.tools.convert import convert_xml_import

MODULE = "recovery_dunning"
# what keeps a row of ours because another row names it, or a row of another's because one of ours does
KEEPING = SQL(
    """SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE contype = 'f' AND confdeltype IN ('a', 'r')
          AND 'recovery_' IN (left(confrelid::regclass::text, 9), left(conrelid::regclass::text, 9))"""
)


def uninstall_hook(env):
    """All of it goes, so nothing keeps anything of ours: the steps of a ladder go before what was sent by them, and
    Odoo would report each that it can't take away. So do rights that are older than the group that has them today: an
    update gave them to it."""
    for table, name in env.execute_query(KEEPING):
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
    # Odoo removes a model only if each attachment of its records is a file: not where they are kept in the database
    env.cr.execute(SQL("DELETE FROM ir_attachment WHERE store_fname IS NULL AND starts_with(res_model, 'recovery.')"))
    ours = env["ir.model.data"].search([("module", "=", MODULE), ("model", "=", "res.groups")])
    env["ir.model.access"].search([("group_id", "in", ours.mapped("res_id"))]).unlink()


def create_defaults(env, *files):
    """Create what a database lacks of the default records of these data files, all of which are new in a version. What
    a record would name that the user has deleted meanwhile stays empty.

    :param files: such as "data/court_tariffs.xml"
    """
    known = {name for (name,) in env.execute_query(SQL("SELECT name FROM ir_model_data WHERE module = %s", MODULE))}
    for file in files:
        with file_open(f"{MODULE}/{file}", "rb") as opened:
            tree = etree.parse(opened)
        records = list(tree.iter("record"))
        there = known | {record.get("id") for record in records}
        for record in records:
            if record.get("id") in known:
                record.getparent().remove(record)
            for field in record.findall("field[@ref]"):
                if "." not in field.get("ref") and field.get("ref") not in there:
                    record.remove(field)
        missing = io.BytesIO(etree.tostring(tree))
        missing.name = file
        convert_xml_import(env, MODULE, missing, {}, mode="init", noupdate=True)
