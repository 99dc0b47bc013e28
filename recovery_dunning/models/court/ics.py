"""The days of proceedings and insolvencies as a calendar file: Odoo's own module of calendars is not needed for it."""

from odoo import fields, models

from ...engine.court.ics import Entry, calendar_file
from ..record.actions import download
from ..record.way_in import COLLECTOR, way_in
from ..record.words import named


class RecoveryProceeding(models.Model):
    _inherit = "recovery.proceeding"

    @way_in(COLLECTOR, "read")
    def action_ics(self):
        """Hearings and deadlines of these proceedings, as a file."""
        return _download(self)

    def _calendar_entries(self):
        for proceeding in self._is_running().filtered(lambda one: not one.stayed_on):
            if proceeding.hearing_on:
                label = proceeding._fields["hearing_on"]._description_string(self.env)
                what = named(self.env, label, proceeding.display_name)
                yield Entry(f"hearing-{proceeding.id}", proceeding.hearing_on, what, proceeding.court or "")
            for its in proceeding._deadlines():
                yield _entry(proceeding, its, proceeding._deadline_text(its))


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    @way_in(COLLECTOR, "read")
    def action_ics(self):
        """The deadlines of these insolvencies, as a file."""
        return _download(self)

    def _calendar_entries(self):
        for insolvency in self.filtered(lambda one: not one.closed_on):
            for its in insolvency._deadlines():
                yield _entry(insolvency, its, its.article)
            yield from insolvency.proceeding_id._calendar_entries()


def _entry(record, deadline, why):
    label = record._fields[deadline.name]._description_string(record.env)
    what = named(record.env, label, record.display_name)
    return Entry(f"{deadline.name}-{record._table}-{record.id}", deadline.last, what, why)


def _download(records):
    content = calendar_file(records._calendar_entries(), fields.Datetime.now()).encode()
    values = {"name": records.env._("Deadlines") + ".ics", "raw": content, "mimetype": "text/calendar"}
    # it hangs on no record: nobody's but his who asked for it
    return download(records.env["ir.attachment"].create(values))
