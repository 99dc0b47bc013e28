"""What an instalment carries stays with it when its invoice is set back to draft and posted in other terms.

Odoo replaces the receivable items as it sees fit: the first may be kept as the last, others are deleted. What they
carried is noted on the invoice when it is set back to draft, and found again once it is posted (`carrying.py`).
"""

from odoo import fields, models
from odoo.tools import SQL

# what names one instalment: model, its field
NAMING = (
    ("recovery.claim", "move_line_id"),
    ("recovery.notice.line", "move_line_id"),
    ("recovery.hold", "line_id"),
)
COLUMNS = ("recovery_level_id", "recovery_procedure_id", "recovery_own_debtor_id")


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_carried = fields.Json(
        readonly=True, copy=False, groups=fields.NO_ACCESS, help="What its instalments carried when it went to draft."
    )

    def button_draft(self):
        """What the instalments of invoices carry is noted, for they may be replaced."""
        carried = self.sudo()._recovery_note_carried()  # columns and tables of ours, whoever corrects the invoice
        result = super().button_draft()
        for move, values in carried.items():
            if move.state == "draft":  # newer builds of Odoo may ask something first
                move.recovery_carried = values
        return result

    def _post(self, soft=True):
        """What the instalments carried is found again on those that replace them."""
        posted = super()._post(soft)
        if isinstance(posted, dict):
            return posted  # a question of a newer build of Odoo: nothing is posted yet
        for move in posted.sudo().filtered("recovery_carried"):
            carried, move.recovery_carried = move.recovery_carried, False
            move._recovery_carry_on(carried)
        return posted

    def write(self, vals):
        """Whoever puts an invoice back into the follow-up while it is in draft has ended its exclusion."""
        if vals.get("no_followup") is False:
            for move in self.sudo().filtered("recovery_carried"):  # a note of ours
                items = [{**item, "no_followup": False} for item in move.recovery_carried["items"]]
                move.recovery_carried = {**move.recovery_carried, "items": items}
        return super().write(vals)

    def _recovery_note_carried(self):
        """{invoice: what its instalments carry}, of those that carry anything."""
        moves = self.filtered(lambda move: move.state == "posted" and move.move_type == "out_invoice")
        lines = moves._recovery_instalments()
        if not lines:
            return {}
        self.env.flush_all()  # the queries read tables
        links, carried = self._recovery_links(lines), {}
        held = self.env["recovery.hold"].search([("move_id", "in", moves.ids)]).move_id
        shown = self.env["recovery.claim"].search([("move_id", "in", moves.ids), ("state", "=", "shown")])
        for move, its_lines in lines.grouped("move_id").items():
            items = [line._recovery_carries(links.get(line.id, {})) for line in its_lines]
            if move in held or any(
                item["links"] or item["no_followup"] or any(map(item.get, COLUMNS)) for item in items
            ):
                carried[move] = {
                    "partner": move.partner_id.id,
                    "debtor": move.recovery_debtor_id.id,
                    "currency": move.currency_id.id,
                    "items": items,
                    "shown": shown.filtered(lambda claim, move=move: claim.move_id == move).ids,
                }
        return carried

    def _recovery_instalments(self):
        """The receivable items of these invoices that somebody owes, the first due first."""
        return self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and line.amount_currency > 0
        ).sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _recovery_links(self, lines):
        """{line id: {"model.field": ids of what names it}}"""
        links = {}
        for model, name in NAMING:
            table, column = SQL.identifier(self.env[model]._table), SQL.identifier(name)
            query = SQL(
                "SELECT %s, ARRAY_AGG(id ORDER BY id) FROM %s WHERE %s IN %s GROUP BY 1",
                column,
                table,
                column,
                tuple(lines.ids),
            )
            for line_id, ids in self.env.execute_query(query):
                links.setdefault(line_id, {})[f"{model}.{name}"] = ids
        for field in self._recovery_agreement_fields():
            query = SQL(
                "SELECT %(line)s, ARRAY_AGG(%(its)s) FROM %(table)s WHERE %(line)s IN %(lines)s GROUP BY 1",
                line=SQL.identifier(field.column2),
                its=SQL.identifier(field.column1),
                table=SQL.identifier(field.relation),
                lines=tuple(lines.ids),
            )
            for line_id, ids in self.env.execute_query(query):
                links.setdefault(line_id, {})[str(field)] = ids
        return links

    def _recovery_agreement_fields(self):
        """What is agreed on, noted or placed for several instalments together: our relations to them."""
        return [
            field
            for model in self.env.registry.values()
            if not model._transient and not model._abstract
            for field in model._fields.values()
            if field.type == "many2many"
            and field.store
            and field.comodel_name == "account.move.line"
            and field.relation.startswith("recovery_")
        ]


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _recovery_carries(self, links):
        """What this instalment carries, in plain values."""
        return {
            "id": self.id,
            "due": fields.Date.to_string(self.date_maturity or self.date),
            "amount": self.amount_currency,
            "no_followup": self.no_followup,
            "recovery_date": fields.Date.to_string(self.recovery_date) if self.recovery_date else None,
            **{name: self[name].id or None for name in COLUMNS},
            "links": links,
        }
