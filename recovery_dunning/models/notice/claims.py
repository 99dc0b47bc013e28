"""What a notice claims besides the principal: interest and indemnity, frozen as they were shown."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..record.way_in import COLLECTOR, way_in


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    amount_interest = fields.Monetary(string="Interest", readonly=True, help="Late interest shown, at the day it left.")
    amount_indemnity = fields.Monetary(string="Indemnity", readonly=True, help="Fixed indemnities shown.")
    amount_total = fields.Monetary(
        string="Total", compute="_compute_amount_total", help="Principal asked for, interest and indemnity."
    )
    clause_ids = fields.Many2many(
        "recovery.clause", compute="_compute_clause_ids", help="The clauses of the terms of sale that it quotes."
    )
    claims_outlook = fields.Char(
        string="If it leaves today", compute="_compute_claims_outlook", help="What it would ask for, claims included."
    )
    claim_ids = fields.One2many("recovery.claim", "notice_id", string="Claims", readonly=True)

    @api.depends("amount_due", "amount_interest", "amount_indemnity")
    def _compute_amount_total(self):
        for notice in self:
            notice.amount_total = notice.amount_due + notice.amount_interest + notice.amount_indemnity

    def _compute_claims_outlook(self):
        """What a proposal would claim today, so that whoever approves it knows; nothing is written."""
        Claim = self.env["recovery.claim"].sudo()  # of the instalments of a notice that is read
        for notice in self:
            notice.claims_outlook = False
            interest = notice.line_ids.filtered("level_id.claim_interest")
            indemnity = notice.line_ids.filtered("level_id.claim_indemnity")
            if notice.state not in ("proposed", "approved") or not (interest or indemnity):
                continue
            today = notice.company_id._recovery_today()
            accounts, missing = interest._accounts(today)
            interests = sum(values["amount"] for values in Claim._interest_of(interest, accounts).values())
            indemnities = sum(amount for amount, _is_new in Claim._indemnities_of(indemnity, today).values())
            notice.claims_outlook = next(iter(missing.values()), None) or notice._claims_text(interests, indemnities)

    def _compute_clause_ids(self):
        for notice in self:
            notice.clause_ids = self.env["recovery.clause"]._quoted(notice.company_id, notice.partner_id)

    def _show_claims(self, today):
        """Claim what the levels of these notices say, set-wise; returns the notices that may leave. One that needs a
        rate nobody has entered is held with that sentence, and stops no other."""
        interest = self.line_ids.filtered("level_id.claim_interest")
        indemnity = self.line_ids.filtered("level_id.claim_indemnity")
        if not interest and not indemnity:
            return self
        Claim = self.env["recovery.claim"]
        accounts, missing = interest._accounts(today)
        held = interest.filtered(lambda line: line.move_line_id.id in missing).notice_id
        for notice in held:
            sentence = next(missing[line.id] for line in notice.line_ids.move_line_id if line.id in missing)
            notice.write({"state": "held", "held_reason": sentence})
        held.line_ids.void = True
        interest, indemnity = interest - held.line_ids, indemnity - held.line_ids
        interests = Claim._show_interest(interest, accounts)
        indemnities = Claim._show_indemnities(indemnity, today)
        (self - held)._freeze_claims(interests, indemnities)
        return self - held

    def _freeze_claims(self, interests, indemnities):
        """Write what is claimed on the lines, and its sums on the notices."""
        for line in self.line_ids:
            line.interest, line.indemnity = interests.get(line, 0.0), indemnities.get(line, 0.0)
        for notice in self:
            notice.amount_interest = notice.currency_id.round(sum(notice.line_ids.mapped("interest")))
            notice.amount_indemnity = notice.currency_id.round(sum(notice.line_ids.mapped("indemnity")))

    def _file_claims(self):
        """The claims belong to the cases that their notices have opened."""
        for case, claims in self.claim_ids.grouped(lambda claim: claim.notice_id.case_id).items():
            claims.case_id = case

    def _reverse_claims(self):
        """Undone or failed: what these notices claimed is taken back, and what was shown before stands again. An
        indemnity that another notice shows too is left to it."""
        claims = self.env["recovery.claim"].search([("notice_id", "in", self.ids), ("state", "=", "shown")])
        indemnities = claims.filtered(lambda claim: claim.kind == "indemnity")
        elsewhere = [("notice_id", "not in", self.ids), ("notice_id.state", "=", "sent"), ("indemnity", ">", 0)]
        of_moves = ("move_line_id.move_id", "in", indemnities.move_id.ids)
        also_shown = self.env["recovery.notice.line"].search([of_moves, *elsewhere])
        heirs = {line.move_id: line.notice_id for line in also_shown}
        inherited = indemnities.filtered(lambda claim: claim.move_id in heirs)
        for claim in inherited:
            claim.notice_id = heirs[claim.move_id]
        (claims - inherited)._reverse()

    def _check_claims_undoable(self):
        """:raises UserError: a claim of these notices has been invoiced"""
        if invoiced := self.claim_ids.filtered(lambda claim: claim.state == "invoiced"):
            raise UserError(
                self.env._(
                    "“%(claim)s” has been invoiced with %(invoice)s: cancel that invoice first, then undo.",
                    claim=invoiced[0].display_name,
                    invoice=invoiced[0].invoice_id.name,
                )
            )

    @way_in(COLLECTOR, "read")
    def action_explain(self):
        """How what this notice asks for comes about, as of the day it left."""
        self.ensure_one()
        lines = self.line_ids.move_line_id
        if self.state not in ("sent", "undone"):
            return self.env["recovery.statement"]._action_explain(lines)
        return self.env["recovery.statement"]._action_explain(lines, self.date, self._taken_off())

    def _taken_off(self):
        """What these instalments had taken off when this notice left, as a statement takes it: ({instalment id:
        contested}, {instalment id: covered}). What covered them and was matched since is among their payments now."""
        lines = self.line_ids.move_line_id
        moves, registered = self.env["recovery.interest"]._balance_moves(lines), set()
        for line_id, payments in self.env["recovery.open.items"]._registered(lines).items():
            registered |= {(line_id, name) for _day, _amount, name in payments}
        disputed, covered = {}, {}
        for line in self.line_ids.filtered("move_line_id"):
            its, key = line.move_line_id, line.move_line_id.id
            in_time = (move for move in moves[key] if move.date <= self.date and (key, move.name) not in registered)
            matched = sum((move.amount for move in in_time), Decimal(0))
            since = matched - Decimal(repr(its.amount_currency)) + Decimal(repr(line.residual))
            disputed[key] = Decimal(repr(line.disputed))
            covered[key] = max(Decimal(repr(line.credit)) - max(since, Decimal(0)), Decimal(0))
        return disputed, covered

    def _claims_text(self, interest, indemnity):
        """Principal, interest, indemnity and total in one line, or nothing where nothing is claimed."""
        self.ensure_one()
        if not interest and not indemnity:
            return False
        amounts = (self.amount_due, interest, indemnity, self.amount_due + interest + indemnity)
        principal, interest, indemnity, total = map(self.currency_id.format, amounts)
        return self.env._(
            "Principal %(principal)s, interest %(interest)s, indemnity %(indemnity)s: %(total)s in all",
            principal=principal,
            interest=interest,
            indemnity=indemnity,
            total=total,
        )
