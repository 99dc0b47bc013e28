"""What is set aside for doubtful debts, account by account in the French chart."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import format_date

from ..stories.books import BooksStory

DOUBTFUL, CUSTOMERS = "416000", "411100"
SET_ASIDE, PROVISION, REVERSED = "681740", "491000", "781740"


@tagged("post_install", "-at_install")
class TestDoubtful(BooksStory):
    def preview(self, user=None, **values):
        wizard = self.env["recovery.closing.wizard"].with_user(user or self.env.user).create(values)
        wizard.action_preview()
        return wizard

    def close(self, **values):
        self.preview(**values).action_post()
        return self.allowances()

    def allowances(self):
        return self.env["recovery.doubtful"].search([("company_id", "=", self.company.id)])

    def test_by_age_without_vat_in_one_entry(self):
        young, old = (
            self.sold((1000, self.delivery)),
            self.sold(
                (100, self.collection),
            ),
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = %s WHERE move_id = %s", (self.on("-400d"), old.id)
        )
        self.env.invalidate_all()
        with Form(self.env["recovery.closing.wizard"]) as form:
            self.assertEqual(len(form.band_ids), 3)
        wizard = form.record
        wizard.action_preview()
        self.assertEqual(
            [(line.move_id, line.percent, line.before, line.target) for line in wizard.line_ids],
            [(old, 100, 0, 100), (young, 25, 0, 250)],
        )
        self.assertEqual(self.books(SET_ASIDE, PROVISION), {SET_ASIDE: 0, PROVISION: 0}, "seen before it is booked")
        self.assertEqual(wizard.total, 350)
        wizard.action_post()
        rows = self.allowances()
        self.assertEqual(len(rows.entry_ids), 1)
        self.assertEqual(self.entry(rows.entry_ids), {SET_ASIDE: 350, PROVISION: -350})
        self.assertEqual(young.amount_residual, 1200, "it is still asked for")

    def test_next_closing_books_the_difference(self):
        self.sold((1000, self.delivery))
        (row,) = self.close()
        wizard = self.preview()
        self.assertEqual((wizard.line_ids.before, wizard.total), (250, 0))
        with self.assertRaisesRegex(UserError, "All is set aside"):
            wizard.action_post()
        wizard.line_ids.percent = 60  # by case
        wizard.action_post()
        self.assertEqual((row.percent, row.allowance, self.books(PROVISION)), (60, 600, {PROVISION: -600}))
        wizard = self.preview()
        wizard.line_ids.percent = 10
        wizard.action_post()
        self.assertEqual(self.books(SET_ASIDE, PROVISION, REVERSED), {SET_ASIDE: 600, PROVISION: -100, REVERSED: -500})

    def test_reversed_as_money_comes_and_when_it_is_lost(self):
        paid, lost = self.sold((1000, self.delivery)), self.sold((400, self.delivery))
        rows = self.close()
        self.assertEqual(self.books(PROVISION), {PROVISION: -350})
        self.pay(paid, 600)
        self.env["recovery.doubtful"]._follow(self.company)
        self.assertEqual(self.books(PROVISION, REVERSED), {PROVISION: -225, REVERSED: -125})
        self.lose(lost, "pursuits")
        self.pay(paid)
        self.env["recovery.doubtful"]._follow(self.company)
        self.assertEqual(self.books(PROVISION, REVERSED), {PROVISION: 0, REVERSED: -350})
        self.assertEqual(set(rows.mapped("state")), {"ended"})
        self.assertFalse(self.env["recovery.doubtful"]._follow(self.company))

    def test_it_never_rises_by_itself(self):
        move = self.sold((1000, self.delivery))
        payment = self.pay(move, 600)
        (row,) = self.close()
        self.assertEqual(row.allowance, 125)
        payment.move_id.line_ids.remove_move_reconcile()
        self.env["recovery.doubtful"]._follow(self.company)
        self.assertEqual(row.allowance, 125)

    def test_shown_as_doubtful_on_the_day_of_the_closing_alone(self):
        """411 to 416 with VAT, and back on the next day: the invoice is asked for and paid as before."""
        move = self.sold((1000, self.delivery))
        wizard = self.preview()
        self.assertTrue(wizard.as_doubtful)
        wizard.action_post()
        (row,) = self.allowances()
        there, back = row.shown_ids.sorted("date")
        self.assertEqual((there.date, back.date), (self.on("+0d"), self.on("+1d")))
        self.assertEqual(self.entry(there), {DOUBTFUL: 1200, CUSTOMERS: -1200})
        self.assertEqual(self.books(DOUBTFUL, CUSTOMERS), {DOUBTFUL: 0, CUSTOMERS: 1200})
        self.assertTrue(all(item.reconciled for item in (there + back).line_ids))
        self.assertFalse(row._moved_there(self.company), "it is shown there, not moved")
        self.assertEqual((move.amount_residual, self.instalments(move).matched_credit_ids.ids), (1200, []))
        self.assertEqual(self.instalments(move)._recovery_left(), 1200, "it covers nothing")
        with self.assertRaisesRegex(UserError, "All is set aside"):
            self.preview().action_post()  # once for a day
        self.pay(move)
        self.assertEqual(move.amount_residual, 0)

    def test_without_showing_them(self):
        self.sold((1000, self.delivery))
        wizard = self.preview(as_doubtful=False)
        wizard.action_post()
        self.assertFalse(self.allowances().shown_ids)

    def move_to_416(self, move, amount=None):
        """As an accountant does it himself, for good."""
        line = self.instalments(move)
        account = self.env["account.account"].with_company(self.company).search([("code", "=", DOUBTFUL)])
        amount = amount or line.amount_residual
        values = {"partner_id": move.partner_id.id, "name": "416"}
        entry = self.env["account.move"].create(
            {
                "date": self.on("+0d"),
                "line_ids": [
                    Command.create({**values, "account_id": account.id, "balance": amount}),
                    Command.create({**values, "account_id": line.account_id.id, "balance": -amount}),
                ],
            }
        )
        entry.action_post()
        (line + entry.line_ids.filtered(lambda item: item.balance < 0)).reconcile()
        return entry

    def test_what_an_accountant_has_moved_there_is_still_owed(self):
        move = self.sold((1000, self.delivery))
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        self.close(as_doubtful=False)
        entry = self.move_to_416(move)
        self.env.invalidate_all()
        parts = self.env["recovery.open.items"]._endings(self.instalments(move))[self.instalments(move)]
        self.assertEqual([part.ending.value for part in parts], ["doubtful"])
        self.env["recovery.case"]._close_settled(self.company)
        self.assertNotEqual(case.phase, "closed", "held is not settled")
        self.env["recovery.doubtful"]._follow(self.company)
        (row,) = self.allowances()
        self.assertEqual((row.state, row.allowance), ("held", 250), "it is owed as before")
        self.assertEqual(row._moved_there(self.company), self.instalments(move))
        wizard = self.preview()
        self.assertEqual((wizard.line_ids.residual, wizard.line_ids.target), (1200, 250))
        # half of it is paid on 416: half of the allowance is reversed
        item = entry.line_ids.filtered(lambda one: one.balance > 0)
        paid = self.env["account.move"].create(
            {
                "line_ids": [
                    Command.create({"account_id": item.account_id.id, "balance": -600, "partner_id": self.debtor.id}),
                    Command.create(
                        {"account_id": self.company_data["default_journal_bank"].default_account_id.id, "balance": 600}
                    ),
                ]
            }
        )
        paid.action_post()
        (item + paid.line_ids.filtered(lambda one: one.balance < 0)).reconcile()
        self.env.invalidate_all()
        self.env["recovery.doubtful"]._follow(self.company)
        self.assertEqual(row.allowance, 125)

    def test_closed_books_and_another_chart(self):
        move = self.sold((1000, self.delivery))
        self.company.fiscalyear_lock_date = self.on("+0d")
        with self.assertRaisesRegex(UserError, f"of {format_date(self.env, self.on('+0d'))} are closed"):
            self.close()
        self.assertFalse(self.allowances(), "nothing half done")
        self.company.fiscalyear_lock_date = False
        (row,) = self.close()
        self.pay(move)
        self.company.fiscalyear_lock_date = self.on("+0d")
        left = self.env["recovery.doubtful"]._follow(self.company)
        self.assertEqual(list(left), [row])
        self.assertEqual(row.allowance, 250)
        self.company.fiscalyear_lock_date = False
        self.company.chart_template = "generic_coa"
        with self.assertRaisesRegex(UserError, "not the French one"):
            self.company._recovery_books_account("provision")
        own = self.env["account.account"].search([("account_type", "=", "asset_current")], limit=1)
        self.company.recovery_provision_account_id = own
        self.assertEqual(self.company._recovery_books_account("provision"), own)

    def test_who_may(self):
        self.sold((1000, self.delivery))
        (row,) = self.close()
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        user = new_test_user(self.env, "reader", groups="recovery_dunning.group_recovery_user", **company)
        self.assertEqual(row.with_user(user).allowance, 250)
        with self.assertRaises(AccessError):
            self.preview(user)
        with self.assertRaises(AccessError):
            row.with_user(user).write({"allowance": 1})
        groups = "account.group_account_invoice,recovery_dunning.group_recovery_manager"
        manager = new_test_user(self.env, "closing-manager", groups=groups, **company)
        wizard = self.preview(manager)
        wizard.line_ids.percent = 50
        wizard.action_post()
        self.assertEqual(row.allowance, 500)
        with self.assertRaises(AccessError):
            row.with_user(manager).write({"allowance": 1})
