"""A debt that an entry moves to another item of the same contact (a doubtful account, one item in place of several) is
the same debt: the item goes on where it stood, and a private one stays private."""

from odoo import api, models
from odoo.tools import SQL


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model
    def _recovery_follow_moved(self, company):
        """Every day, before anything is asked for: open items without a level, which stand for debts that have one or
        are owed by somebody himself, take it from them."""
        self.env.flush_all()
        query = SQL(
            """SELECT item.id, (ARRAY_AGG(level.id ORDER BY level.rank DESC NULLS LAST))[1], MAX(old.recovery_date),
                      MIN(old.recovery_own_debtor_id)
                 FROM account_move_line item
                 JOIN account_move m ON m.id = item.move_id AND m.move_type = 'entry'
                 JOIN account_account a ON a.id = item.account_id AND a.account_type = 'asset_receivable'
                 JOIN account_move_line c ON c.move_id = m.id AND c.balance < 0
                 JOIN account_partial_reconcile part ON part.credit_move_id = c.id
                 JOIN account_move_line old ON old.id = part.debit_move_id AND old.partner_id = item.partner_id
                  AND (old.recovery_level_id IS NOT NULL OR old.recovery_own_debtor_id IS NOT NULL)
            LEFT JOIN recovery_level level ON level.id = old.recovery_level_id
                WHERE item.company_id = %s AND item.parent_state = 'posted' AND item.reconciled IS NOT TRUE
                  AND item.balance > 0 AND item.recovery_level_id IS NULL
             GROUP BY item.id""",
            company.id,
        )
        levels = {}
        for line_id, level_id, day, own_debtor_id in self.env.execute_query(query):
            if level_id:
                levels[line_id] = (self.env["recovery.level"].browse(level_id), day)
            if own_debtor_id:
                line = self.browse(line_id)
                if line.recovery_own_debtor_id.id != own_debtor_id:
                    line._recovery_write_own({"recovery_own_debtor_id": own_debtor_id})
        self._write_recovery_levels(levels, only_first=True)
