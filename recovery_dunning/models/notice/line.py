"""A line of a notice: one instalment, the level it takes and the one it comes from. Frozen once sent."""

from decimal import Decimal

from odoo import fields, models
from odoo.tools import SQL

from ..record.way_in import COLLECTOR, READER, way_in


class RecoveryNoticeLine(models.Model):
    _name = "recovery.notice.line"
    _description = "Recovery Notice Line"
    _order = "notice_id, date_maturity, id"
    _log_access = False  # written by the thousand, with the notice that says who and when

    notice_id = fields.Many2one("recovery.notice", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="notice_id.company_id")
    move_line_id = fields.Many2one("account.move.line", string="Instalment", ondelete="set null")
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    name = fields.Char(string="Number", help="The invoice number as it was sent.")
    invoice_date = fields.Date()
    level_id = fields.Many2one("recovery.level", required=True, ondelete="restrict")
    previous_level_id = fields.Many2one("recovery.level", ondelete="restrict")
    previous_date = fields.Date(string="Date of the level before")
    currency_id = fields.Many2one(related="notice_id.currency_id")
    date_maturity = fields.Date(string="Due date", required=True)
    days_overdue = fields.Integer(string="Days late")
    residual = fields.Monetary(string="Balance")
    credit = fields.Monetary(string="Open credit", help="The part of the balance that open credits cover.")
    disputed = fields.Monetary(help="The part of the balance that the debtor contests.")
    interest = fields.Monetary(help="Late interest shown with this instalment, when it was sent.")
    indemnity = fields.Monetary(help="The fixed indemnity of its invoice, on the first of its instalments.")
    change = fields.Char(string="Changed by hand", help="Who chose another level than the ladder's, and why.")
    void = fields.Boolean(help="The notice was cancelled, failed or was undone: it does not count.")

    # rule 2: an instalment gets a given level once, whoever proposes it and however often
    _level_once = models.UniqueIndex(
        "(move_line_id, (CASE WHEN void IS NOT TRUE THEN level_id END))",
        "This instalment is already on a notice of that level. Open that notice, or propose again.",
    )

    def _freeze_amounts(self, moves, today):
        """Write what these lines say as of now, for all of them in one statement.

        :param moves: the `ladder.Move` that each takes, by line
        """
        if not self:
            return
        self.env.flush_all()
        rows = [
            (
                *(line.id, line.move_line_id.move_id.name, line.move_line_id.move_id.invoice_date or None),
                *(moves[line.id].instalment.residual, moves[line.id].credit, moves[line.id].disputed),
                (today - moves[line.id].instalment.due).days,
            )
            for line in self
        ]
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_notice_line nl
                      SET name = n.name, invoice_date = n.invoice_date, residual = n.residual, credit = n.credit,
                          disputed = n.disputed, days_overdue = n.days_overdue
                     FROM unnest(%s::int[], %s::varchar[], %s::date[], %s::numeric[], %s::numeric[], %s::numeric[],
                                 %s::int[]) AS n(id, name, invoice_date, residual, credit, disputed, days_overdue)
                    WHERE nl.id = n.id""",
                *(list(column) for column in zip(*rows, strict=True)),
            )
        )
        self.invalidate_recordset(["name", "invoice_date", "residual", "credit", "disputed", "days_overdue"])

    def _accounts(self, today):
        """The interest on these instalments up to `today`, as `recovery.interest` gives it.

        What is disputed, or covered by an open credit whose day is not known here, bears none for now; a payment that
        has no entry yet lessens the balance on its own day.
        """
        registered = self.env["recovery.open.items"]._registered(self.move_line_id)
        deducted = {}
        for line in self:
            on_its_way = sum(amount for _day, amount, _name in registered.get(line.move_line_id.id, ()))
            credit = max(Decimal(repr(line.credit)) - on_its_way, Decimal(0))
            deducted[line.move_line_id.id] = credit + Decimal(repr(line.disputed))
        return self.env["recovery.interest"]._accounts(self.move_line_id, today, deducted)

    def _record(self):
        """This line as the record of the case keeps it."""
        self.ensure_one()
        text = f"{self.name} {self.date_maturity} {self.residual} {self.currency_id.name}"
        return f"{text} ({self.level_id.name}, {self.change})" if self.change else text

    @way_in(COLLECTOR, "read")
    def action_hold(self):
        return self.env["recovery.hold"]._action_hold(self.move_line_id)

    @way_in(READER, "read")
    def action_open_move(self):
        self.ensure_one()
        return self.move_id._get_records_action()
