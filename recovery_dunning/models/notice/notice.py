"""A notice: one message to one debtor in one currency, with the instalments it asks for. Kept as it was sent."""

import logging

import psycopg2
from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ...engine import ladder
from ..outbox.outgoing_mail import CannotLeave
from ..record.apart import wait_briefly
from ..record.way_in import COLLECTOR, MANAGER, READER, way_in

_logger = logging.getLogger(__name__)


class RecoveryNotice(models.Model):
    _name = "recovery.notice"
    _inherit = "recovery.outgoing.mail"
    _description = "Recovery Notice"
    _order = "date desc, id desc"
    _check_company_auto = True
    _log_access = False  # written by the thousand, with the run that says who and when

    run_id = fields.Many2one("recovery.run", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True)
    case_id = fields.Many2one("recovery.case", index="btree_not_null", ondelete="restrict")
    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, index=True, ondelete="restrict")
    contact_id = fields.Many2one("res.partner", string="Sent to", ondelete="restrict")
    level_id = fields.Many2one("recovery.level", required=True, ondelete="restrict", help="The highest step on it.")
    procedure_id = fields.Many2one(related="level_id.procedure_id")
    tone = fields.Integer(
        readonly=True, copy=False, help="1 courteous to 4 formal: that of its level, or of what was said before it."
    )
    date = fields.Date(required=True, help="The day of the run; once sent, the day it left.")
    currency_id = fields.Many2one("res.currency", required=True)
    line_ids = fields.One2many("recovery.notice.line", "notice_id", string="Instalments", readonly=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("held", "Held"),
            ("waiting", "Waiting for the mail server"),
            ("sent", "Sent out"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
            ("undone", "Undone"),
        ],
        required=True,
        default="proposed",
        index=True,
    )
    held_reason = fields.Char(string="Reason", help="Why it did not leave.")
    amount_residual = fields.Monetary(string="Balance", help="The balance of its instalments.")
    amount_credit = fields.Monetary(string="Open credits", help="Credit notes and payments not matched yet.")
    amount_disputed = fields.Monetary(string="Disputed", help="The part that the debtor contests: it is not asked for.")
    amount_due = fields.Monetary(string="Asked for", compute="_compute_amount_due")
    outside_window = fields.Char(
        readonly=True, copy=False, help="What spoke against sending it at that hour, and who decided to send it."
    )
    sent_date = fields.Datetime(string="Sent on")
    mail_id = fields.Many2one("mail.mail", ondelete="set null", index="btree_not_null")
    document_ids = fields.Many2many("ir.attachment", string="Documents", help="What was sent, as it was sent.")
    days_overdue = fields.Integer(string="Days late", compute="_compute_days_overdue", help="Of the oldest instalment.")

    @api.depends("partner_id", "level_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for notice in self:
            notice.display_name = f"{notice.partner_id.display_name} – {notice.level_id.name}"

    @api.depends("amount_residual", "amount_credit", "amount_disputed")
    def _compute_amount_due(self):
        for notice in self:
            notice.amount_due = notice.amount_residual - notice.amount_credit - notice.amount_disputed

    @api.depends("line_ids.days_overdue")
    def _compute_days_overdue(self):
        for notice in self:
            notice.days_overdue = max(notice.line_ids.mapped("days_overdue"), default=0)

    # ---- decide ---------------------------------------------------------------------------------------------------

    def _requires_approval(self):
        self.ensure_one()
        return any((self.level_id | self.line_ids.level_id).mapped("require_approval"))

    @way_in(COLLECTOR, "read")
    def action_approve(self):
        """Approve these notices; the same rights as for their run."""
        for run, notices in self.grouped("run_id").items():
            run._check_group("recovery_dunning.group_recovery_user")
            if any(notice._requires_approval() for notice in notices):
                run._check_group("recovery_dunning.group_recovery_manager")
            notices.filtered(lambda notice: notice.state == "proposed").sudo()._approve()  # rights checked above

    @way_in(MANAGER, "read")
    def action_undo(self):
        """Take back these notices alone.

        :raises UserError: an instalment has since taken another step
        """
        self.run_id._check_group("recovery_dunning.group_recovery_manager")
        self.sudo()._out()._undo()  # rights checked above

    @way_in(MANAGER, "read")
    def action_ask_to_undo(self):
        """The dialog that takes these notices back, with a correction mail if asked."""
        return self.env["recovery.run"]._undo_dialog({"default_notice_ids": self.ids})

    def _left(self):
        """Those that left, whatever became of them: they are part of the record."""
        return self.filtered(lambda notice: notice.state in ("waiting", "sent", "failed", "undone"))

    def _out(self):
        """Those whose step is taken: they left, or wait for the mail server."""
        return self.filtered(lambda notice: notice.state in ("waiting", "sent"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_left(self):
        if left := self._left():
            raise UserError(self.env._("“%s” has left: it is kept as it was sent.", left[0].display_name))

    def _approve(self):
        self.state = "approved"
        self.run_id._settle_state()

    def _cancel(self, reason):
        """Notices that will not leave: their instalments are free for another run."""
        self.write({"state": "cancelled", "held_reason": reason})
        self.line_ids.void = True

    def _give_way(self):
        """To a newer proposal for the same debts."""
        self._cancel(self.env._("A newer run looked at these debts again."))

    # ---- send -----------------------------------------------------------------------------------------------------

    def _send(self):
        """Send approved notices: look at the facts again, write what leaves, raise the levels.

        Everything is written in the current transaction; the mails themselves leave after its commit, so a crash
        loses nothing and sends nothing twice (rule 2). A notice that another worker is sending is left to it.
        """
        notices = self.try_lock_for_update(allow_referencing=True)
        notices.invalidate_recordset(["state"])
        notices = notices.filtered(lambda notice: notice.state == "approved")
        for company, company_notices in notices.grouped("company_id").items():
            today = company._recovery_today()
            leaving = company_notices._guard(company, today)
            leaving.write({"state": "sent", "date": today, "sent_date": fields.Datetime.now()})
            leaving._open_cases(company)
            leaving._file_claims()
            leaving._note_insistence()
            leaving._write_levels(lambda line, today=today: (line.level_id, today))
            leaving._speak(today)

    def _send_or_fail(self):
        """Send, and let a notice that cannot be written (a broken template, a print that fails) stop no other."""
        try:
            with self.env.cr.savepoint():
                wait_briefly(self.env)
                self._send()
        except Exception as error:
            is_locked = isinstance(error, (LockError, psycopg2.errors.LockNotAvailable))
            if isinstance(error, psycopg2.Error) and not is_locked:
                raise  # another worker, or the database: tried again later
            if len(self) > 1:
                for notice in self:
                    notice._send_or_fail()
                return
            if isinstance(error, CannotLeave):
                self.write({"state": "held", "held_reason": str(error)})
                self.line_ids.void = True
                return
            if is_locked:
                _logger.info("recovery notice %s waits: its case is being written by somebody else", self.id)
                return
            _logger.warning("recovery notice %s could not be written", self.id, exc_info=True)
            self.write({"state": "failed", "held_reason": str(error)})
            self.line_ids.void = True

    def _guard(self, company, today):
        """Rule 1: what may no longer be asked for is taken off; returns the notices that still ask for something.
        Amounts and days late are those of now."""
        allowed, refused, tones, owing = {}, {}, {}, {}
        for run, notices in self.grouped("run_id").items():
            book, scope = self.env["recovery.open.items"], (set(run.procedure_ids.ids), set(run.move_ids.ids))
            for debtors in book._debtors(company, today, partners=notices.partner_id, sending=run):
                for debtor in debtors:
                    owing[debtor.id] = debtor
                    proposal = ladder.propose(self.env["recovery.proposal"]._in_scope(debtor, *scope), today)
                    allowed.update({m.instalment.id: m for message in proposal.messages for m in message.moves})
                    refused.update({r.instalment.id: r.reason.value for r in proposal.refusals})
                    tones.update(
                        {m.instalment.id: message.tone for message in proposal.messages for m in message.moves}
                    )
        kept = self.line_ids.browse()
        for notice in self:
            kept |= notice._keep_allowed(allowed, refused)
        kept._freeze_amounts({line.id: allowed[line.move_line_id.id] for line in kept}, today)
        going_on = self.filtered(lambda notice: notice.state != "held")
        for notice in going_on:
            notice._settle_amounts()
            notice.tone = max([notice.tone, *(tones[line_id] for line_id in notice.line_ids.move_line_id.ids)])
        return going_on._readdress(owing, allowed)._show_claims(today)

    def _keep_allowed(self, allowed, refused):
        """The lines of this notice that may still be asked for, or none and it is held; the others are taken off."""
        lines = self.line_ids
        kept = lines.filtered(
            lambda line: (
                line.move_line_id.id in allowed
                and (line.change or allowed[line.move_line_id.id].level.id == line.level_id.id)
            )
        )
        if not kept:
            self.write({"state": "held", "held_reason": self._refusal_text(lines, refused)})
            lines.void = True
        elif lines - kept:
            (lines - kept).unlink()
        return kept

    def _refusal_text(self, lines, refused):
        """Why nothing is left to ask for: the reasons, or that all is paid."""
        labels = dict(self.env["recovery.exception"]._fields["reason"]._description_selection(self.env))
        reasons = {refused.get(line_id) for line_id in lines.move_line_id.ids}
        texts = sorted(labels[reason] if reason else self.env._("Paid") for reason in reasons)
        if "no_contact" in reasons and (advice := self.partner_id._recovery_unreached_advice(self.level_id)):
            texts.append(advice)
        return ", ".join(texts)

    def _open_cases(self, company):
        """A case opens with the first reminder or task; a statement of coming dues only joins an open one."""
        reminders = self.filtered(lambda n: n.level_id.phase != "preventive" or n.level_id.activity_type_id)
        cases = self.env["recovery.case"]._open_for(company, self.partner_id, overdue=reminders.partner_id)
        for notice in self:
            notice.case_id = cases.get(notice.partner_id.id)

    def _note_insistence(self):
        """Say on the notices that leave outside their window who decided so (rule 7)."""
        Calendar = self.env["recovery.calendar"]
        for run, notices in self.filtered("run_id.insisted_by_id").grouped("run_id").items():
            for notice, facts in Calendar._closed(notices).items():
                notice.outside_window = self.env._(
                    "%(reason)s: sent by decision of %(user)s",
                    reason=Calendar._closed_text({notice: facts}, counted=False),
                    user=run.insisted_by_id.name,
                )

    # ---- levels ---------------------------------------------------------------------------------------------------

    def _write_levels(self, level_of):
        lines = self.line_ids.filtered("move_line_id")  # an instalment may have been deleted since
        self.env["account.move.line"]._write_recovery_levels({line.move_line_id.id: level_of(line) for line in lines})

    def _undo(self):
        """Give the instalments back the level and date they had, and say so in the record.

        :raises UserError: an instalment has since taken another step
        """
        for notice in self:
            moved = notice.line_ids.filtered(lambda line: line.move_line_id.recovery_level_id != line.level_id)
            if moved:
                raise UserError(
                    self.env._(
                        "%(invoice)s has taken another step since (%(level)s). Undo that run first.",
                        invoice=moved[0].move_id.name,
                        level=moved[0].move_line_id.recovery_level_id.name or "-",
                    )
                )
        self._check_claims_undoable()
        reason = self.env.context.get("recovery_undo_reason")
        undone = self.env._("Notice undone")
        self._take_back("undone", "undo", f"{undone}: {reason}" if reason else undone)
        self.mail_id.filtered(lambda mail: mail.state == "outgoing").cancel()

    def _fail(self, reason):
        """The mail did not leave: the step was not taken, the next run proposes it again."""
        self._take_back("failed", "failure", reason)

    def _take_back(self, state, kind, reason):
        self._write_levels(lambda line: (line.previous_level_id, line.previous_date))
        self._reverse_claims()
        self.write({"state": state, "held_reason": reason})
        self.line_ids.void = True
        for notice in self:
            notice.case_id._log(kind, lambda case: reason, result=notice.display_name)
        self.case_id._review_formal_notice()
        self.run_id._settle_state()

    @way_in(READER, "read")
    def action_open_case(self):
        self.ensure_one()
        return self.case_id._get_records_action()
