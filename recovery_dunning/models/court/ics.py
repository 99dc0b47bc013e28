"""The days of proceedings and insolvencies as a calendar file, which every calendar takes: Odoo's own module of
calendars is not needed for it."""

from datetime import timedelta

import vobject
from odoo import models

from ..record.actions import download
from ..record.way_in import READER, way_in
from ..record.words import named

TYPE = "text/calendar"
BEFORE = timedelta(days=-7)  # when a calendar reminds


def calendar_file(entries):
    """The file; `entries`: (unique name, day, what, how it comes about)."""
    book = vobject.iCalendar()
    for name, day, what, why in entries:
        event = book.add("vevent")
        event.add("uid").value = name
        event.add("summary").value = what
        event.add("description").value = why
        event.add("dtstart").value = day
        event.add("dtend").value = day + timedelta(days=1)
        alarm = event.add("valarm")
        alarm.add("trigger").value = BEFORE
        alarm.add("action").value = "DISPLAY"
        alarm.add("description").value = what
    return book.serialize().encode()


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    @way_in(READER, "read")
    def action_ics(self):
        """Hearings and deadlines of these proceedings, as a file."""
        return _download(self)

    def _calendar_entries(self):
        for proceeding in self._is_running().filtered(lambda one: not one.stayed_on):
            if proceeding.hearing_on:
                label = proceeding._fields["hearing_on"]._description_string(self.env)
                what = named(self.env, label, proceeding.display_name)
                yield f"hearing-{proceeding.id}", proceeding.hearing_on, what, proceeding.court or ""
            for its in proceeding._deadlines():
                yield _entry(proceeding, its, proceeding._deadline_text(its))


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    @way_in(READER, "read")
    def action_ics(self):
        """The deadlines of these insolvencies, as a file."""
        return _download(self)

    def _calendar_entries(self):
        for insolvency in self.filtered(lambda one: not one.closed_on):
            for its in insolvency._deadlines():
                if its.name in insolvency._fields:
                    yield _entry(insolvency, its, its.article)
            yield from insolvency.proceeding_id._calendar_entries()


def _entry(record, deadline, why):
    label = record._fields[deadline.name]._description_string(record.env)
    what = named(record.env, label, record.display_name)
    return f"{deadline.name}-{record._table}-{record.id}", deadline.last, what, why


def _download(records):
    content = calendar_file(records._calendar_entries())
    name = records.env._("Deadlines") + ".ics"
    # nobody's but the reader's: whoever only reads may have his calendar too
    return download(records.env["ir.attachment"].create({"name": name, "raw": content, "mimetype": TYPE}))
