"""What the standing of an invoice leads to, through the blocks that the ladder knows: disputes, holds, promises; and
the tasks beside them.

Each is made once for the status that asks for it, and ended by the one that ends it: what a person does to it in
between stays.
"""

from decimal import Decimal

from markupsafe import Markup
from odoo import fields, models
from odoo.tools import SQL, format_date, html_escape

from ...engine.lifecycle import codes, table

GONE_ON = ("open", "answered", "accepted")  # states of a dispute that a later status ends


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_follow(self, standings):
        """Bring disputes, holds, promises and tasks of these invoices in line with their standings."""
        Lifecycle = self.env["recovery.lifecycle"].sudo()  # the house's work, whoever brought the message
        by_move = Lifecycle.search([("move_id", "in", self.ids)]).grouped("move_id")
        for move in self.sudo():
            if move.move_type != "out_invoice" or move.state != "posted" or move not in by_move:
                continue
            rows, found = by_move[move].with_company(move.company_id), standings[move]
            rows._end_disputes(found.disputed)
            rows._end_holds([entry for _name, entry in found.stops])
            if move.currency_id.is_zero(move.amount_residual):
                continue
            if found.disputed:
                rows._of(found.disputed)._dispute(found.disputed)
            for _name, entry in found.stops:
                rows._of(entry)._hold()
            for entry in found.announced:
                rows._of(entry)._wait()
            for row in rows.filtered(lambda row: row.counts and row._effect() == codes.Effect.ACCOUNT):
                row._tell_account()


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    def _of(self, entry):
        """The row of an entry of the standing."""
        return self.browse(int(entry.key))

    def _day(self):
        """The day of the status, in the company's zone."""
        at = fields.Datetime.context_timestamp(self.with_context(tz=self.company_id._recovery_zone()), self.status_date)
        return format_date(self.env, at.date())

    def _done(self, text, **links):
        """Say beside the message what was done about it."""
        self.ensure_one()
        self.write({"state": "followed", "follow_up": "\n".join(filter(None, (self.follow_up, text))), **links})

    # ---- disputes -------------------------------------------------------------------------------------------------

    def _dispute(self, entry):
        """The dispute on what is contested, for whoever answers it, unless it was made already."""
        if self.dispute_id or self.state == "followed":
            return
        dispute = self.env["recovery.dispute"]
        lines = self._open_lines()
        prepared = dispute._prepare_for(lines)
        amount, told = self._contested(entry, prepared["amount"])
        reason = self.reason_ids.filtered("dispute_type_id")[:1]
        owner = self.company_id._recovery_in_charge(
            reason.user_id, self.status_id.user_id, self._collector(), self.env.user
        )
        made = dispute.create(
            {
                **prepared,
                "amount": self.currency_id.round(amount),
                "type_id": (reason.dispute_type_id or self.env.ref("recovery_dunning.dispute_type_other")).id,
                "owner_id": owner.id,
                "claim": self._claim(told),
            }
        )
        self._done(
            self.env._("Dispute on %(amount)s, answered by %(who)s.", amount=_money(made), who=owner.name),
            dispute_id=made.id,
        )

    def _contested(self, entry, open_amount):
        """(what is contested of the open amount, whether the buyer told how much)"""
        amount, told = table.contested(
            entry.disputed,
            entry.approved and self._still_contested(entry.approved),
            self.action_code,
            _plain(open_amount),
        )
        return float(amount), told

    def _still_contested(self, approved):
        """What of the approved part is open: the rest of the invoice is contested, whatever was paid."""
        total = _plain(self.move_id.amount_total)
        return max(_plain(self.move_id.amount_residual) - max(total - approved, Decimal(0)), Decimal(0))

    def _claim(self, told):
        """What the buyer says, and what to do, for whoever answers him."""
        lines = [
            self.status_id.display_name or self.code,
            *(f"{reason.name} – {reason.advice}" if reason.advice else reason.name for reason in self.reason_ids),
            self.comment,
        ]
        if self.action_code and self.action_code != "NOA":
            asked = dict(self._fields["action_code"]._description_selection(self.env))[self.action_code]
            lines.append(self.env._("He asks for: %s", asked))
        if not told:
            lines.append(self.env._("He does not say how much: ask him, the whole is left out until then."))
        if self.amount_disputed_net and not told:
            net = self.currency_id.format(self.amount_disputed_net)
            lines.append(self.env._("Without VAT he contests %s.", net))
        return "\n".join(filter(None, lines))

    def _end_disputes(self, standing):
        """End the disputes of earlier statuses that a later one has ended."""
        over = self.filtered(lambda row: row.dispute_id and not (standing and str(row.id) == standing.key))
        for row in over.filtered(lambda row: row.dispute_id.state in GONE_ON):
            row.dispute_id._move("closed", GONE_ON)
            row.dispute_id._case().activity_ids.filtered(
                lambda task, row=row: html_escape(row.dispute_id.display_name) in (task.note or "")
            ).action_feedback()
            row._done(self.env._("The dispute was ended by a later status."))

    # ---- holds ----------------------------------------------------------------------------------------------------

    def _hold(self):
        """The hold on the invoice, and the task of whoever ends it, unless they were made already."""
        if self.hold_id or self.state == "followed":
            return
        status, today = self.status_id, self.company_id._recovery_today()
        reason = status.hold_reason_id or self.env.ref("recovery_dunning.hold_reason_checking")
        until = fields.Date.add(today, days=status.hold_days) if status.hold_days else False
        who = self.company_id._recovery_in_charge(status.user_id, self._collector(), self.env.user)
        hold = self.env["recovery.hold"].create(
            {
                "move_id": self.move_id.id,
                "company_id": self.company_id.id,
                "reason_id": reason.id,
                "user_id": who.id,
                "date_until": until,
                "note": self.display_name,
            }
        )
        text = self.env._("Held: %s.", reason.name)
        if until:
            text = self.env._("Held until %(day)s: %(why)s.", day=format_date(self.env, until), why=reason.name)
        self._done(text, hold_id=hold.id, task_id=self._task(who, until).id)

    def _end_holds(self, entries):
        """End the holds of earlier statuses that a later one has ended, and their tasks."""
        standing = {entry.key for entry in entries}
        for row in self.filtered(lambda row: row.hold_id.state == "active" and str(row.id) not in standing):
            row.hold_id.action_end()
            row.task_id.action_feedback(self.env._("A later status has settled it."))
            row._done(self.env._("The hold was ended by a later status."))

    def _task(self, who, until=None):
        """What somebody has to do about it, in the debtor's case; none where the status asks for none."""
        if not self.status_id.task:
            return self.env["mail.activity"]
        return self._case().activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=until or self.company_id._recovery_today(),
            summary=f"{self.status_id.task} ({self.move_id.name})",
            note=self._task_note(),
            user_id=who.id,
        )

    def _task_note(self):
        lines = [self._claim(told=True)]
        if self._effect() == codes.Effect.REFUSED:
            lines.append(self._two_ways())
        return Markup("<br/>").join("\n".join(lines).split("\n"))

    def _two_ways(self):
        """After a refusal: what each way does to the dates, before anybody chooses one. Nothing is done by itself."""
        move, today = self.move_id, self.company_id._recovery_today()
        due = move.invoice_date_due or move.invoice_date
        return self.env._(
            "Cancel and issue anew: an internal credit entry that is not sent, then a new invoice under a new number. "
            "Dated today it falls due on %(new)s instead of %(due)s; interest, indemnity and limitation count from "
            "then on. Or contest: tell the buyer outside of the platform why the refusal is void; the invoice, its due "
            "date and its VAT stand. A refusal does not void the debt, and no credit note is expected.",
            new=format_date(self.env, today + (due - move.invoice_date)),
            due=format_date(self.env, due),
        )

    def _tell_account(self):
        """Another account is to be paid: somebody checks that it is no fraud, and changes what the letters say."""
        if self.state == "followed":
            return
        who = self.company_id._recovery_in_charge(self.status_id.user_id, self._collector(), self.env.user)
        self._done(self.env._("%s checks it.", who.name), task_id=self._task(who).id)

    # ---- promises -------------------------------------------------------------------------------------------------

    def _wait(self):
        """The payment that was sent is waited for, by its amount, until it can have arrived."""
        if self.promise_id or self.state == "followed":
            return
        promise, lines = self.env["recovery.promise"], self._open_lines()
        day = self.payment_date or self.status_date.date()
        open_amount = sum(lines.mapped("amount_residual_currency"))
        announced = self.amount_announced or open_amount
        left = self.currency_id.round(min(announced - self._arrived_since(day), open_amount))
        if not self.amount_announced:
            left = open_amount
        if self.currency_id.compare_amounts(left, 0) <= 0:
            self._done(self.env._("It has come."))
            return
        made = promise.create(
            {
                **promise._prepare_for(promise._enough(lines, left)),
                "amount": left,
                "date": day,
                "float_days": self.status_id.bank_days,
                "channel": "other",
                "note": self.display_name,
                "by_amount": self.currency_id.compare_amounts(left, open_amount) < 0,
                "lifecycle_id": self.id,
            }
        )
        self._done(
            self.env._(
                "%(amount)s waited for until %(day)s.", amount=_money(made), day=format_date(self.env, made.date_until)
            ),
            promise_id=made.id,
        )

    def _arrived_since(self, day):
        """What was paid of the invoice from that day on, in its currency."""
        self.env.flush_all()
        query = SQL(
            """SELECT COALESCE(SUM(part.debit_amount_currency), 0) FROM account_partial_reconcile part
                 JOIN account_move_line due ON due.id = part.debit_move_id
                 JOIN account_move_line paid ON paid.id = part.credit_move_id
                 JOIN account_journal j ON j.id = paid.journal_id AND j.type IN ('bank', 'cash')
                WHERE due.move_id = %s AND paid.date >= %s""",
            self.move_id.id,
            day,
        )
        return float(self.env.execute_query(query)[0][0])

    # ---- whom it concerns -----------------------------------------------------------------------------------------

    def _open_lines(self):
        lines = self.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled and line.amount_residual > 0
        )
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _case(self):
        """The open case of the debtor, which opens where there is none."""
        return self.env["recovery.case"]._case_of(self.company_id, self.partner_id)

    def _collector(self):
        return self.company_id._recovery_collector(self.partner_id.with_company(self.company_id).recovery_user_id)


def _plain(amount):
    return Decimal(repr(amount))


def _money(record):
    return record.currency_id.format(record.amount)
