"""From messages to where an invoice stands: read anew from all of them, by the order of their dates, whenever one
comes."""

from decimal import Decimal

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.lifecycle import codes, standing
from ..record.apart import each_apart

# what somebody should look at where nothing is open any more
ASKS_FOR = ("disputed", "suspended", "refused", "undelivered", "replaced", "payee")


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    def _follow(self):
        """Do what follows from these rows, each invoice apart."""
        # what follows is the house's work, whoever brought the file
        rows = self.sudo().with_context(lifecycle_following=True)
        rows._put_aside_where_all_is_over()
        rows = rows.filtered(lambda row: row.move_id and row.state != "aside")
        if not rows:
            return
        standings = rows.move_id._recovery_standings()
        rows.move_id._recovery_keep_standing(standings)
        followed = rows._followed_before()
        accounts = rows.filtered(lambda row: row._effect() == codes.Effect.ACCOUNT).move_id
        acted = rows.move_id.filtered(lambda move: _asks(standings[move])) | followed | accounts
        left = each_apart(acted, lambda moves: moves._recovery_follow(standings))
        for move in left:
            failed = rows.filtered(lambda row, move=move: row.move_id == move)
            failed.write({"state": "aside", "problem": "failed", "detail": str(left[move])[:500]})
        rows.filtered(lambda row: row.move_id not in left)._log_in_cases()

    def _followed_before(self):
        """The invoices of these rows of which a message led to something before."""
        done = Domain.OR([(link, "!=", False)] for link in ("dispute_id", "hold_id", "promise_id", "task_id"))
        return self.search(done & Domain("move_id", "in", self.move_id.ids)).move_id

    def _effect(self):
        """What this status does, by the choices of today."""
        self.ensure_one()
        chosen = next((reason.effect for reason in self.reason_ids if reason.effect), None) or self.status_id.effect
        return codes.Effect(chosen or codes.Effect.NOTE)

    def _entries(self):
        """These rows as the engine needs them, those left out that do not count."""
        for row in self:
            if not row.counts or row.state == "aside" or not row.status_date:
                continue
            yield standing.Entry(
                str(row.id),
                row.status_date,
                row.code,
                row._effect(),
                tuple((row.reason_codes or "").split(", ")),
                disputed=_told(row.amount_disputed),
                approved=_told(row.amount_approved),
                announced=_told(row.amount_announced),
                collected=_told(row.amount_collected),
                pay_day=row.payment_date or None,
            )

    def _put_aside_where_all_is_over(self):
        """A dispute about a debt that is paid, or whose case is closed, is for a person to judge."""
        asking = self.filtered(
            lambda row: (
                row.move_id.move_type == "out_invoice"
                and row.state == "kept"
                and row.counts
                and row._effect().value in ASKS_FOR
            )
        )
        for company, rows in asking.grouped("company_id").items():
            closed = self._closed_debtors(company, rows.move_id.recovery_debtor_id)
            over = rows.filtered(
                lambda row, closed=closed: (
                    row.currency_id.is_zero(row.move_id.amount_residual) or row.partner_id in closed
                )
            )
            over.write({"state": "aside", "problem": "closed"})

    def _closed_debtors(self, company, debtors):
        """Those of them whose last case is closed."""
        cases = self.env["recovery.case"].search([("company_id", "=", company.id), ("partner_id", "in", debtors.ids)])
        return cases.partner_id - cases.filtered(lambda case: case.phase != "closed").partner_id

    def _take_by_hand(self):
        """A person has looked at them: they count, and what follows is done."""
        # rights were checked on the rows, which nobody writes by hand
        rows = self.sudo().with_context(lifecycle_following=True)
        rows.write({"state": "kept", "problem": False, "detail": False})
        standings = rows.move_id._recovery_standings()
        rows.move_id._recovery_keep_standing(standings)
        rows.move_id._recovery_follow(standings)
        rows._log_in_cases()

    def _match_by_hand(self, move):
        """A person says that it is about this invoice.

        :raises UserError: it says no status, or was followed already
        """
        self.ensure_one()
        if self.state != "aside" or not self.code or not self.status_date:
            raise UserError(self.env._("There is nothing to match: it says no status, or was followed already."))
        self.sudo().move_id = move  # said by whoever reads both
        self._take_by_hand()

    def _log_in_cases(self):
        """An event in the record of the open case, and of all that was told before it opened; what is confidential
        leaves none."""
        for company, rows in self.grouped("company_id").items():
            self._tell_cases(self.env["recovery.case"]._of(company, rows.move_id.recovery_debtor_id), rows)

    def _tell_cases(self, cases, rows=()):
        """Write into the record of these cases, the oldest first, what was told of the open invoices of their debtors,
        and `rows`, unless it is there."""
        for company, its in cases.grouped("company_id").items():
            if not self.search_count([("company_id", "=", company.id)], limit=1):
                continue
            lines = self.env["account.move.line"]._recovery_owed(company, its.partner_id)
            told = self.search([("move_id", "in", lines.move_id.ids), ("state", "in", ("kept", "followed"))])
            told = (told | self.browse(row.id for row in rows)).sorted(lambda row: (row.status_date, row.id))
            by_debtor = its.grouped("partner_id")
            new = told.filtered(
                lambda row, by_debtor=by_debtor: (
                    row.counts
                    and row.partner_id in by_debtor
                    and row.event_id.case_id != by_debtor[row.partner_id]
                    and row._effect() != codes.Effect.CONFIDENTIAL
                )
            )
            vals_list = [row._prepare_event(by_debtor[row.partner_id]) for row in new]
            for row, event in zip(new, self.env["recovery.event"].create(vals_list), strict=True):
                row.event_id = event

    def _prepare_event(self, case):
        self.ensure_one()
        lines = [", ".join(self.reason_ids.mapped("name")), self.comment, self.follow_up]
        return {
            "case_id": case.id,
            "kind": "lifecycle",
            "direction": "in",
            "contact": " ".join(filter(None, (self.issuer, self.issuer_role and f"({self.issuer_role})"))),
            "summary": self.env._(
                "%(status)s: invoice %(invoice)s, %(day)s",
                status=self.status_id.display_name or self.code,
                invoice=self.move_id.name,
                day=self._day(),
            ),
            "result": "\n".join(filter(None, lines)) or False,
            "attachment_ids": [(6, 0, self.document_id.ids)],
        }


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_standings(self):
        """{invoice: its `Standing`} by all that was told of it."""
        rows = self.env["recovery.lifecycle"].sudo().search([("move_id", "in", self.ids)])  # what is decided on
        by_move = rows.grouped("move_id")
        return {move: standing.standing(by_move[move]._entries() if move in by_move else ()) for move in self}

    def _recovery_keep_standing(self, standings):
        """Write the standing on the invoices, set-wise and past the ledger's own checks: it changes no accounting."""
        rows = [
            (move.id, standings[move].name or None, standings[move].because and standings[move].because.at)
            for move in self
        ]
        if not rows:
            return
        self.env.flush_all()
        values = SQL(", ").join(SQL("(%s, %s, %s::timestamp)", *row) for row in rows)
        self.env.cr.execute(
            SQL(
                """UPDATE account_move m SET recovery_lifecycle = told.name, recovery_lifecycle_date = told.at
                     FROM (VALUES %s) AS told(id, name, at) WHERE m.id = told.id""",
                values,
            )
        )
        self.invalidate_recordset(["recovery_lifecycle", "recovery_lifecycle_date"])


def _asks(found):
    return bool(found.stops or found.disputed or found.announced)


def _told(amount):
    """An amount that was told; a figure of 0 tells nothing."""
    return Decimal(repr(amount)) if amount else None
