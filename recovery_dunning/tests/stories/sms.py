"""A ladder whose first step is a mail and an SMS."""

from unittest.mock import patch

from odoo.addons.sms.tools.sms_api import SmsApi

from .letters import ADDRESS, LetterStory


class SmsStory(LetterStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paper.write({"send_letter": False, "send_email": True})
        cls.debtor.write(dict.fromkeys(ADDRESS, False))
        cls.template_sms = cls.env.ref("recovery_dunning.sms_template_reminder")
        cls.first = cls.ladder.level_ids[0]
        cls.first.write({"send_sms": True, "sms_template_id": cls.template_sms.id})
        cls.debtor.write({"country_id": cls.france.id, "phone": "06 12 34 56 78"})

    def queue(self):
        return self.env["sms.sms"].search([("state", "=", "outgoing")])


class DeliveryStory(SmsStory):
    """A provider that answers, at once or by its report later."""

    def send(self, state="success", **level):
        """Odoo's queue hands the SMS of a fresh run to a provider that answers `state`."""
        self.first.write(level)
        self.move = self.invoice(due="-4d")
        notice = self.run_and_send().notice_ids
        self.sms = self.queue()

        def answer(_api, messages, delivery_reports_url=False):
            return [{"uuid": n["uuid"], "state": state} for message in messages for n in message["numbers"]]

        with patch.object(SmsApi, "_send_sms_batch", answer):
            self.sms.send()
        return notice

    def reminders(self):
        """The mails to the debtor, not those that tell a colleague of his task."""
        return [mail for mail in self._mails if "debtor@example.com" in str(mail["email_to"])]

    def report(self, status):
        """The report of the provider, as Odoo's webhook takes it."""
        tracker = self.env["sms.tracker"].search([("sms_uuid", "=", self.sms.uuid)])
        if status == "delivered":
            tracker._action_update_from_sms_state("sent")
        else:
            tracker._action_update_from_provider_error(status)
