"""A registered letter: its number, the days of its journey, its receipt. They date the formal notice."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine import channels, tracking
from ..record.actions import dialog
from ..record.way_in import COLLECTOR, way_in

DELIVERIES = [
    ("unknown", "Unknown"),
    ("delivered", "Delivered"),
    ("refused", "Refused"),
    ("unclaimed", "Not collected"),
    ("bounced", "Came back"),
]
TRACKED = ("posted_date", "presented_date", "received_date", "delivery")
JOURNEY = ("posted_date", "presented_date", "received_date")


class RecoveryNotice(models.Model):
    _inherit = "recovery.notice"

    posted_date = fields.Date(string="Posted on", readonly=True, copy=False)
    presented_date = fields.Date(string="First presented on", readonly=True, copy=False)
    received_date = fields.Date(string="Received on", readonly=True, copy=False)
    delivery = fields.Selection(DELIVERIES, readonly=True, copy=False)
    receipt_ids = fields.Many2many(
        "ir.attachment",
        "recovery_notice_receipt_rel",
        string="Receipts",
        readonly=True,
        copy=False,
        help="The scanned acknowledgement of receipt, the proof of posting.",
    )

    def _formal_date(self):
        """The day from which the notice counts: its first presentation, otherwise its posting, otherwise its sending
        (C. civ. 1231-6, 1344; a letter that is not collected is valid: Cass. 1re civ. 20/01/2021, 19-20.680)."""
        self.ensure_one()
        return self.presented_date or self.received_date or self.posted_date or self.date

    def _check_journey(self, today=None):
        """:raises ValidationError: the days contradict each other, or are still to come"""
        for notice in self:
            days = [notice[name] for name in JOURNEY if notice[name]]
            if days != sorted(days):
                raise ValidationError(
                    self.env._("A letter is posted, then presented, then received: the days are not in that order.")
                )
            if days and days[-1] > (today or notice.company_id._recovery_today()):
                raise ValidationError(self.env._("The days of a letter are past days: correct the one still to come."))
            if notice.state == "sent" and days and days[0] < notice.date:
                raise ValidationError(
                    self.env._("The letter was printed on %s: it cannot have been posted before.", notice.date)
                )
            if notice.delivery == "delivered" and not notice.received_date:
                raise ValidationError(self.env._("Enter the day on which the letter was received."))

    @way_in(COLLECTOR, "read")
    def action_track(self):
        """The dialog for the number, the days and the receipt of the registered letter."""
        self.ensure_one()
        return dialog(self.env._("Registered letter"), "recovery.registered.wizard", default_notice_id=self.id)

    def _track(self, values, receipts=None):
        """Write what is known of the letter, into the record of the case too.

        :param values: number, days and delivery, as the fields are called
        :param receipts: attachments that prove it; they become documents of the notice
        :raises UserError: the notice did not leave by registered letter
        :raises ValidationError: the days contradict each other
        """
        self.ensure_one()
        self.run_id._check_group("recovery_dunning.group_recovery_user")
        self.check_access("read")
        notice = self.sudo()  # rights were checked above; a collector cannot write notices himself
        changed = notice._check_tracked(values)
        if not changed and not receipts:
            return
        notice.write(changed)
        notice._check_journey()
        if receipts:
            # the scans were uploaded by whoever records them
            receipts.sudo().write({"res_model": self._name, "res_id": self.id})
            notice.receipt_ids = [Command.link(receipt.id) for receipt in receipts]
        notice._record_journeys([notice._prepare_journey(notice._words_of_journey(), receipts)])

    def _check_tracked(self, values):
        """What of `values` this notice does not say yet.

        :raises UserError: the notice did not leave by registered letter
        """
        if not self.level_id.registered or self.state not in ("proposed", "approved", "sent"):
            raise UserError(self.env._("“%s” is no registered letter that is under way.", self.display_name))
        if values.get("registered_number"):
            values["registered_number"] = tracking.compact(values["registered_number"])
        return {name: value for name, value in values.items() if (self[name] or False) != (value or False)}

    @api.model
    def _words_of_journey(self):
        """(the title of an event, what the days are called, what the ends are called), for a reader."""
        title = self.env._("Registered letter %s", "%s")
        names = {name: self._fields[name]._description_string(self.env) for name in JOURNEY}
        return title, names, dict(self._fields["delivery"]._description_selection(self.env))

    def _prepare_journey(self, words, receipts=None):
        """The event that tells where this letter is by now, in `_words_of_journey`."""
        title, names, ends = words
        days = [f"{text}: {self[name]}" for name, text in names.items() if self[name]]
        return {
            "case_id": self.case_id.id if self.state == "sent" else False,
            "kind": "delivery",
            "summary": title % (self.registered_number or ""),
            "channel": channels.LETTER,
            "result": "\n".join([*days, *filter(None, [ends.get(self.delivery)])]) or False,
            "attachment_ids": [(6, 0, receipts.ids if receipts else [])],
        }

    def _record_journeys(self, journeys):
        """Write into the records what became of the letters of these notices; a formal notice dates its case."""
        told = [journey for journey in journeys if journey["case_id"]]
        if told:
            self.env["recovery.event"].sudo().create(told)  # nobody writes events by hand; the author stays himself
        dated = self.filtered(lambda notice: notice.state == "sent" and notice.level_id.phase == "formal_notice")
        dated.case_id._review_formal_notice()

    @api.model
    def _track_reports(self, reports):
        """Take the lines of a carrier's file (`tracking.Report`), in its order. What it tells of one letter is one
        event of the record.

        :returns: {line: why it was not taken}
        """
        numbers = list({report.number for report in reports})
        sent = self.search([("registered_number", "in", numbers), ("state", "=", "sent")])
        sent.run_id._check_group("recovery_dunning.group_recovery_user")
        letters = {notice.registered_number: notice for notice in reversed(sent.sudo())}  # the one that is found first
        unknown = self.env._("no letter that was sent has the number %s", "%s")
        today = {company: company._recovery_today() for company in sent.company_id}
        words, refused, journeys, changed = self._words_of_journey(), {}, [], {}
        for report in reports:
            notice = letters.get(report.number)
            if not notice:
                refused[report.line] = unknown % report.number
                continue
            before = {name: notice[name] for name in TRACKED}
            journey = before["delivery"] and notice.id in changed and notice._prepare_journey(words)
            try:
                news = notice._check_tracked(notice._reported(report))
                if news:
                    notice.update(news)
                    notice._check_journey(today[notice.company_id])
            except UserError as error:
                notice.update(before)
                refused[report.line] = str(error)
                continue
            if journey and "delivery" in news:
                journeys.append(journey)  # it had another end before: that is told, too
            if news:
                changed[notice.id] = notice
        tracked = self.sudo().browse(changed)
        tracked._record_journeys([*journeys, *(notice._prepare_journey(words) for notice in tracked)])
        return refused

    def _reported(self, report):
        """The values of this letter that a report tells."""
        day = {"posted": "posted_date", "presented": "presented_date", "delivered": "received_date"}.get(report.event)
        values = {day: report.day} if day else {}
        if report.event in dict(DELIVERIES):
            values["delivery"] = report.event
        if report.event in ("refused", "unclaimed") and not self.presented_date:
            values["presented_date"] = report.day  # it was held out to him on that day at the latest
        return values
