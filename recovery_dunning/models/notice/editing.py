"""A proposal edited by a person: an instalment taken out, another level with its reason, another contact."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..record.actions import dialog
from ..record.way_in import COLLECTOR, way_in


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    is_edited = fields.Boolean(
        string="Edited", readonly=True, help="Somebody changed this proposal: a newer run leaves it as it is."
    )

    @way_in(COLLECTOR, "read")
    def action_edit(self):
        """The dialog in which this proposal is changed."""
        self.ensure_one()
        self._check_editable()
        return dialog(self.env._("Change the proposal"), "recovery.notice.wizard", default_notice_id=self.id)

    @way_in(COLLECTOR, "read")
    def action_preview(self):
        """The message as it would leave now, in the language of whom it goes to."""
        self.ensure_one()
        self._check_editable()
        values = self.sudo()._preview()  # rights were checked above; nothing of it is kept
        preview = self.env["recovery.notice.preview"].create({"notice_id": self.id, **values})
        return {**preview._get_records_action(target="new"), "name": self.env._("Preview")}

    def _preview(self):
        """Send it as far as the outbox, read the mail, and take everything back."""
        if not self.level_id.speaks:
            return {"subject": self.level_id.name, "email_to": self.collector_id.name, "body": self.instalment_table}
        with self.env.cr.savepoint() as savepoint:
            notice = self.with_context(recovery_preview=True)
            leaving = notice._guard(self.company_id, self.company_id._recovery_today())
            held = {"subject": self.env._("Nothing would leave: %s", notice.held_reason)}
            values = leaving._preview_message() if leaving else held
            savepoint.rollback()
        return values

    def _preview_message(self):
        """The mail, otherwise the letter, otherwise the SMS."""
        if self._goes_by_mail():
            mail = self._write_mails()
            return {
                "email_from": mail.email_from,
                "email_to": self.contact_id.email_formatted,
                "subject": mail.subject,
                "body": mail.body_html,
                "attachments": ", ".join(move._get_invoice_report_filename() for move in self._attached_invoices()),
            }
        if self._goes_by_letter():
            address = ", ".join(self.postal_id._recovery_postal_lines(self.company_id))
            return {"subject": self.level_id.name, "email_to": address, "body": self._letter_html()}
        return {"subject": self.level_id.name, "email_to": self.contact_id.name, "body": self._sms_text()}

    def _check_editable(self):
        """:raises UserError: the notice is no proposal any more"""
        self.run_id._check_group("recovery_dunning.group_recovery_user")
        if done := self.filtered(lambda notice: notice.state not in ("proposed", "approved")):
            raise UserError(self.env._("“%s” is no proposal any more: it stays as it is.", done[0].display_name))

    def _edit(self, reason, contact=None, levels=None, taken_out=None):
        """Change a proposal. Whatever was approved waits for approval again.

        :param reason: why, in words; kept with the lines, and in the record once the notice leaves
        :param contact: whom it goes to
        :param levels: {notice line: the level it takes instead}
        :param taken_out: the notice lines that are left out today
        :raises UserError: no reason is given, the level falls or was taken already, or the contact cannot be written to
        """
        self.ensure_one()
        self._check_editable()
        self.check_access("read")
        notice = self.sudo()  # rights were checked above; a collector cannot write notices himself
        if {*(levels or ()), *(taken_out or ())} - set(self.line_ids):
            raise UserError(self.env._("These lines are of another notice: open the dialog anew."))
        if (levels or taken_out) and not reason:
            raise UserError(self.env._("Say why: the reason goes into the record."))
        if contact and contact != notice.contact_id:
            notice._address(contact)
        for line, level in (levels or {}).items():
            notice._change_level(line.sudo(), level, reason)  # a line of this notice
        notice.write({"is_edited": True, "state": "proposed"})
        if taken_out:
            notice._take_out(taken_out.sudo(), reason)  # lines of this notice
        if notice.line_ids:
            notice._settle_amounts()
        notice.run_id._settle_state()

    def _address(self, contact):
        if self.partner_id != contact.recovery_debtor_id:
            raise UserError(self.env._("%s is no contact of the debtor.", contact.display_name))
        if self.level_id.send_email and not self._reaches(contact):
            raise UserError(self.env._("%s has no mail address: add one first.", contact.display_name))
        self.write({"contact_id": contact.id, "is_addressed": True})

    def _change_level(self, line, level, reason):
        if level.procedure_id != line.level_id.procedure_id:
            raise UserError(self.env._("“%s” belongs to another procedure.", level.name))
        if line.previous_level_id and level.rank <= line.previous_level_id.rank:
            raise UserError(
                self.env._(
                    "%(invoice)s has reached “%(reached)s” already, and pressure never falls: choose a later level, or "
                    "undo the notice that raised it.",
                    invoice=line.name or line.move_id.name,
                    reached=line.previous_level_id.name,
                )
            )
        line.write(
            {"level_id": level.id, "change": self.env._("%(user)s: %(reason)s", user=self.env.user.name, reason=reason)}
        )

    def _take_out(self, lines, reason):
        """Leave `lines` out for the day: exceptions with their reason. A notice without a line is cancelled."""
        self.env["recovery.exception"].create(
            [
                {
                    "run_id": self.run_id.id,
                    "move_line_id": line.move_line_id.id,
                    "partner_id": self.partner_id.id,
                    "date_maturity": line.date_maturity,
                    "residual": line.residual,
                    "reason": "taken_out",
                    "level_id": line.level_id.id,
                    "date_next": fields.Date.add(self.run_id.date, days=1),
                    "note": f"{self.env.user.name}: {reason}",
                }
                for line in lines
            ]
        )
        if lines == self.line_ids:
            self._cancel(self.env._("Taken out by hand: %s", reason))
        else:
            lines.unlink()

    def _settle_amounts(self):
        """Words and amounts that follow from the lines."""
        level = max(self.line_ids.level_id, key=lambda level: level.rank)
        if level != self.level_id:
            self.level_id = level
        for part in ("residual", "credit", "disputed"):
            total = self.currency_id.round(sum(self.line_ids.mapped(part)))
            if self.currency_id.compare_amounts(total, self[f"amount_{part}"]):
                self[f"amount_{part}"] = total


class RecoveryNoticePreview(models.TransientModel):
    _name = "recovery.notice.preview"
    _description = "Preview of a Notice"

    notice_id = fields.Many2one("recovery.notice", required=True, readonly=True, ondelete="cascade")
    email_from = fields.Char(string="Sender", readonly=True)
    email_to = fields.Char(string="Recipient", readonly=True)
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)  # our own rendering, shown as it would leave
    attachments = fields.Char(readonly=True)
