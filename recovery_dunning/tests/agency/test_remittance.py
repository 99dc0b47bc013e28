"""Stories of a remittance that is booked and undone: the entries, the bill of the fees, the state of the case."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...models.agency import booking
from ..stories.agency import RemittanceStory


@tagged("post_install", "-at_install")
class TestRemittance(RemittanceStory):
    def test_gross_on_the_debtor_fee_on_a_bill_net_to_the_bank(self):
        old, new = self.invoice(due="-60d", amount=300), self.invoice(due="-20d", amount=500)
        placement = self.place()
        self.day("+5d")
        remittance = self.remittance(self.line(placement, 400, day="04/03/2026"), reference="FA-12")
        self.assertEqual((remittance.state, remittance.ready_count, remittance._moves().ids), ("read", 1, []))
        remittance.action_book()
        self.assertEqual((old.amount_residual, new.amount_residual), (0, 400))  # the oldest first
        bill = remittance.line_ids.bill_id
        self.assertEqual((bill.ref, bill.amount_untaxed, bill.amount_tax, bill.payment_state), ("FA-12", 40, 8, "paid"))
        self.assertEqual(remittance.line_ids.entry_id.date, self.on("-3d"))  # the day the debtor paid
        self.assertEqual(self.balance(self.clearing), 352)
        self.assertBalanced(remittance)
        self.assertEqual((placement.amount_recovered, placement.amount_fees, placement.status), (400, 40, "partly"))
        event = self.last_event(placement.case_id)
        self.assertEqual((event.kind, event.direction), ("agency", "internal"))
        self.assertRegex(event.summary, r"400[.,]00 on")
        self.follow()
        self.assertFalse(placement.advice_ids)  # it knows what it collected itself

    def test_what_the_agency_collected_is_a_payment(self):
        """It interrupts the limitation, stands among the receipts of the case, and counts for the route."""
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        self.remittance(self.line(placement, 100)).action_book()
        line = self.instalments(move)
        acts = self.env["recovery.limitation"]._acts(line.ids, [], self.on("+0d"))
        self.assertEqual([(act.kind, act.on) for act in acts[line.id]], [("payment", self.on("+0d"))])
        self.assertEqual(placement.case_id.receipt_ids.mapped("balance"), [-100])
        self.assertEqual(placement.case_id._results()[placement.case_id].recovered, 100)

    def test_the_net_is_matched_with_the_bank(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(self.line(placement, 100), self.line(placement, 200, day="2026-03-01"))
        self.assertAside(remittance, "day")  # before it was placed
        remittance.action_book()
        statement = self.env["account.bank.statement.line"].create(
            {"journal_id": self.company_data["default_journal_bank"].id, "payment_ref": "VIR", "amount": 88.0}
        )
        _liquidity, suspense, _other = statement._seek_for_lines()
        suspense.account_id = self.clearing
        transfer = statement.move_id.line_ids.filtered(lambda item: item.account_id == self.clearing)
        open_items = self.env["account.move.line"].search(
            [("account_id", "=", self.clearing.id), ("reconciled", "=", False)]
        )
        open_items.reconcile()
        self.assertTrue(transfer.reconciled)
        self.assertEqual(self.balance(self.clearing), 0)
        with self.assertRaisesRegex(UserError, "is matched with this remittance"):
            remittance.action_undo()

    def test_a_month_that_is_closed_stays_closed(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        self.day("+40d")
        self.company.fiscalyear_lock_date = "2026-03-31"
        remittance = self.remittance(self.line(placement, 100, day="10/03/2026"))
        remittance.action_book()
        self.assertEqual(move.amount_residual, 200)
        self.assertEqual(min(remittance._moves().mapped("date")).month, 4)

    def test_the_invoice_that_is_named_is_paid_first(self):
        old, new = self.invoice(due="-60d", amount=300), self.invoice(due="-20d", amount=500)
        self.place()
        remittance = self.remittance(f"{new.name};450;0", titles="Facture;Montant;Commission")
        self.assertEqual(remittance.line_ids.invoice_id, new)
        remittance.action_book()
        self.assertEqual((old.amount_residual, new.amount_residual), (300, 50))
        self.assertFalse(remittance.line_ids.bill_id)

    def test_much_of_one_day_is_several_entries(self):
        moves = [self.invoice(due=f"-{days}d", amount=100) for days in (60, 50, 40)]
        placement = self.place()
        lines = [self.line(placement, amount) for amount in (100, 60, 90, 50)]
        with patch.object(booking, "ENTRY_LINES", 2):
            remittance = self.remittance(*lines)
            remittance.action_book()
        entries = remittance.line_ids.entry_id
        self.assertEqual(len(entries), 2)
        self.assertEqual([move.amount_residual for move in moves], [0, 0, 0])
        self.assertBalanced(remittance)
        remittance.action_undo()
        self.assertEqual([move.amount_residual for move in moves], [100, 100, 100])

    def test_another_currency(self):
        dollar = self.env.ref("base.USD") if self.company.currency_id.name != "USD" else self.env.ref("base.EUR")
        dollar.active = True
        self.env["res.currency.rate"].create({"currency_id": dollar.id, "name": "2026-01-01", "rate": 2})
        self.invoice(due="-60d", amount=300)
        theirs = self.customer("Dollar")
        move = self.invoice(due="-60d", amount=500, debtor=theirs, currency_id=dollar.id)
        ours, foreign = self.place(self.debtor, theirs)
        remittance = self.remittance(
            f"{ours.case_id.name};100;{dollar.name}",
            f"{foreign.case_id.name};100;",
            titles="Votre référence;Encaissé;Devise",
        )
        self.assertAside(remittance, "currency", "currency")
        remittance = self.remittance(
            f"{foreign.case_id.name};300;30", titles="Votre réf;Encaissé;Honoraires", currency_id=dollar.id
        )
        self.assertAside(remittance)
        remittance.action_book()
        self.assertEqual(move.amount_residual, 200)
        self.assertBalanced(remittance)
        self.assertEqual((foreign.amount_recovered, foreign.amount_fees), (150, 15))

    def test_interest_that_was_placed_and_invoiced_since(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place(interest=40, indemnity=40)
        claim = self.invoice(due="+0d", amount=60)
        claim.sudo().recovery_is_claim = True
        remittance = self.remittance(self.line(placement, 380))
        self.assertAside(remittance)
        remittance.action_book()
        self.assertEqual((move.amount_residual, claim.amount_residual), (0, 0))
        rest = self.env["account.move.line"].search(
            [("partner_id", "=", self.debtor.id), ("amount_residual", "<", 0), ("parent_state", "=", "posted")]
        )
        self.assertEqual(rest.amount_residual, -20)
        self.assertIn("invoice the claims", placement.case_id.activity_ids.mapped("summary")[0])
        self.assertEqual(placement.status, "paid")

    def test_the_net_alone_tells_the_fee(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(f"{placement.case_id.name};100;88", titles="Votre réf;Encaissé;Net reversé")
        self.assertEqual((remittance.fee, remittance.vat, remittance.net), (10, 2, 88))

    def test_fees_billed_apart(self):
        self.agency.with_company(self.company).recovery_fees_apart = True
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        remittance = self.remittance(f"{placement.case_id.name};100;10;100", titles="Votre réf;Encaissé;Honoraires;Net")
        remittance.action_book()
        self.assertEqual((move.amount_residual, self.balance(self.clearing)), (200, 100))
        self.assertFalse(remittance.line_ids.bill_id)
        self.assertEqual(placement.amount_fees, 10)

    def test_cents_of_vat_that_the_agency_rounds_otherwise(self):
        self.invoice(due="-60d", amount=300)
        placement = self.place()
        name = placement.case_id.name
        remittance = self.remittance(
            f"{name};;02/03/2026;10,00;1,02;0,21;8,77", f"{name};;02/03/2026;10,00;1,03;0,20;8,77"
        )
        remittance.action_book()
        bill = remittance.line_ids.bill_id
        self.assertEqual((bill.amount_untaxed, bill.amount_tax, bill.payment_state), (2.05, 0.41, "paid"))
        self.assertAlmostEqual(self.balance(self.clearing), 17.54)

    def test_the_status_of_a_case_is_news(self):
        self.invoice(due="-60d", amount=300)
        others = self.customer("Hopeless")
        self.invoice(due="-60d", amount=300, debtor=others)
        placements = self.place(self.debtor, others)
        remittance = self.remittance(
            f"{placements[0].case_id.name};0;Promesse",
            f"{placements[1].case_id.name};;Irrécouvrable",
            titles="Votre référence;Encaissé;Statut",
        )
        self.assertAside(remittance)
        remittance.action_book()
        self.assertEqual(placements.mapped("status"), ["promise", "placed"])  # what ends a case, a person decides
        self.assertEqual(placements[1].case_id.activity_ids.summary, "The agency says: Uncollectable")

    # ---- undo -----------------------------------------------------------------------------------------------------

    def test_undo_reopens_the_debt(self):
        move = self.invoice(due="-60d", amount=300)
        placement = self.place()
        lines = [self.line(placement, 300)]
        remittance = self.remittance(*lines)
        remittance.action_book()
        self.assertEqual((placement.status, placement.case_id.phase), ("paid", "amicable"))
        with self.assertRaises(AccessError):
            remittance.with_user(self.collector).action_undo()
        remittance.action_undo()
        self.assertEqual((move.amount_residual, self.balance(self.clearing)), (300, 0))
        self.assertEqual((placement.status, placement.case_id.phase), ("placed", "agency"))
        self.assertEqual(placement.amount_recovered, 0)
        self.assertEqual((remittance.state, placement.handoff_id.state), ("undone", "handed"))
        again = self.remittance(*lines)
        again.action_book()
        self.assertEqual((move.amount_residual, placement.status), (0, "paid"))
        with self.assertRaisesRegex(UserError, "never deleted"):
            remittance.unlink()

    # ---- rights ---------------------------------------------------------------------------------------------------

    def test_a_collector_imports_an_accountant_books(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100), user=self.collector)
        self.assertEqual(remittance.ready_count, 1)
        with self.assertRaises(AccessError):
            remittance.action_book()
        with self.assertRaises(AccessError):
            remittance.state = "booked"
        with self.assertRaises(AccessError):
            remittance.line_ids.state = "booked"
        with self.assertRaises(AccessError):
            self.env["recovery.remittance.line"].with_user(self.collector).create({"remittance_id": remittance.id})
        with self.assertRaisesRegex(UserError, "by its buttons"):
            remittance.agency_id = self.make_agency("Other")
        remittance.with_user(self.accountant).action_book()
        self.assertEqual(remittance.state, "booked")

    def test_a_viewer_sees_no_remittance(self):
        viewer = self.user_of("viewer", "recovery_dunning.group_recovery_viewer")
        for model in (
            "recovery.remittance",
            "recovery.remittance.line",
            "recovery.placement",
            "recovery.agency.result",
        ):
            self.assertFalse(self.env[model].with_user(viewer).has_access("read"), model)

    def test_companies_are_apart(self):
        self.invoice(due="-60d", amount=300)
        remittance = self.remittance(self.line(self.place(), 100))
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.user_of("stranger", "recovery_dunning.group_recovery_manager")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for records in (
            remittance,
            remittance.line_ids,
            remittance.line_ids.placement_id,
            self.agency.recovery_term_ids,
        ):
            self.assertFalse(records.with_user(stranger).search([("id", "in", records.ids)]), records._name)
