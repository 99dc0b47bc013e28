"""Stories of a big book that is proposed in the background: nobody waits, nobody interferes, a word when done."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import RecoveryStory

LOGGER = "odoo.addons.recovery_dunning.models.run.sending"


@tagged("post_install", "-at_install")
class TestProposedInTheBackground(RecoveryStory):
    def setUp(self):
        super().setUp()
        self.moves = self.invoice(due="-20d") + self.invoice(due="-20d", debtor=self.customer("Perrin"))
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        groups = "recovery_dunning.group_recovery_user,account.group_account_invoice"
        self.collector = new_test_user(self.env, "proposing", groups=groups, lang="en_US", **company)
        self.run_ = self.env["recovery.run"].with_user(self.collector).create({"company_id": self.company.id})
        self.told = []
        self.patch(type(self.collector), "_bus_send", lambda user, kind, message: self.told.append((user, message)))
        with patch.object(type(self.run_), "_proposes_later", lambda run: True):
            self.assertIsNone(self.run_.action_propose())

    def test_asked_for_made_and_told(self):
        run = self.run_
        self.assertEqual((run.state, run.notice_count, run.is_busy, run.is_proposing), ("draft", 0, True, True))
        cron = self.env.ref("recovery_dunning.ir_cron_send")
        self.assertIn(cron, self.env["ir.cron.trigger"].search([]).cron_id)
        for action in ("action_propose", "action_approve", "action_cancel"):
            with self.subTest(action=action), self.assertRaisesRegex(UserError, "in the background"):
                getattr(run, action)()
        self.env["recovery.run"]._cron_send()
        self.assertNotice(run, self.moves[0])
        self.assertEqual((run.state, run.notice_count, run.is_busy), ("proposed", 2, False))
        ((user, message),) = self.told
        self.assertEqual((user, message["type"]), (self.collector, "success"))
        self.assertIn("2 notices", message["message"])
        self.env["recovery.run"]._cron_send()
        self.assertEqual((run.notice_count, len(self.told)), (2, 1))

    def test_how_far_it_is(self):
        shares, Run = [], type(self.run_)
        with (
            patch("odoo.addons.recovery_dunning.models.open_items.reader.CHUNK", 1),
            patch.object(Run, "_commit_progress", lambda run, done: shares.append(run.proposed_share) or 9.0),
        ):
            self.env["recovery.run"]._cron_send()
        self.assertIn(50, shares)
        self.assertEqual((self.run_.state, self.run_.notice_count), ("proposed", 2))

    def test_what_cannot_be_proposed_is_told_too(self):
        with (
            mute_logger(LOGGER),
            patch.object(type(self.run_), "_propose", side_effect=UserError("A rate is missing")),
        ):
            self.env["recovery.run"]._cron_send()
        self.assertEqual((self.run_.state, self.run_.is_busy), ("draft", False))
        self.assertIn("A rate is missing", self.run_.problem)
        self.assertEqual([message["type"] for _user, message in self.told], ["danger"])
        self.run_.action_propose()
        self.assertEqual(self.run_.notice_count, 2)


@tagged("post_install", "-at_install")
class TestSentInTheBackground(RecoveryStory):
    def test_interrupted_between_the_last_batch_and_the_word(self):
        """Nothing waits any more, so nobody would come back to the run: whoever asked is told all the same."""
        self.invoice(due="-20d")
        run = self.run_and_send().sudo()
        self.assertEqual(run.state, "done")
        run.write({"asked_by_id": self.env.user.id, "state": "sending"})
        told = []
        self.patch(type(self.env.user), "_bus_send", lambda user, kind, message: told.append(message["message"]))
        for _time in range(2):
            self.env["recovery.run"]._cron_send()
        self.assertEqual((len(told), run.asked_by_id.id, run.state), (1, False, "done"))
        self.assertIn("1 notices have left", told[0])
