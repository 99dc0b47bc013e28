"""An invoice: what its instalments have reached, and what comes next."""

from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ..record.actions import open_list
from ..record.way_in import COLLECTOR, READER, way_in


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "recovery.dunning.mixin"]

    recovery_procedure_id = fields.Many2one(
        "recovery.procedure",
        string="Procedure",
        check_company=True,
        copy=False,
        prefetch="recovery",
        help="The ladder of this invoice; leave empty for the one of the customer.",
    )
    recovery_debtor_id = fields.Many2one(
        "res.partner", string="Debtor", compute="_compute_recovery_debtor_id", compute_sudo=True, help="Who owes it."
    )
    recovery_notice_count = fields.Integer(compute="_compute_recovery_notice_count")

    @api.depends("line_ids.recovery_own_debtor_id", "commercial_partner_id")
    def _compute_recovery_debtor_id(self):
        """That of its instalments, which are of one; before there are any, the commercial entity of the customer."""
        for move in self:
            move.recovery_debtor_id = move.line_ids.recovery_own_debtor_id[:1] or move.commercial_partner_id

    @api.depends("recovery_procedure_id", "partner_id")
    def _compute_recovery_applied_procedure(self):
        """That of its first instalment."""
        instalments = self.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        for move in self:
            first = (instalments & move.line_ids).sorted(lambda line: (line.date_maturity or date.max, line.id))[:1]
            move.recovery_applied_procedure_id = first.recovery_applied_procedure_id
            move.recovery_procedure_reason = first.recovery_procedure_reason

    @api.constrains("recovery_procedure_id")
    def _check_recovery_procedure(self):
        """:raises ValidationError: the procedure is made for another kind of debtor"""
        for move in self.filtered("recovery_procedure_id"):
            debtor = move.recovery_debtor_id.with_company(move.company_id)
            move.recovery_procedure_id._check_kind(debtor._recovery_kind(), debtor)

    @api.depends("recovery_level_id", "recovery_procedure_id", "no_followup")
    def _compute_recovery_next(self):
        """The instalment whose next step comes first speaks for the invoice. It does not follow the balance: every
        screen reads anew, and payments shall not wait for it."""
        open_moves = self.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice" and move.amount_residual
        )
        lines = open_moves.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        for move in self:
            instalments = lines & move.line_ids
            levels = instalments.filtered("recovery_next_level_id")
            first = (levels or instalments).sorted(lambda line: (line.recovery_next_date or date.max, line.id))[:1]
            move.recovery_next_level_id = first.recovery_next_level_id
            move.recovery_next_date = first.recovery_next_date
            move.recovery_exclusion = first.recovery_exclusion

    def _compute_recovery_notice_count(self):
        counts = self.env["recovery.notice.line"]._read_group(
            [("move_id", "in", self.ids), ("notice_id.state", "=", "sent")], ["move_line_id"], ["notice_id:recordset"]
        )
        by_move = {}
        for line, notices in counts:
            by_move[line.move_id] = by_move.get(line.move_id, self.env["recovery.notice"]) | notices
        for move in self:
            move.recovery_notice_count = len(by_move.get(move, ()))

    def _refresh_recovery_level(self):
        """Copy the highest level of the instalments, and the last notice, onto the invoices; set-wise and past the
        ledger's own checks, for these columns are ours and change no accounting."""
        if not self:
            return
        self.env["account.move.line"]._recovery_flush_levels()
        self.env.cr.execute(
            SQL(
                """UPDATE account_move m
                      SET recovery_level_id = top.level_id, recovery_date = top.date
                     FROM (SELECT l.move_id, MAX(l.recovery_date) AS date,
                                  (ARRAY_AGG(level.id ORDER BY level.rank DESC NULLS LAST))[1] AS level_id
                             FROM account_move_line l LEFT JOIN recovery_level level ON level.id = l.recovery_level_id
                            WHERE l.move_id IN %s GROUP BY l.move_id) top
                    WHERE m.id = top.move_id""",
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["recovery_level_id", "recovery_date"])

    @way_in(COLLECTOR, "read")
    def action_recovery_promise(self):
        """Write down a promise on this invoice."""
        return self.env["recovery.promise"]._action_new(self.line_ids, self.env._("Promise to pay"))

    @way_in(COLLECTOR, "read")
    def action_recovery_dispute(self):
        """Write down what the debtor contests of this invoice."""
        return self.env["recovery.dispute"]._action_new(self.line_ids, self.env._("Dispute"))

    @way_in(READER, "read")
    def action_recovery_notices(self):
        self.ensure_one()
        notices = self.env["recovery.notice.line"].search([("move_id", "=", self.id)]).notice_id
        return open_list(self.env, "action_recovery_notice", [("id", "in", notices.ids)])
