"""Stories of a long file: taken in the background as whoever asked, once; what came of it is said, and so is what kept
it from being taken."""

import base64
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..stories.agency import RemittanceStory
from ..stories.letters import ADDRESS


class LaterStory(RemittanceStory):
    def setUp(self):
        super().setUp()
        self.told = []
        self.patch(type(self.manager), "_bus_send", lambda user, kind, message: self.told.append((user, message)))
        later = self.env.registry["recovery.taken.later"]
        self.startPatcher(patch.object(later, "_takes_later", lambda record, lines: True))

    def take(self):
        """The scheduled action."""
        self.env["recovery.taken.later"].sudo()._cron_take_files()

    def message_to(self, user):
        return self.env["mail.message"].sudo().search([("partner_ids", "in", user.partner_id.ids)], limit=1).body


@tagged("post_install", "-at_install")
class TestLongRemittance(LaterStory):
    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-60d", amount=300)
        self.paper = self.remittance(self.line(self.place(), 100), self.line("REC/0", 5), read=False)

    def test_read_then_booked(self):
        paper = self.paper
        action = paper.action_read()
        self.assertIn("in the background", action["params"]["message"])
        self.assertIn(
            self.env.ref("recovery_dunning.ir_cron_take_files"), self.env["ir.cron.trigger"].search([]).cron_id
        )
        for press in ("action_read", "action_book"):
            with self.subTest(press=press), self.assertRaisesRegex(UserError, "in the background"):
                getattr(paper, press)()
        self.take()
        self.assertEqual((paper.state, paper.ready_count, paper.aside_count, paper.taken_by), ("read", 1, 1, False))
        paper.action_book()
        self.take()
        self.take()
        self.assertEqual((paper.state, paper.booked_count, self.move.amount_residual), ("booked", 1, 200))
        self.assertEqual([(user, message["type"]) for user, message in self.told], [(self.accountant, "success")] * 2)
        self.assertIn("1 lines booked, 0 to book, 1 kept aside", self.told[-1][1]["message"])
        self.assertIn("1 lines booked", self.message_to(self.accountant))
        self.assertEqual(paper.line_ids.entry_id.create_uid, self.accountant)

    def test_what_keeps_it_from_being_booked_is_told(self):
        """Nothing of it is kept, and the button is there again."""
        paper = self.paper
        paper.action_read()
        self.take()
        paper.action_book()
        self.company.sudo().fiscalyear_lock_date = self.on("-1d")
        with patch.object(type(paper), "_make_bill", side_effect=UserError("The books are closed")):
            self.take()
        self.assertEqual((paper.state, paper.booked_count, self.move.amount_residual), ("read", 0, 300))
        self.assertFalse(paper.taken_by)
        self.assertEqual(self.told[-1][1]["type"], "danger")
        self.assertIn("The books are closed", self.message_to(self.accountant))

    def test_another_file_is_refused_at_once(self):
        with self.assertRaisesRegex(UserError, "No column"):
            self.remittance(content=b"a;b\n1;2\n")

    def test_nobody_asks_in_anothers_name(self):
        values = {"taken_for_id": self.accountant.id, "taken_by": "book"}
        with self.assertRaises(AccessError):
            self.paper.with_user(self.collector).write(values)
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestLongTracking(LaterStory):
    def test_taken_and_told(self):
        self.debtor.write(ADDRESS)
        self.ladder.level_ids.write({"send_letter": True, "registered": True, "send_email": False})
        self.invoice(due="-20d")
        notice = self.run_and_send().notice_ids
        notice._track({"registered_number": "1A1"})
        self.day("+5d")
        content = f"Numéro;Date;Statut\n1A1;{self.on('-1d')};Présenté\n9Z9;{self.on('-1d')};Distribué\n"
        wizard = self.env["recovery.tracking.wizard"].with_user(self.collector)
        wizard = wizard.create({"file": base64.b64encode(content.encode()), "filename": "suivi.csv"})
        wizard.action_import()
        self.assertFalse(notice.presented_date)
        self.take()
        self.assertEqual((notice.presented_date, wizard.taken), (self.on("-1d"), 1))
        self.assertEqual(self.last_event(notice.case_id).author_id, self.collector)
        ((user, message),) = self.told
        self.assertEqual((user, message["message"]), (self.collector, "suivi.csv: 1 lines taken."))
        self.assertIn("9Z9", self.message_to(self.collector))

    def test_nobody_asks_in_anothers_name(self):
        """The lines would be told with his rights, in his company."""
        values = {"file": base64.b64encode(b"numero;date;statut"), "taken_for_id": self.accountant.id}
        with self.assertRaises(AccessError):
            self.env["recovery.tracking.wizard"].with_user(self.collector).create(values)
