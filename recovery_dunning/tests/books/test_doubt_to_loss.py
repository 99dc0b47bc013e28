"""From doubt to loss and money after all, account by account in the French chart: VAT on delivery and on collection."""

from odoo.tests import tagged

from ..stories.books import BooksStory

CUSTOMERS, DOUBTFUL = "411100", "416000"
SET_ASIDE, PROVISION, REVERSED = "681740", "491000", "781740"
LOSS, VAT, WAITING, RECOVERED = "654100", "445710", "445740", "758300"
ALL = (CUSTOMERS, DOUBTFUL, SET_ASIDE, PROVISION, REVERSED, LOSS, VAT, WAITING, RECOVERED)


@tagged("post_install", "-at_install")
class TestDoubtToLoss(BooksStory):
    def accounts(self):
        """{account: what stands on it}, of those on which something does."""
        return {code: amount for code, amount in self.books(*ALL).items() if amount}

    def close_at(self, percent):
        wizard = self.env["recovery.closing.wizard"].create({})
        wizard.action_preview()
        wizard.line_ids.percent = percent
        wizard.action_post()

    def story(self, tax, ground, sold, lost, later):
        move = self.sold((1000, tax))
        self.assertEqual(self.accounts(), sold)
        self.close_at(60)  # 600 of 1,000 without VAT
        self.assertEqual(self.accounts(), {**sold, SET_ASIDE: 600, PROVISION: -600})
        if ground == "liquidation":
            self.liquidated()
        loss = self.lose(move, ground)
        self.env["recovery.doubtful"]._follow(self.company)
        self.assertEqual(self.accounts(), {SET_ASIDE: 600, REVERSED: -600, **lost})
        credit = self.payment_on_account(240).move_id.line_ids
        loss._book_later_money(credit.filtered(lambda item: item.account_type == "asset_receivable"))
        self.assertEqual(self.accounts(), {SET_ASIDE: 600, REVERSED: -600, **later})

    def test_vat_on_delivery(self):
        self.story(
            *(self.delivery, "liquidation"),
            sold={CUSTOMERS: 1200, VAT: -200},
            lost={LOSS: 1000},
            later={LOSS: 1000, RECOVERED: -200, VAT: -40},
        )

    def test_vat_on_collection(self):
        self.story(
            *(self.collection, "none"),
            sold={CUSTOMERS: 1200, WAITING: -200},
            lost={LOSS: 1000},
            later={LOSS: 1000, RECOVERED: -200, VAT: -40},
        )
