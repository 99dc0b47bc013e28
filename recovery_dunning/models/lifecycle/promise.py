"""The word of a platform that a payment was sent: a promise that nobody made to us. A part that was sent covers its
amount, and the rest is dunned."""

from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ...engine.cover import Money, Source
from ..open_items.facts import promise_stands


class RecoveryPromise(models.Model):
    _inherit = "recovery.promise"

    lifecycle_id = fields.Many2one(
        "recovery.lifecycle", string="Told by the platform", readonly=True, copy=False, ondelete="restrict"
    )

    def _check_date(self):
        """Money that was sent has its day, which may have passed before we heard of it."""
        if not self.lifecycle_id:
            return super()._check_date()
        return None

    def _check_limit(self):
        """It counts against nobody who writes it down."""
        if not self.lifecycle_id:
            return super()._check_limit()
        return None

    def _supersede(self):
        """One part that was sent takes no other's place."""
        if not self.by_amount:
            return super()._supersede()
        return None


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _sources(self, company, debtor_ids):
        """Adds the parts that platforms say were sent, as long as they may still arrive, less what has come since."""
        yield from super()._sources(company, debtor_ids)
        query = SQL(
            """SELECT MIN(COALESCE(l.recovery_own_debtor_id, p.recovery_debtor_id)),
                      pr.amount - GREATEST(pr.amount_open - SUM(l.amount_residual_currency), 0),
                      pr.currency_id, pr.id, pr.date, ARRAY_AGG(l.id)
                 FROM recovery_promise pr JOIN recovery_promise_line_rel rel ON rel.promise_id = pr.id
                 JOIN account_move_line l ON l.id = rel.line_id JOIN res_partner p ON p.id = l.partner_id
                WHERE pr.company_id = %s AND pr.by_amount AND %s AND %s
             GROUP BY pr.id""",
            company.id,
            promise_stands("pr", company._recovery_today()),
            self._items_of(debtor_ids),
        )
        for debtor_id, amount, currency_id, promise_id, day, line_ids in self.env.execute_query(query):
            if amount > 0:
                name = self.env["recovery.promise"].sudo().browse(promise_id).lifecycle_id.display_name  # its label
                its = frozenset(line_ids)
                yield (
                    debtor_id,
                    Money(Source.ANNOUNCED, Decimal(repr(amount)), currency_id, name or "", its, only=True, on=day),
                )
