"""The contacts of a case: calls, visits and mails, the dialogs in which they are written down, and how each gets into
the record."""

from odoo import fields, models
from odoo.tools import html2plaintext

from ...engine import channels
from ...engine.facts import BUDGET_DAYS, WEEK_DAYS
from ..record.actions import dialog
from ..record.way_in import COLLECTOR, READER, VIEWER, way_in

CONTACTS = {"phonecall": channels.PHONE, "meeting": channels.VISIT}  # categories of activities, and their channel


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    unanswered_calls = fields.Integer(
        readonly=True, copy=False, help="Calls in a row that nobody answered; any word with the debtor ends the row."
    )

    def _contact_budget(self):
        """What the procedures of the debtor allow: [(contacts made, in how many days, how many are allowed)], without
        those that set no limit."""
        self.ensure_one()
        company = self.company_id
        book = self.env["recovery.open.items"]._debtors(company, company._recovery_today(), partners=self.partner_id)
        debtor = next(book)[0]
        procedures = {i.procedure for i in debtor.instalments if i.procedure}
        budget = []
        for days, limit in ((BUDGET_DAYS, "max_contacts"), (WEEK_DAYS, "max_contacts_week")):
            allowed = min((its for p in procedures if (its := getattr(p, limit))), default=0)
            since = fields.Date.subtract(company._recovery_today(), days=days)
            if allowed:
                budget.append((sum(contact > since for contact in debtor.contacts), days, allowed))
        return budget

    @way_in(COLLECTOR, "read")
    def action_contact(self):
        """Record a call, a visit, a letter: the dialog says first what speaks against it."""
        self.ensure_one()
        values = {"default_case_id": self.id, "default_contact_id": self._spoken_with().id}
        return dialog(self.env._("Contact"), "recovery.contact.wizard", **values, dialog_size="extra-large")

    def _spoken_with(self):
        """Who is named first at the debtor's, if he can be called, otherwise the debtor himself."""
        people = self.partner_id.sudo().recovery_contact_ids.contact_id  # whom to call, for whoever calls
        return people.filtered("phone")[:1] or self.partner_id

    def _calls_to_make(self):
        """The tasks to call that are due until today."""
        return self.env["mail.activity"].search(
            [
                *(("res_model", "=", self._name), ("res_id", "in", self.ids)),
                ("activity_type_id.category", "=", "phonecall"),
                ("date_deadline", "<=", fields.Date.context_today(self)),
            ]
        )

    @way_in(COLLECTOR, "read")
    def action_call(self, task_id=False):
        """Call the debtor: the dialog shows what to say, and takes down what was said.

        :param task_id: the task that asks for it, if it is one that is still to come
        """
        self.ensure_one()
        action = self.action_contact()
        action["name"] = self.env._("Call")
        action["context"] = {**action["context"], "default_channel": channels.PHONE, "default_task_id": task_id}
        return action

    @way_in(VIEWER, "read")
    def action_visit(self):
        """The dialog in which a visit is reported."""
        self.ensure_one()
        return dialog(
            self.env._("Visit"), "recovery.visit.wizard", default_case_id=self.id, default_partner_id=self.partner_id.id
        )

    def _message_post_after_hook(self, message, msg_values):
        """A mail that a person writes to the debtor from the case, and the debtor's answer, are contacts."""
        family = message.partner_ids.filtered(lambda p: p.recovery_debtor_id == self.partner_id)
        sent = message.message_type == "comment" and not message.is_internal and family
        received = message.message_type == "email" and message.author_id.recovery_debtor_id == self.partner_id
        if sent or received:
            # what a machine answered is noted, and is no contact
            kind = "note" if received and self.env.context.get("recovery_automatic") else "contact"
            self.sudo()._log(  # a mail that comes in has no user with rights; the author of what goes out stays himself
                kind,
                lambda case: message.subject or case.env._("Mail"),
                direction="in" if received else "out",
                channel=channels.EMAIL,
                contact=message.email_from if received else ", ".join(family.mapped("email_formatted")),
                result=html2plaintext(message.body or "") or False,
            )
        return super()._message_post_after_hook(message, msg_values)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Notes and mails of a case are read by who reads the file: a viewer sees none but those addressed to him."""
        operations = super()._mail_get_operation_for_mail_message_operation(message_operation)
        if message_operation == "read" and not self.env.user.has_group(READER):
            return dict.fromkeys(operations, "write")
        return operations


class MailActivity(models.Model):
    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        for activity in self.filtered(lambda a: a.res_model == "recovery.case"):
            channel = CONTACTS.get(activity.activity_type_id.category)
            if channel and not self.env.context.get("recovery_recorded"):
                case = self.env["recovery.case"].browse(activity.res_id)
                case.sudo()._log(  # whoever does the task writes its event; the author stays himself
                    "contact",
                    lambda case, activity=activity: activity.summary or activity.activity_type_id.name,
                    direction="out",
                    channel=channel,
                    contact=case.partner_id.display_name,
                    result=feedback or False,
                )
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
