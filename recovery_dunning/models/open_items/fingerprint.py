"""The fingerprint of the book: whether anything that a proposal reads has changed since the last one."""

from odoo import api, models
from odoo.tools import SQL


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _fingerprint(self, company, day):
        """A text that is the same as long as nothing changes of what a proposal for `company` on `day` reads: each
        reader says so next to its query, in `_reads`.

        It costs a small part of reading. A change that does not matter may show: then a proposal is made once more
        than needed.
        """
        self.env.flush_all()
        sums = SQL(", ").join(
            SQL(
                "(SELECT COUNT(*) || '.' || COALESCE(SUM(hashtextextended(%s, 0)), 0) FROM %s t WHERE %s)",
                rows.version,
                SQL.identifier(rows.table),
                rows.condition,
            )
            for rows in self._reads(company, day)
        )
        return " ".join(self.env.execute_query(SQL("SELECT %s", sums))[0])
