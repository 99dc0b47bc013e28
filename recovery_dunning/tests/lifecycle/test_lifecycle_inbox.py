"""The way in: what is matched, what is put aside with its reason, and that a batch goes on."""

import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..stories.lifecycle import LifecycleStory

ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@tagged("post_install", "-at_install")
class TestLifecycleInbox(LifecycleStory):
    def good(self, **values):
        return self.message(self.move, "205", **values)

    def worker(self, name, groups):
        company = {"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]}
        return new_test_user(self.env, name, groups=groups, **company)

    def test_a_message_is_matched_and_its_file_kept(self):
        message = self.good()
        (row,) = self.take(message)
        self.assertEqual((row.move_id, row.code, row.state, row.source), (self.move, "205", "kept", "upload"))
        self.assertEqual((row.document_id.raw, row.issuer_role, row.issuer), (message, "BY", "ACHETEUR"))
        self.assertEqual(row.status_id, self.env.ref("recovery_dunning.lifecycle_status_205"))

    def test_bad_files_are_told_apart_and_stop_nothing(self):
        bomb = self.zipped(b"0" * (15 * 1024 * 1024))
        files = [ENTITY, b"x" * (21 * 1024 * 1024), b"no xml", b"<Invoice/>", bomb, b"PK\x03\x04damaged", self.good()]
        rows = self.take(*files)
        self.assertEqual(
            rows.mapped("problem"), ["entity", "too_large", "not_xml", "other_xml", "bomb", "archive", False]
        )
        self.assertEqual(set(rows[:-1].mapped("state")), {"aside"})
        self.assertEqual(rows[-1].move_id, self.move)

    def test_bad_matches_are_told_apart(self):
        other_day = self.on("-300d")
        rows = self.take(
            self.good(number="NONE/1"),
            self.good(seller="732829320"),
            self.good(issued=other_day),
            self.good(on="+3d"),
            self.good(hour=11),
        )
        problems = ["unknown_number", "other_seller", "other_date", "future", False]
        self.assertEqual(rows.mapped("problem"), problems)
        self.assertFalse(self.move.recovery_lifecycle_ids.filtered(lambda row: row.problem == "other_seller"))

    def test_a_number_of_two_years(self):
        """Two journals give the same number: the day says which."""
        journal = self.company_data["default_journal_sale"].copy({"code": "SAL2"})
        twin = self.invoice(due="-400d", amount=90, journal_id=journal.id)
        self.env.cr.execute("UPDATE account_move SET name = %s WHERE id = %s", (self.move.name, twin.id))
        twin.invalidate_recordset(["name"])
        (row,) = self.take(self.good(issued=twin.invoice_date))
        self.assertEqual(row.move_id, twin)
        undated = re.sub(rb"<FormattedIssueDateTime>.*?</FormattedIssueDateTime>", b"", self.good(), flags=re.DOTALL)
        (row,) = self.take(undated)
        self.assertEqual((row.problem, row.move_id.id), ("several", False))

    def test_what_came_before_is_taken_once(self):
        message = self.message(self.move, "207", reasons=["PU_ERR"])
        self.take(message)
        (again,) = self.take(message)
        self.assertEqual((again.problem, again.move_id.id, again.state), ("twice", False, "aside"))
        self.take(message.replace(b"<ExchangedDocument>", b"<!-- by the other platform --><ExchangedDocument>"))
        self.assertEqual(len(self.move.recovery_lifecycle_ids), 1)
        self.assertEqual(len(self.disputes()), 1)

    def test_a_zip_fetched_again_is_one_line(self):
        moves = [self.invoice(amount=10 + number) for number in range(12)]
        archive = self.zipped(*(self.message(move, "203") for move in moves))
        self.assertEqual(len(self.take(archive)), 12)
        (again,) = self.take(archive)
        self.assertEqual(again.problem, "twice")
        self.assertIn("and 9 more", again.detail)

    def test_several_invoices_in_one_message(self):
        other = self.invoice(amount=70)
        first, second = self.message(self.move, "205").decode(), self.message(other, "205").decode()
        block = re.search(r"<ReferenceReferencedDocument>.*</ReferenceReferencedDocument>", second, re.DOTALL).group()
        rows = self.take(first.replace("</AcknowledgementDocument>", block + "</AcknowledgementDocument>").encode())
        self.assertEqual(rows.move_id, self.move | other)
        self.assertEqual(len(rows.document_id), 1)

    def test_after_the_case_is_closed_a_person_looks(self):
        case = self.env["recovery.case"]._case_of(self.company, self.debtor)
        close = self.env["recovery.close.wizard"].with_context(**case.action_close()["context"])
        close.create({"outcome": "uncollectable", "reason": "Nothing to be had."}).action_close()
        self.assertEqual(case.phase, "closed")
        (row,) = self.tell("210", reasons=["DOUBLON"])
        self.assertEqual((row.state, row.problem, row.move_id), ("aside", "closed", self.move))
        self.assertFalse(row.hold_id)
        row.action_take()
        self.assertTrue(row.hold_id)
        self.assertEqual(row.state, "followed")

    def test_a_dispute_of_what_is_paid(self):
        self.pay(self.move)
        (row,) = self.tell("207", reasons=["PU_ERR"])
        self.assertEqual((row.problem, self.disputes().ids), ("closed", []))

    def test_the_copy_for_the_portal_leads_to_nothing(self):
        (row,) = self.tell("210", reasons=["DOUBLON"], to="DFH")
        self.assertEqual((row.state, row.counts), ("kept", False))
        self.assertFalse(self.holds())

    def test_matched_by_hand(self):
        (row,) = self.take(self.message(self.move, "208", number="F-OLD-7", reasons=["JUSTIF_ABS"]))
        self.assertEqual(row.problem, "unknown_number")
        wizard = self.env["recovery.lifecycle.match"].create({"lifecycle_id": row.id, "move_id": self.move.id})
        wizard.action_match()
        self.assertEqual((row.move_id, row.state, row.problem), (self.move, "followed", False))
        self.assertTrue(self.holds())
        with self.assertRaises(UserError):
            wizard.action_match()

    def test_left(self):
        (row,) = self.take(b"no xml")
        row.action_leave()
        self.assertEqual(row.state, "left")

    def test_written_down_by_hand(self):
        status = self.env.ref("recovery_dunning.lifecycle_status_207")
        reason = self.env.ref("recovery_dunning.lifecycle_reason_pu_err")
        wizard = self.env["recovery.lifecycle.manual"].create(
            {
                "move_id": self.move.id,
                "status_id": status.id,
                "reason_ids": [Command.set(reason.ids)],
                "amount": 250,
                "comment": "Prix de la commande 4711",
            }
        )
        self.assertEqual(wizard.issuer_role, "BY")
        wizard.amount = -250
        with self.assertRaisesRegex(UserError, "cannot be negative"):
            wizard.action_write_down()
        wizard.amount = 250
        wizard.action_write_down()
        self.assertEqual((self.disputes().amount, self.move.recovery_lifecycle_ids.source), (250, "manual"))
        self.assertIn("4711", self.disputes().claim)
        with self.assertRaises(UserError):
            wizard.action_write_down()

    def test_uploaded_as_a_zip(self):
        document = self.env["ir.attachment"].create({"name": "a.zip", "raw": self.zipped(self.good())})
        wizard = self.env["recovery.lifecycle.upload"].create({"attachment_ids": [Command.set(document.ids)]})
        action = wizard.action_import()
        self.assertEqual(self.env["recovery.lifecycle"].search(action["domain"]).move_id, self.move)

    def test_self_billed_by_our_number_or_his(self):
        own = self.invoice(amount=88, ref="SB-77")
        (row,) = self.take(self.message(own, "205", number="SB-77", type="389"))
        self.assertEqual(row.move_id, own)
        (completed,) = self.take(self.message(own, "209", number="SB-77", type="389", role="BY"))
        self.assertTrue(completed.counts)

    def test_a_group_with_two_sellers(self):
        other = self.setup_other_company()["company"]
        other.company_registry = "732829320"
        with self.subTest("a user of one company"):
            alone = self.worker("one", "recovery_dunning.group_recovery_user")
            rows = self.env["recovery.lifecycle"].with_user(alone)
            (row,) = rows._import_files([("a.xml", self.good(seller="732829320"))], self.company)
            self.assertEqual(row.problem, "other_seller")
        with self.subTest("a user of both"):
            self.env.user.company_ids |= other
            both = self.env["recovery.lifecycle"].with_context(allowed_company_ids=(self.company | other).ids)
            (row,) = both._import_files([("b.xml", self.good(seller="732829320", hour=12))], self.company)
            self.assertEqual((row.company_id, row.problem), (other, "unknown_number"))

    def test_rights(self):
        names = ("viewer", "user", "manager")
        users = {name: self.worker(name, f"recovery_dunning.group_recovery_{name}") for name in names}
        (row,) = self.take(self.good())
        with self.assertRaises(AccessError):
            row.with_user(users["viewer"]).read(["code"])
        for name in ("user", "manager"):
            own = row.with_user(users[name])
            self.assertEqual(own.code, "205")
            self.assertEqual(own.document_id.raw, row.document_id.raw)
            for forbidden in (
                lambda own=own: own.write({"follow_up": "x"}),
                lambda own=own: own.unlink(),
                lambda own=own: own.create({"company_id": self.company.id, "currency_id": 1}),
            ):
                with self.assertRaises(UserError):  # of which an AccessError is one
                    forbidden()
        with self.assertRaises(UserError):
            row.sudo().write({"code": "207"})
        with self.assertRaises(UserError):
            row.sudo().unlink()
        accountant = self.worker("acc", "account.group_account_manager")
        with self.assertRaises(AccessError):
            self.move.with_user(accountant).write({"recovery_lifecycle": "approved"})

    def test_a_collector_brings_in_what_needs_a_dispute(self):
        collector = self.worker("col", "recovery_dunning.group_recovery_user")
        document = self.env["ir.attachment"].with_user(collector)
        document = document.create({"name": "a.xml", "raw": self.message(self.move, "207", reasons=["PU_ERR"])})
        wizard = self.env["recovery.lifecycle.upload"].with_user(collector)
        wizard.create({"attachment_ids": [Command.set(document.ids)]}).action_import()
        self.assertEqual(self.disputes().owner_id, collector)

    def test_the_inbox_counts_in_few_queries(self):
        moves = [self.invoice(amount=10 + number) for number in range(30)]
        few, many = moves[:5], moves[5:]

        def queries(some):
            archive = self.zipped(*(self.message(move, "203", hour=11) for move in some))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.take(archive)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        first = queries(few)
        self.assertLess(queries(many), first + 60)  # 25 messages: not five times as many as 5
