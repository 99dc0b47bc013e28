"""Stories of what is held back until a debtor pays: noted with its day, told to the agency, handed out once he has
paid."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..stories.arrangement import ArrangementStory
from ..stories.handoff import PackageStory


@tagged("post_install", "-at_install")
class TestRetention(PackageStory, ArrangementStory):
    def hold_back(self, move, **values):
        Retention = self.env["recovery.retention"]
        values = {"kind": "goods", "name": "Lift truck in our workshop", **values}
        return Retention.create({**Retention._prepare_for(self.instalments(move)), **values})

    def test_it_stands_in_the_record_with_its_day(self):
        move, case = self.story()
        retention = self.hold_back(move, date=self.on("-2d"))
        event = self.last_event(case)
        self.assertEqual((event.kind, event.direction), ("retention", "internal"))
        self.assertIn("28/02/2026", event.summary)
        self.assertIn("Goods: Lift truck in our workshop", event.summary)
        self.assertEqual(case.retention_ids, retention)
        retention.action_release()
        self.assertEqual((retention.state, retention.date_released), ("released", self.on("+0d")))
        self.assertIn("Handed out", self.last_event(case).summary)
        self.assertEqual(case.chain_state, "intact")

    def test_not_of_a_day_to_come_and_not_written_afterwards(self):
        move, _case = self.story()
        with self.assertRaisesRegex(ValidationError, "has not come yet"):
            self.hold_back(move, date=self.on("+1d"))
        retention = self.hold_back(move)
        for values in ({"state": "released"}, {"date_released": self.on("+0d")}, {"date": self.on("-9d")}):
            with self.assertRaises(AccessError):
                retention.write(values)

    def test_what_is_paid_is_handed_out(self):
        """A task says so, once; whoever follows the debtor finds it on his list."""
        move, case = self.story()
        self.hold_back(move)
        ask = self.env["recovery.retention"].sudo()._ask_to_release
        ask(self.company)
        self.assertFalse(case.activity_ids)
        self.pay(move)
        for _night in range(2):
            ask(self.company)
        self.assertEqual(len(case.activity_ids), 1)
        self.assertIn("hand out what is held back (Goods: Lift truck", case.activity_ids.summary)

    def test_the_agency_is_told(self):
        case = self.ready_case()
        self.hold_back(case._open_items().move_id)
        placement = self.hand_over(case).placement_ids
        package = self.zip_of(placement)
        (row,) = self.rows(package, "01_dossier")
        self.assertIn("Lift truck in our workshop, held back since", row["notes"])
        self.assertIn("Lift truck in our workshop", self.page(package.read("00_synthese.pdf")))
