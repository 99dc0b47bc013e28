"""What a collector wants to know before he picks up the telephone: whom he calls, where, the last word."""

from odoo import api, fields, models
from odoo.tools import format_date

from ..record.way_in import READER

SPOKEN = ("in", "out")  # what is internal is no word with the debtor


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    call_name = fields.Char(string="To call", compute="_compute_call", groups=READER)
    call_phone = fields.Char(string="Telephone", compute="_compute_call", groups=READER, help="Press it to call.")
    last_word = fields.Char(
        compute="_compute_last_word", groups=READER, help="The last thing that we said to the debtor, or he to us."
    )

    @api.depends("partner_id.phone", "partner_id.child_ids.phone", "partner_id.recovery_contact_ids.contact_id")
    def _compute_call(self):
        """Who is named for calls, else the debtor, else the first of his contacts who has a number."""
        for case in self:
            debtor = case.partner_id
            called = (case._spoken_with() | debtor | debtor.child_ids).filtered("phone")[:1]
            case.call_phone = called.phone
            case.call_name = called.name if called != debtor else False

    @api.depends("event_ids.direction")
    @api.depends_context("lang")
    def _compute_last_word(self):
        words = self.env["recovery.event"]._read_group(
            [("case_id", "in", self.ids), ("direction", "in", SPOKEN)], ["case_id"], ["id:max"]
        )
        last = {case: self.env["recovery.event"].browse(event_id) for case, event_id in words}
        for case in self:
            event = last.get(case._origin)
            case.last_word = case._in_a_word(event) if event else False

    def _in_a_word(self, event):
        """“12/10/2026 · Telephone · Pays on Friday”, the day as it was where the company is."""
        zoned = event.with_context(tz=self.company_id.partner_id.tz or self.env.user.tz)
        day = format_date(self.env, fields.Datetime.context_timestamp(zoned, event.date).date())
        name = "channel" if event.channel else "kind"
        means = dict(event._fields[name]._description_selection(self.env))[event[name]]
        return " · ".join(filter(None, [day, means, event.summary]))
