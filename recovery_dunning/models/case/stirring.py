"""What is said or done on a case changes its rank: events and tasks stir it."""

from odoo import api, models

CASE = "recovery.case"
ROUTINE = ("opening", "notice", "task", "delivery")  # many at once, by the runs: the ranking at night sees them


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        cases = events.filtered(lambda event: event.kind not in ROUTINE).sudo().case_id  # to rank them, not to show
        if cases:
            cases._stir({(case.company_id.id, case.partner_id.id) for case in cases})
        return events


class MailActivity(models.Model):
    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._stir_cases()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if not {"date_deadline", "activity_type_id", "active", "res_id"}.isdisjoint(vals):
            self._stir_cases()
        return result

    def unlink(self):
        self._stir_cases()
        return super().unlink()

    def _stir_cases(self):
        case_ids = [activity.res_id for activity in self if activity.res_model == CASE]
        if case_ids:
            cases = self.env[CASE].sudo().browse(case_ids).exists()  # to rank them, not to show
            cases._stir({(case.company_id.id, case.partner_id.id) for case in cases})
