"""What we still have to tell the buyer's platform: money that came in and was not told (212), the document that he
waits for (209)."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..record.way_in import COLLECTOR


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_untold = fields.Monetary(
        string="Collected and not told",
        compute="_compute_recovery_owed",
        groups=COLLECTOR,
        help="What came in on the bank since it was last told (212); negative where a collection was undone.",
    )
    recovery_must_tell = fields.Boolean(
        string="Must be told",
        compute="_compute_recovery_owed",
        groups=COLLECTOR,
        help="VAT falls due on collection: the administration waits for the 212. Otherwise it is a courtesy.",
    )
    recovery_document_owed = fields.Boolean(
        string="Document owed",
        compute="_compute_recovery_owed",
        search="_search_recovery_document_owed",
        groups=COLLECTOR,
        help="The buyer has suspended the invoice until a document is sent (209).",
    )
    recovery_message_owed = fields.Boolean(
        string="To tell the platform",
        search="_search_recovery_message_owed",
        compute="_compute_recovery_owed",
        groups=COLLECTOR,
    )

    def _compute_recovery_owed(self):
        """Of invoices that have a life cycle; any other has nobody to tell."""
        told = self._recovery_collections()
        for move in self:
            collected, before, document, known = told.get(move._origin.id, (0.0, 0.0, False, False))
            move.recovery_untold = move.currency_id.round(collected - before) if known else 0.0
            taxes = move.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
            move.recovery_must_tell = "on_payment" in taxes.mapped("tax_exigibility")
            move.recovery_document_owed = document
            move.recovery_message_owed = document or not move.currency_id.is_zero(move.recovery_untold)

    def _recovery_collections(self):
        """{invoice id: (what came in, what was told of it, whether a document is owed, whether it has a life cycle)}"""
        if not self.ids:
            return {}
        self.env.flush_all()  # the query reads tables
        rows = self.env.execute_query(self._recovery_owed_query(SQL("m.id IN %s", tuple(self.ids))))
        return {row[0]: (float(row[1]), float(row[2]), *row[3:]) for row in rows}

    @api.model
    def _recovery_owed_query(self, condition):
        """(invoice, collected, told, whether a document is owed, whether it has a life cycle), in its currency: a
        write-off, a credit note or a set-off is no collection."""
        return SQL(
            """SELECT m.id, COALESCE(paid.amount, 0), COALESCE(told.amount, 0), COALESCE(told.waits, FALSE),
                      told.move_id IS NOT NULL
                 FROM account_move m
            LEFT JOIN (SELECT r.move_id, SUM(r.amount_collected) FILTER (WHERE r.code = '212') AS amount,
                              BOOL_OR(s.effect = 'suspended' AND h.state = 'active') AS waits
                         FROM recovery_lifecycle r
                    LEFT JOIN recovery_lifecycle_status s ON s.id = r.status_id
                    LEFT JOIN recovery_hold h ON h.id = r.hold_id
                        WHERE r.move_id IS NOT NULL AND r.state != 'aside' GROUP BY r.move_id) told
                   ON told.move_id = m.id
            LEFT JOIN LATERAL (
                       SELECT SUM(part.debit_amount_currency) AS amount FROM account_move_line due
                         JOIN account_partial_reconcile part ON part.debit_move_id = due.id
                         JOIN account_move_line paid ON paid.id = part.credit_move_id
                         JOIN account_journal j ON j.id = paid.journal_id AND j.type IN ('bank', 'cash')
                        WHERE due.move_id = m.id) paid ON TRUE
                WHERE m.move_type = 'out_invoice' AND m.state = 'posted' AND %s""",
            condition,
        )

    def _search_recovery_message_owed(self, operator, value):
        return self._recovery_owed_domain(
            operator, value, SQL("(q.waits OR ABS(q.collected - q.told) >= 0.5 * 10 ^ -c.decimal_places)")
        )

    def _search_recovery_document_owed(self, operator, value):
        return self._recovery_owed_domain(operator, value, SQL("q.waits"))

    def _recovery_owed_domain(self, operator, value, condition):
        if operator != "in":
            return NotImplemented
        query = SQL(
            """(SELECT q.id FROM (%s) AS q(id, collected, told, waits, known)
                  JOIN account_move m ON m.id = q.id JOIN res_currency c ON c.id = m.currency_id
                 WHERE q.known AND %s)""",
            self._recovery_owed_query(SQL("m.company_id IN %s", tuple(self.env.companies.ids))),
            condition,
        )
        return [("id", "in" if True in value else "not in", query)]
