"""A ladder whose first step is a mail and an SMS."""

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
