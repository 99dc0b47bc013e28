"""What ends otherwise than by money while an agency has it is no payment: no advice, no result, no fee."""

from odoo.tests import tagged

from ..stories.agency import AgencyStory
from ..stories.ending import EndingStory

NOT_PAID = ("credit_note", "netting", "loss", "waiver", "another_debtor", "another_account", "doubtful", "cancelling")


@tagged("post_install", "-at_install")
class TestEndedOtherwise(AgencyStory, EndingStory):
    def placed(self, name="Dubois"):
        self.day("+0d")
        self.debtor = self.customer(name)
        self.move = self.invoice(due="-40d", amount=100)
        self.placement = self.place(self.debtor)
        self.day("+5d")
        return self.placement

    def follow(self):
        self.env.flush_all()
        self.env["recovery.payment.advice"].sudo()._follow(self.company)
        self.env.invalidate_all()

    def tasks(self):
        return [task.summary for task in self.placement.case_id.activity_ids if "less is owed" in task.summary]

    def test_each_way_that_is_no_money(self):
        for name in NOT_PAID:
            with self.subTest(name):
                placement = self.placed(name)
                self.ways()[name](self.move)
                self.follow()
                self.follow()
                self.assertEqual((placement.amount_recovered, placement.status), (0, "placed"))
                self.assertFalse(placement.advice_ids.filtered("amount"))
                self.assertEqual(len(self.tasks()), 1)

    def test_of_a_payment_with_a_rest_the_money_alone(self):
        placement = self.placed()
        self.end_by_rest_written_off(self.move)
        self.follow()
        self.assertEqual((placement.amount_recovered, placement.advice_ids.mapped("amount")), (1, [1]))
        self.assertEqual((placement.status, len(self.tasks())), ("partly", 1))

    def test_paid_it_is_paid(self):
        placement = self.placed()
        self.pay(self.move)
        self.follow()
        self.assertEqual((placement.amount_recovered, placement.status, self.tasks()), (100, "paid", []))

    def test_no_fee_on_a_cancelled_invoice(self):
        placement = self.placed()
        self.end_by_cancelling(self.move)
        for gross, fee in ((100, 10), (0, 10)):
            with self.subTest(gross=gross):
                line = self.remittance_line(placement, gross, fee)
                self.assertEqual((line.state, line.problem), ("aside", "over"))

    def remittance_line(self, placement, gross, fee):
        vat = fee * 0.2
        remittance = self.env["recovery.remittance"].sudo().create({"agency_id": self.agency.id, "state": "read"})
        line = (
            self.env["recovery.remittance.line"]
            .sudo()
            .create(
                {
                    **{"remittance_id": remittance.id, "company_id": self.company.id, "agency_id": self.agency.id},
                    **{"currency_id": self.company.currency_id.id, "placement_id": placement.id, "number": 1},
                    **{"gross": gross, "fee": fee, "vat": vat, "net": gross - fee - vat, "date": self.on("+0d")},
                }
            )
        )
        remittance._check_lines()
        return line
