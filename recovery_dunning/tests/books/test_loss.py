"""A debt that is lost, account by account in the French chart: its VAT, its duplicate, and money that comes after."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from ..stories.books import BooksStory

LOSS, VAT, WAITING, CUSTOMERS, RECOVERED = "654100", "445710", "445740", "411100", "758300"


@tagged("post_install", "-at_install")
class TestLoss(BooksStory):
    def test_vat_on_delivery_comes_back_after_a_liquidation(self):
        move = self.sold((1000, self.delivery))
        self.liquidated()
        loss = self.lose(move, "liquidation")
        self.assertEqual(self.entry(loss.move_ids), {LOSS: 1000, VAT: 200, CUSTOMERS: -1200})
        self.assertEqual(self.books(VAT, CUSTOMERS, LOSS), {VAT: 0, CUSTOMERS: 0, LOSS: 1000})
        self.assertEqual((loss.vat_amount, move.amount_residual), (200, 0))
        self.assertTrue(self.instalments(move).reconciled)

    def test_without_a_ground_vat_stays_paid(self):
        loss = self.lose(self.sold((1000, self.delivery)))
        self.assertEqual(self.entry(loss.move_ids), {LOSS: 1200, CUSTOMERS: -1200})
        self.assertEqual((loss.vat_amount, loss.duplicate_ids.ids), (0, []))

    def test_what_was_paid_before_is_not_lost(self):
        move = self.sold((1000, self.delivery))
        self.pay(move, 600)
        loss = self.lose(move, "pursuits")
        self.assertEqual(self.entry(loss.move_ids), {LOSS: 500, VAT: 100, CUSTOMERS: -600})

    def test_several_rates_and_a_part_that_is_lost(self):
        move = self.sold((100, self.delivery), (33.33, self.reduced))
        self.assertEqual(move.amount_total, 155.16)
        loss = self.lose(move, "pursuits", amount=100)
        # 20.00 and 1.83 of 155.16: 12.89 and 1.18 of 100
        self.assertEqual(self.entry(loss.move_ids), {LOSS: 85.93, VAT: 14.07, CUSTOMERS: -100})
        self.assertEqual(move.amount_residual, 55.16)

    def test_vat_on_collection_is_taken_off_and_never_falls_due(self):
        move = self.sold((1000, self.collection))
        self.assertEqual(self.books(WAITING, VAT), {WAITING: -200, VAT: 0})
        loss = self.lose(move)
        self.assertEqual(self.entry(loss.move_ids), {LOSS: 1000, WAITING: 200, CUSTOMERS: -1200})
        self.assertEqual(self.books(WAITING, VAT, LOSS), {WAITING: 0, VAT: 0, LOSS: 1000})
        self.assertFalse(loss.duplicate_ids, "nothing comes back that was never paid")
        waiting = move.line_ids.filtered("tax_line_id")
        self.assertTrue(waiting.reconciled)

    def test_vat_on_collection_after_a_part_payment(self):
        move = self.sold((1000, self.collection))
        self.pay(move, 600)
        self.assertEqual(self.books(WAITING, VAT), {WAITING: -100, VAT: -100})
        loss = self.lose(move, "pursuits")
        self.assertEqual(self.entry(loss.move_ids), {LOSS: 500, WAITING: 100, CUSTOMERS: -600})
        self.assertEqual(self.books(WAITING, VAT), {WAITING: 0, VAT: -100})

    def test_undone_everything_stands_as_before(self):
        for tax in (self.delivery, self.collection):
            with self.subTest(tax=tax.name):
                move = self.sold((1000, tax))
                before = self.books(WAITING, VAT, CUSTOMERS, LOSS)
                loss = self.lose(move, "pursuits")
                loss.action_undo()
                self.assertEqual(self.books(WAITING, VAT, CUSTOMERS, LOSS), before)
                self.assertEqual(move.amount_residual, 1200)

    def test_a_waiver_is_split_the_same_way(self):
        move = self.sold((1000, self.collection))
        waiver = self.settle(move, kind="waiver", amount=300)
        self.assertEqual(self.entry(waiver.move_ids), {LOSS: 250, WAITING: 50, CUSTOMERS: -300})
        self.pay(move)
        self.assertEqual(self.books(WAITING, VAT), {WAITING: 0, VAT: -150})

    def test_of_a_sale_what_the_price_does_not_bring_is_lost(self):
        """1,200 sold for 300: 900 are lost, net of their VAT; of the price, VAT on collection falls due."""
        buyer = self.customer("Rachat SA")
        for tax, ground, expected in (
            (self.delivery, "none", {LOSS: 900, CUSTOMERS: -900}),
            (self.delivery, "pursuits", {LOSS: 750, VAT: 150, CUSTOMERS: -900}),
            (self.collection, "none", {LOSS: 750, WAITING: 150, CUSTOMERS: -900}),
        ):
            with self.subTest(tax=tax.name, ground=ground):
                before = self.books(WAITING, VAT)
                move = self.sold((1000, tax))
                sale = self.settle(move, kind="sale", buyer_id=buyer.id, price=300, vat_ground=ground)
                self.assertEqual(self.entry(sale._loss_moves()), expected)
                price = sale.move_ids - sale._loss_moves()
                owed = price.line_ids.filtered(lambda item: item.partner_id == buyer)
                self.assertEqual(sum(owed.mapped("debit")), 300)
                self.assertEqual((move.amount_residual, len(sale.move_ids)), (0, 2))
                self.assertEqual(bool(sale.duplicate_ids), ground == "pursuits")
                if tax == self.collection:
                    after = self.books(WAITING, VAT)
                    self.assertEqual((after[WAITING], after[VAT] - before[VAT]), (before[WAITING], -50))

    def test_the_duplicate_says_the_words_of_the_law(self):
        move, other = self.sold((1000, self.delivery)), self.sold((200, self.collection))
        loss = self.lose(move | other, "pursuits")
        text = " ".join(text for _move, text in loss._duplicate_texts()).replace("\xa0", " ").replace("\u202f", " ")
        self.assertEqual(
            text,
            "Facture demeurée impayée pour la somme de 1 000,00 € (prix net) et pour la somme de 200,00 € (TVA "
            "correspondante) qui ne peut faire l'objet d'une déduction (article 272 du CGI)",
        )
        self.assertEqual(loss.duplicate_ids.mimetype, "application/pdf")
        self.assertRecorded("Duplicate for the VAT")
        tasks = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)]).activity_ids
        self.assertTrue(any("duplicate" in (task.summary or "") for task in tasks))

    def test_each_invoice_has_its_own_words(self):
        first, tenth = self.sold((100, self.delivery)), self.sold((1000, self.reduced))
        self.env.cr.execute("UPDATE account_move SET name = 'F1' WHERE id = %s", (first.id,))
        self.env.cr.execute("UPDATE account_move SET name = 'F10' WHERE id = %s", (tenth.id,))
        self.env.invalidate_all()
        loss = self.lose(first | tenth, "pursuits")
        self.assertEqual({move: amounts for move, *amounts in loss._recovered()}, {first: [100, 20], tenth: [1000, 55]})
        self.assertEqual(loss.vat_amount, 75)

    def test_money_after_all_makes_vat_due_again(self):
        for tax, ground, expected in (
            (self.delivery, "pursuits", {RECOVERED: -200, VAT: -40, CUSTOMERS: 240}),
            (self.collection, "none", {RECOVERED: -200, VAT: -40, CUSTOMERS: 240}),
            (self.delivery, "none", {RECOVERED: -240, CUSTOMERS: 240}),
        ):
            with self.subTest(tax=tax.name, ground=ground):
                loss = self.lose(self.sold((1000, tax)), ground)
                waiting = self.books(WAITING)
                credit = self.payment_on_account(240).move_id.line_ids.filtered(
                    lambda item: item.account_type == "asset_receivable"
                )
                action = loss.action_later_money()
                with Form(self.env[action["res_model"]].with_context(**action["context"])) as form:
                    form.line_id = credit
                form.record.action_book()
                self.assertEqual(self.entry(loss.later_move_ids), expected)
                self.assertTrue(credit.reconciled)
                self.assertEqual(self.books(WAITING), waiting)

    def test_no_more_money_than_was_lost(self):
        loss = self.lose(self.sold((100, self.delivery)), "pursuits")
        for amount in (100, 90):
            credit = self.payment_on_account(amount).move_id.line_ids.filtered(
                lambda item: item.account_type == "asset_receivable"
            )
            loss._book_later_money(credit)
        self.assertEqual(self.entry(loss.later_move_ids), {RECOVERED: -100, VAT: -20, CUSTOMERS: 120})
        self.assertEqual(credit.amount_residual, -70)
        with self.assertRaisesRegex(UserError, "Nothing of this loss is left"):
            loss._book_later_money(credit)

    def test_one_sentence_and_nothing_half_done(self):
        move = self.sold((1000, self.delivery))
        with self.assertRaisesRegex(UserError, "not in liquidation"):
            self.lose(move, "liquidation")
        self.company.fiscalyear_lock_date = self.on("+0d")
        with self.assertRaisesRegex(UserError, "closed"):
            self.lose(move, "pursuits")
        self.company.fiscalyear_lock_date = False
        self.company.account_fiscal_country_id = self.env.ref("base.be")
        with self.assertRaisesRegex(UserError, "law of Belgium"):
            self.lose(move, "pursuits")
        self.assertEqual(move.amount_residual, 1200)
        loss = self.lose(move)
        self.assertEqual(self.entry(loss.move_ids)[CUSTOMERS], -1200, "without the French VAT it can be lost")

    def test_who_may(self):
        loss = self.lose(self.sold((1000, self.delivery)), "pursuits")
        company = {"company_id": self.company.id, "company_ids": [(6, 0, self.company.ids)]}
        collector = new_test_user(
            self.env, "reader-of-losses", groups="recovery_dunning.group_recovery_user", **company
        )
        with self.assertRaises(AccessError):
            loss.with_user(collector).action_later_money()
        with self.assertRaises(AccessError):
            loss.with_user(collector).write({"vat_ground": "none"})
        with self.assertRaises(AccessError):
            loss.with_user(collector).write({"later_move_ids": [(5,)]})
