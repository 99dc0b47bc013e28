"""What happens when the add-on leaves a database."""

from odoo.tools import SQL

# what keeps a row of ours because another row names it
KEEPING = SQL(
    """SELECT conrelid::regclass::text, conname FROM pg_constraint
        WHERE contype = 'f' AND confdeltype IN ('a', 'r') AND starts_with(confrelid::regclass::text, 'recovery_')"""
)


def uninstall_hook(env):
    """All of it goes, so nothing keeps anything of ours: the steps of a ladder go before what was sent by them, and
    Odoo would report each that it can't take away."""
    for table, name in env.execute_query(KEEPING):
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(name)))
