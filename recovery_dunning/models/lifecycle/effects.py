"""What the standing of an invoice leads to, through the blocks that the ladder knows: disputes, holds, promises; and
the tasks beside them.

Each is made once for the status that asks for it, and ended by the one that ends it: what a person does to it in
between stays.
"""

from collections import defaultdict
from decimal import Decimal

from markupsafe import Markup
from odoo import fields, models
from odoo.tools import SQL, format_date, html_escape

from ...engine.lifecycle import codes, table

GONE_ON = ("open", "answered", "accepted")  # states of a dispute that a later status ends


class AccountMove(models.Model):
    _inherit = "account.move"

    def _recovery_follow(self, standings):
        """Bring disputes, holds, promises and tasks of these invoices in line with their standings, all together."""
        Lifecycle = self.env["recovery.lifecycle"].sudo()  # the house's work, whoever brought the message
        for company, moves in self.sudo().grouped("company_id").items():
            moves = moves.filtered(lambda move: move.move_type == "out_invoice" and move.state == "posted")
            rows = Lifecycle.with_company(company).search([("move_id", "in", moves.ids)])
            moves.line_ids.partner_id.fetch(["recovery_debtor_id"])  # of all together
            its = [standings[move] for move in moves]
            contested = {int(found.disputed.key): found.disputed for found in its if found.disputed}
            stops = [int(entry.key) for found in its for _name, entry in found.stops]
            announced = [int(entry.key) for found in its for entry in found.announced]
            rows._end_disputes(contested)
            rows._end_holds(set(stops))
            rows._end_questions()
            rows.browse(contested)._still_open()._dispute(contested)
            rows.browse(stops)._still_open()._hold()
            rows.browse(announced)._still_open()._wait()
            accounts = rows.filtered(lambda row: row.counts and row._effect() == codes.Effect.ACCOUNT)
            accounts._still_open()._tell_account()


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    def _still_open(self):
        """Those of invoices of which something is open, and to which nobody has reacted yet."""
        return self.filtered(
            lambda row: row.state != "followed" and not row.move_id.currency_id.is_zero(row.move_id.amount_residual)
        )

    def _day(self):
        """The day of the status, in the company's zone."""
        at = fields.Datetime.context_timestamp(self.with_context(tz=self.company_id._recovery_zone()), self.status_date)
        return format_date(self.env, at.date())

    def _done(self, text, **links):
        """Say beside the message what was done about it."""
        self.ensure_one()
        self.write({"state": "followed", "follow_up": "\n".join(filter(None, (self.follow_up, text))), **links})

    # ---- disputes -------------------------------------------------------------------------------------------------

    def _dispute(self, entries):
        """The disputes on what is contested, each for whoever answers it; `entries`: {row id: entry}."""
        rows = self.filtered(lambda row: not row.dispute_id)
        made = self.env["recovery.dispute"].create([row._prepare_dispute(entries[row.id]) for row in rows])
        for row, dispute in zip(rows, made, strict=True):
            who = dispute.owner_id.name
            row._done(
                self.env._("Dispute on %(amount)s, answered by %(who)s.", amount=_money(dispute), who=who),
                dispute_id=dispute.id,
            )

    def _prepare_dispute(self, entry):
        prepared = self.env["recovery.dispute"]._prepare_for(self._open_lines())
        amount, told = self._contested(entry, prepared["amount"])
        reason = self.reason_ids.filtered("dispute_type_id")[:1]
        return {
            **prepared,
            "amount": self.currency_id.round(amount),
            "type_id": (reason.dispute_type_id or self.env.ref("recovery_dunning.dispute_type_other")).id,
            "owner_id": self._in_charge(reason.user_id).id,
            "claim": self._claim(told),
        }

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
        """End the disputes of earlier statuses that a later one has ended, and their tasks; `standing`: the ids of the
        rows whose dispute goes on."""
        over = self.filtered(lambda row: row.dispute_id.state in GONE_ON and row.id not in standing)
        over.dispute_id._move("closed", GONE_ON)
        cases = self.env["recovery.case"]._of(self.env.company, over.partner_id).grouped("partner_id")
        tasks = self.env["mail.activity"]
        for row in over:
            named = html_escape(row.dispute_id.display_name)
            open_tasks = cases[row.partner_id].activity_ids - tasks if row.partner_id in cases else tasks.browse()
            tasks |= open_tasks.filtered(lambda task, named=named: named in (task.note or ""))[:1]
            row._done(self.env._("The dispute was ended by a later status."))
        tasks.action_feedback()

    # ---- holds ----------------------------------------------------------------------------------------------------

    def _hold(self):
        """The holds on the invoices, and the tasks of whoever ends them."""
        rows = self.filtered(lambda row: not row.hold_id)
        holds = self.env["recovery.hold"].create([row._prepare_hold() for row in rows])
        tasks = rows._tasks({row: hold.date_until for row, hold in zip(rows, holds, strict=True)})
        for row, hold in zip(rows, holds, strict=True):
            reason, until = hold.reason_id.name, hold.date_until
            text = self.env._("Held: %s.", reason)
            if until:
                text = self.env._("Held until %(day)s: %(why)s.", day=format_date(self.env, until), why=reason)
            row._done(text, hold_id=hold.id, task_id=tasks.get(row, self.env["mail.activity"]).id)

    def _prepare_hold(self):
        status, today = self.status_id, self.company_id._recovery_today()
        return {
            "move_id": self.move_id.id,
            "company_id": self.company_id.id,
            "reason_id": (status.hold_reason_id or self.env.ref("recovery_dunning.hold_reason_checking")).id,
            "user_id": self._in_charge().id,
            "date_until": fields.Date.add(today, days=status.hold_days) if status.hold_days else False,
            "note": self.display_name,
        }

    def _end_holds(self, standing):
        """End the holds of earlier statuses that a later one has ended, and their tasks; `standing`: as above."""
        over = self.filtered(lambda row: row.hold_id.state == "active" and row.id not in standing)
        over.hold_id.action_end()
        over.task_id.action_feedback(self.env._("A later status has settled it."))
        for row in over:
            row._done(self.env._("The hold was ended by a later status."))

    def _tasks(self, deadlines=None):
        """What somebody has to do about these, in the debtors' cases: {row: its task}; none where the status asks for
        none. `deadlines`: {row: day}, otherwise it is today."""
        asking = self.filtered("status_id.task")
        Case, debtors = self.env["recovery.case"], asking.partner_id
        cases = Case._open_for(self.env.company, debtors, overdue=debtors)
        tasks = [
            {
                "case": cases[row.partner_id.id],
                "user": row._in_charge(),
                "summary": f"{row.status_id.task} ({row.move_id.name})",
                "note": row._task_note(),
                "deadline": (deadlines or {}).get(row),
            }
            for row in asking
        ]
        return dict(zip(asking, Case._assign(tasks), strict=True))

    def _task_note(self):
        lines = [self._claim(told=True)]
        if self.payee:
            lines.append(self.env._("To be paid from now on: %s", self.payee))
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
        tasks = self._tasks()
        for row in self:
            task = tasks.get(row, self.env["mail.activity"])
            row._done(self.env._("%s checks it.", (task.user_id or row._in_charge()).name), task_id=task.id)

    # ---- promises -------------------------------------------------------------------------------------------------

    def _wait(self):
        """The payments that were sent are waited for, each by its amount, until it can have arrived."""
        rows, arrived = self.filtered(lambda row: not row.promise_id), self._arrived()
        awaited = {row: row._prepare_promise(arrived) for row in rows}
        for row in rows.filtered(lambda row: not awaited[row]):
            row._done(self.env._("It has come."))
        rows = rows.filtered(lambda row: awaited[row])
        made = self.env["recovery.promise"].create([awaited[row] for row in rows])
        for row, promise in zip(rows, made, strict=True):
            until = format_date(self.env, promise.date_until)
            row._done(
                self.env._("%(amount)s waited for until %(day)s.", amount=_money(promise), day=until),
                promise_id=promise.id,
            )

    def _prepare_promise(self, arrived):
        """The values of what is waited for; None where it has come. `arrived`: what `_arrived` says."""
        promise, lines = self.env["recovery.promise"], self._open_lines()
        day = self.payment_date or self.status_date.date()
        open_amount = sum(lines.mapped("amount_residual_currency"))
        since = sum(amount for paid_on, amount in arrived.get(self.move_id.id, ()) if paid_on >= day)
        left = min(self.amount_announced - since, open_amount) if self.amount_announced else open_amount
        left = self.currency_id.round(left)
        if self.currency_id.compare_amounts(left, 0) <= 0:
            return None
        return {
            **promise._prepare_for(promise._enough(lines, left)),
            "amount": left,
            "date": day,
            "float_days": self.status_id.bank_days,
            "channel": "other",
            "note": self.display_name,
            "by_amount": self.currency_id.compare_amounts(left, open_amount) < 0,
            "lifecycle_id": self.id,
        }

    def _arrived(self):
        """{invoice id: [(day, what was paid of it, in its currency)]}"""
        arrived = defaultdict(list)
        if not self:
            return arrived
        self.env.flush_all()
        query = SQL(
            """SELECT due.move_id, paid.date, part.debit_amount_currency FROM account_partial_reconcile part
                 JOIN account_move_line due ON due.id = part.debit_move_id
                 JOIN account_move_line paid ON paid.id = part.credit_move_id
                 JOIN account_journal j ON j.id = paid.journal_id AND j.type IN ('bank', 'cash')
                WHERE due.move_id IN %s""",
            tuple(self.move_id.ids),
        )
        for move_id, day, amount in self.env.execute_query(query):
            arrived[move_id].append((day, float(amount)))
        return arrived

    # ---- whom it concerns -----------------------------------------------------------------------------------------

    def _open_lines(self):
        lines = self.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled and line.amount_residual > 0
        )
        return lines.sorted(lambda line: (line.date_maturity or line.date, line.id))

    def _in_charge(self, *users):
        """Who does it: the first of these who is there, whom the status names, or who follows the debtor."""
        return self.company_id._recovery_in_charge(*users, self.status_id.user_id, self._collector(), self.env.user)

    def _collector(self):
        return self.company_id._recovery_collector(self.partner_id.with_company(self.company_id).recovery_user_id)


def _plain(amount):
    return Decimal(repr(amount))


def _money(record):
    return record.currency_id.format(record.amount)
