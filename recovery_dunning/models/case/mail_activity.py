"""A call or a visit that is done on a case is a contact with the debtor: it goes into the record, and counts."""

from odoo import models

from ...engine import channels

CONTACTS = {"phonecall": channels.PHONE, "meeting": channels.VISIT}  # categories of activities, and their channel


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
