"""The files of a handoff: a package for each case, made some at a time in the background; one workbook and one list in
the agency's own columns for all of them."""

import tempfile

from odoo import api, fields, models, modules
from odoo.exceptions import UserError
from odoo.tools import split_every

from ...engine.handoff import placement_file
from ...engine.tables.workbook import Workbook
from ..record.actions import download
from ..record.exhibit import prepare_document
from ..record.way_in import MANAGER, acting, way_in
from .handoff import PREPARED

PACKED_TOGETHER = 10  # packages of a transaction: what is printed for them is printed together
READ_AT_ONCE = 25  # cases whose tables are read together
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    progress = fields.Integer(compute="_compute_progress", help="Percent of the packages that are made.")
    package_done = fields.Integer(string="Packages made", compute="_compute_progress")
    package_failed = fields.Integer(string="Packages that failed", compute="_compute_progress")
    is_busy = fields.Boolean(compute="_compute_progress", help="Packages are being made in the background.")
    workbook_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="set null")
    layout_id = fields.Many2one(
        "recovery.export.layout",
        string="Layout of the list",
        compute="_compute_layout_id",
        store=True,
        readonly=False,
        help="The columns in which the agency takes the cases.",
    )
    list_id = fields.Many2one("ir.attachment", readonly=True, copy=False, ondelete="set null")

    @api.depends("placement_ids.package_state", "workbook_id")
    def _compute_progress(self):
        counts = self.env["recovery.placement"]._read_group(
            [("handoff_id", "in", self.ids), ("package_state", "!=", False)],
            ["handoff_id", "package_state"],
            ["__count"],
        )
        by_state = {(handoff.id, state): count for handoff, state, count in counts}
        for handoff in self:
            done, failed = by_state.get((handoff.id, "done"), 0), by_state.get((handoff.id, "failed"), 0)
            waiting = by_state.get((handoff.id, "waiting"), 0)
            total = done + failed + waiting
            handoff.package_done, handoff.package_failed = done, failed
            handoff.is_busy = bool(waiting) or (bool(total) and not handoff.workbook_id)
            handoff.progress = round(100 * (done + failed) / total) if total else 0

    @api.depends("agency_id")
    def _compute_layout_id(self):
        for handoff in self:
            handoff.layout_id = handoff.agency_id.recovery_layout_id

    # ---- making ---------------------------------------------------------------------------------------------------

    @acting()
    def _make_packages(self):
        """Have the packages made that wait, in the background: the screen is free, and shows how far they are. The
        workbook of before is no longer theirs."""
        self.workbook_id.unlink()
        for handoff in self:
            handoff.placement_ids.filtered(lambda p: not p.package_state).package_state = "waiting"
        waiting = self.placement_ids.filtered(lambda placement: placement.package_state == "waiting")
        if self._packs_later():
            self.env.ref("recovery_dunning.ir_cron_package").sudo()._trigger()  # it works for whoever hands over
            return self._told(self.env._("%s packages are being made in the background.", len(waiting)))
        for placements in self._packed_together(waiting):
            placements._pack_or_fail()
        self._write_batch()
        return None

    def _packs_later(self):
        """In a test there is no background: all is made at once."""
        return not modules.module.current_test

    def _told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "info", "next": {"type": "ir.actions.client", "tag": "soft_reload"}},
        }

    @api.model
    @acting()
    def _cron_package(self):
        """Make what waits, some at a time: an interruption loses those that it falls on, and they are made anew; one
        that falls between the last package and the workbook leaves the workbook to be made."""
        unfinished = self._unfinished()
        waiting = unfinished.placement_ids.filtered(lambda placement: placement.package_state == "waiting")
        self._commit_progress(0, remaining=len(waiting) + len(unfinished))
        for handoff in unfinished:
            its_placements = waiting.filtered(lambda placement, handoff=handoff: placement.handoff_id == handoff)
            for some in self._packed_together(its_placements.sorted("id")):
                if not self._pack_next(some):
                    return
            handoff._write_batch()
            handoff._tell_done()
            if not self._commit_progress(1):
                return

    def _unfinished(self):
        """The handoffs of which a package or the workbook is still to be made."""
        return self.search(
            [
                *(("state", "=", "handed"), ("placement_ids.package_state", "!=", False)),
                *("|", ("placement_ids.package_state", "=", "waiting"), ("workbook_id", "=", False)),
            ],
            order="id",
        )

    def _tell_done(self):
        """Tell who handed over that the files are there: at once on his screen, and in the handoff."""
        if not self.workbook_id:
            return  # another worker has some of them still
        user = self.user_id or self.env.user
        self = self.with_context(lang=user.lang)
        if failed := self.package_failed:
            text = self.env._("%(handoff)s: %(count)s packages could not be made.", handoff=self.name, count=failed)
        else:
            text = self.env._("%(handoff)s: all packages are made.", handoff=self.name)
        user._bus_send("simple_notification", {"message": text, "type": "danger" if failed else "success"})
        self.message_post(body=text, partner_ids=user.partner_id.ids)

    def _packed_together(self, placements):
        """Placements some at a time; those of a handoff go together, in its language, for the one who handed over."""
        for its_placements in placements.grouped("handoff_id").values():
            for ids in split_every(PACKED_TOGETHER, its_placements.ids):
                yield placements.browse(ids)

    def _pack_next(self, placements):
        """Make these packages in a transaction of their own; returns the seconds that are left."""
        self._pack_waiting(placements)
        left = self._commit_progress(len(placements))
        self.env.invalidate_all()  # what these packages read is not carried along
        return left

    def _pack_waiting(self, placements):
        """Make those of these packages that wait and that no other worker has."""
        mine = placements.try_lock_for_update().filtered(lambda placement: placement.package_state == "waiting")
        if mine:  # no other worker has them
            user = mine.handoff_id.user_id or self.env.user
            # what the one who handed over may read, and nothing else
            mine.with_user(user).with_company(mine.company_id)._pack_or_fail()

    def _commit_progress(self, processed, **options):
        """Keep what is done so far; returns the seconds that the scheduled action has left."""
        if modules.module.current_test:  # a test never commits
            return float("inf")
        return self.env["ir.cron"]._commit_progress(processed, **options)

    @way_in(MANAGER, "write")
    def action_pack_again(self):
        """Make the packages again that failed."""
        self._check_manager()
        failed = self.placement_ids.filtered(lambda placement: placement.package_state == "failed")
        if not failed:
            raise UserError(self.env._("No package has failed: there is nothing to make again."))
        failed.write({"package_state": "waiting", "problem": False})
        return self._make_packages()

    # ---- of the whole batch ---------------------------------------------------------------------------------------

    @acting()
    def _write_batch(self):
        """The workbook of all cases, and the list in the agency's columns, once every package is made or has failed."""
        for handoff in self:
            waiting = handoff.placement_ids.filtered(lambda placement: placement.package_state == "waiting")
            if waiting or not handoff.placement_ids:
                continue
            handoff._write_workbook_and_list()

    def _write_workbook_and_list(self):
        """The cases are read once, some at a time, for the workbook and for the agency's own list."""
        with tempfile.NamedTemporaryFile(suffix=".xlsx") as path:
            book = Workbook(path.name, placement_file.TABLES, self.name, self.company_id.name)
            chunks = self._tables_in_chunks(book)
            self._write_list(chunks)
            for _rest in chunks:  # where there is no list
                pass
            book.close()
            self._keep("workbook_id", f"CONTENTIEUX_{self.name}_{self._day()}.xlsx", path.read(), XLSX)

    def _write_list(self, chunks):
        """The list in the columns of the layout; none without a layout, or without columns."""
        self.list_id.unlink()
        if self.layout_id.column_ids:
            name = f"{self.layout_id.name}_{self.name}_{self._day()}.csv"
            self._keep("list_id", name, self.layout_id._write(chunks), "text/csv")

    @way_in(MANAGER, "write")
    def action_list(self):
        """Write the list anew, in the columns that are chosen now, and open it.

        :raises UserError: nothing was handed over yet, or the layout has no column
        """
        self.ensure_one()
        self._check_manager()
        if self.state in PREPARED or not self.layout_id.column_ids:
            raise UserError(self.env._("Hand the cases over, and choose a layout with columns first."))
        self._write_list(self._tables_in_chunks())
        return download(self.list_id)

    def _tables_in_chunks(self, book=None):
        """The tables of some cases at a time; they go into the workbook as they come."""
        Placement = self.env["recovery.placement"].with_context(lang=self._mandate_lang())
        Dossier = self.env["recovery.placement.file"].with_context(lang=self._mandate_lang())
        for ids in split_every(READ_AT_ONCE, self.placement_ids.sorted("id").ids):
            placements = Placement.browse(ids)
            rows = Dossier._tables(Dossier._placed(placements), self._day())
            if book:
                book.add(Dossier._in_words(rows))
            yield rows
            self.env.invalidate_all()  # what these cases read is not carried along

    @acting()
    def _keep(self, field, name, content, mimetype="application/pdf"):
        """A file of the handoff, in the place of the one before."""
        self[field].unlink()
        self[field] = self._attach(name, content, mimetype)

    def _attach(self, name, content, mimetype="application/pdf"):
        return self.env["ir.attachment"].create(prepare_document(self, name, content, mimetype))
