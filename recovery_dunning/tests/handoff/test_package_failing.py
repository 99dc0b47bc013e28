"""Stories of packages that fail, go on after a stop, or are made by another worker."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..stories.handoff import PackedStory


@tagged("post_install", "-at_install")
class TestPackageFailing(PackedStory):
    def test_a_case_that_fails_is_named_and_stops_no_other(self):
        bad = self.handoff_.placement_ids[1]
        self.handoff_.placement_ids.sudo().write({"package_state": "waiting"})
        Placement = type(self.env["recovery.placement"])
        pack = Placement._pack

        def pack_but_one(placements):
            if bad in placements:
                raise OSError("the disk is full")
            return pack(placements)

        with (
            patch.object(Placement, "_pack", pack_but_one),
            mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"),
        ):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(self.handoff_.placement_ids.mapped("package_state").count("done"), 2)
        self.assertEqual((bad.package_state, bad.problem), ("failed", "the disk is full"))
        self.assertEqual((self.handoff_.progress, self.handoff_.package_failed), (100, 1))
        self.handoff_.action_pack_again()
        self.assertEqual((bad.package_state, bad.problem), ("done", False))

    def test_the_books_changed_since(self):
        payment = self.env["account.partial.reconcile"].search([("debit_move_id", "in", self.placement.line_ids.ids)])
        payment.unlink()
        self.placement.sudo().package_state = "waiting"
        with mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(self.placement.package_state, "failed")
        self.assertIn("place it again", self.placement.problem)

    def test_a_page_that_cannot_be_written_stops_no_other(self):
        first, bad, last = self.handoff_.placement_ids
        self.handoff_.placement_ids.sudo().write({"package_state": "waiting"})
        before = {placement: placement.package_id for placement in self.handoff_.placement_ids}
        Placement = type(self.env["recovery.placement"])
        write = Placement._page_html

        def write_but_one(placement, page, account=None):
            if (placement.id, page) == (bad.id, "list"):  # the last page of all: the rest was printed
                raise ZeroDivisionError("no rate for the yen")
            return write(placement, page, account)

        with (
            patch.object(Placement, "_page_html", write_but_one),
            mute_logger("odoo.addons.recovery_dunning.models.handoff.placement_package"),
        ):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual((bad.package_state, bad.problem), ("failed", "no rate for the yen"))
        self.assertEqual(bad.package_id, before[bad], "the package of before is kept")
        for placement in first | last:
            self.assertEqual(placement.package_state, "done")
            self.assertNotEqual(placement.package_id, before[placement])
        self.assertEqual(self.handoff_.progress, 100)

    def pack_two_together(self, left):
        """Run the background, which has `left` seconds after each two packages; what it kept: (packages, progress)."""
        kept, seconds = [], iter(left)

        def commit(_handoff, packages, remaining=None):
            if remaining is not None:  # told before anything is made
                return 9.0
            self.handoff_.invalidate_recordset()
            kept.append((packages, self.handoff_.progress))
            return next(seconds)

        with (
            patch("odoo.addons.recovery_dunning.models.handoff.package.PACKED_TOGETHER", 2),
            patch.object(type(self.env["recovery.handoff"]), "_commit_progress", commit),
        ):
            self.env["recovery.handoff"]._cron_package()
        return kept

    def test_progress_is_kept_after_each_few(self):
        self.handoff_.placement_ids.sudo().write({"package_state": "waiting"})
        self.assertEqual(self.pack_two_together([9.0, 9.0, 9.0]), [(2, 67), (1, 100), (1, 100)])

    def test_a_restart_makes_what_is_left(self):
        self.handoff_.placement_ids.sudo().write({"package_state": "waiting"})
        self.assertEqual(self.pack_two_together([0.0]), [(2, 67)])
        self.assertEqual(self.handoff_.placement_ids.mapped("package_state").count("waiting"), 1)
        made = self.handoff_.placement_ids.filtered(lambda p: p.package_state == "done").package_id
        self.assertEqual(self.pack_two_together([9.0, 9.0]), [(1, 100), (1, 100)])
        self.assertLessEqual(made, self.handoff_.placement_ids.package_id, "what was made is not made again")

    def test_what_another_worker_has_is_left_to_it(self):
        theirs = self.handoff_.placement_ids[1]
        self.handoff_.placement_ids.sudo().write({"package_state": "waiting"})
        Placement = type(self.env["recovery.placement"])
        with patch.object(Placement, "try_lock_for_update", lambda placements, **_options: placements - theirs):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(self.handoff_.placement_ids.mapped("package_state"), ["done", "waiting", "done"])

    def test_a_stop_before_the_workbook_leaves_the_workbook_to_be_made(self):
        self.handoff_.sudo().workbook_id.unlink()
        self.assertTrue(self.handoff_.is_busy)
        made = self.handoff_.placement_ids.package_id
        self.env["recovery.handoff"]._cron_package()
        self.assertTrue(self.handoff_.workbook_id)
        self.assertEqual(self.handoff_.placement_ids.package_id, made)
        self.assertFalse(self.handoff_.is_busy)

    def test_who_handed_over_is_told_when_all_is_made(self):
        manager = self.handoff_.user_id
        self.handoff_.placement_ids.sudo().write({"package_state": "waiting"})
        told = []
        with patch.object(type(manager), "_bus_send", lambda user, kind, message: told.append((user, kind, message))):
            self.assertEqual(self.pack_two_together([0.0]), [(2, 67)])
            self.assertFalse(told, "one is still to be made")
            self.pack_two_together([9.0, 9.0])
        [(user, kind, message)] = told
        self.assertEqual((user, kind, message["type"]), (manager, "simple_notification", "success"))
        said = self.handoff_.message_ids[0]
        self.assertIn(message["message"], said.body)
        self.assertIn(manager.partner_id, said.partner_ids)
        with patch.object(type(manager), "_bus_send", lambda *words: told.append(words)):
            self.env["recovery.handoff"]._cron_package()
        self.assertEqual(len(told), 1, "nothing was left to make")
