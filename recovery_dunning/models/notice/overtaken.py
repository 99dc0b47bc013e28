"""What a step asked a collector to do, and nobody has done when a firmer step leaves: it is overtaken."""

from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    recovery_level_id = fields.Many2one(
        "recovery.level",
        string="Asked for by the level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    def _plan_tasks(self, today):
        self._end_overtaken_tasks()
        return super()._plan_tasks(today)

    def _end_overtaken_tasks(self):
        """Take the tasks of milder steps off the cases, and say so in the record: nobody calls out of courtesy after a
        formal notice. A registered letter is still to be posted."""
        levels = self.level_id | self.case_id.sudo().activity_ids.recovery_level_id  # whose ever the tasks are
        intensity = {level: level._engine_level().intensity for level in levels}
        for case, notices in self.grouped("case_id").items():
            firmest = max(notices.level_id, key=intensity.get)
            tasks = case.sudo().activity_ids.filtered(
                lambda task, firmest=firmest: (
                    task.recovery_level_id
                    and not task.recovery_level_id.registered
                    and intensity[task.recovery_level_id] < intensity[firmest]
                )
            )
            for task in tasks if case else ():
                words = {"level": firmest.name, "task": task.summary or task.activity_type_id.name}
                text = self.env._("Not done, overtaken by “%(level)s”: %(task)s", **words)
                case._log("task", lambda _case, text=text: text)
            tasks.unlink()
