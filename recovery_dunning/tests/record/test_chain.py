"""A long chain: thousands of events with none to five documents, written some at a time, read back in transactions of
their own. `RECOVERY_TRIES` says how many (`./dev test --long`: 10,000)."""

import os
import random

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import SQL, split_every

SHORT = 1000
EVENTS = max(int(os.environ.get("RECOVERY_TRIES", SHORT)), SHORT)
AT_ONCE = 250
KINDS = ("contact", "note", "dispute", "payment", "claim", "notice")


@tagged("post_install", "-at_install")
class TestLongChain(BaseCase):
    """It commits, so that what is read is what another transaction reads, and takes all of it away again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.chance = random.Random(11)
        self.pool = [self.chance.randbytes(self.chance.randrange(1, 90)) for _content in range(150)]
        with self.cursor() as env:
            self.partner_id = env["res.partner"].create({"name": "Chain", "is_company": True}).id
            case = env["recovery.case"].create({"partner_id": self.partner_id, "company_id": env.company.id})
            self.case_id = case.id
        self.addCleanup(self.clean)

    def cursor(self):
        return Transaction(self.registry)

    def clean(self):
        with self.cursor() as env:
            event = env["recovery.event"]._fields["attachment_ids"]
            ours = SQL("(SELECT id FROM recovery_event WHERE case_id = %s)", self.case_id)
            rel, column1, column2 = (SQL.identifier(n) for n in (event.relation, event.column1, event.column2))
            documents = env.execute_query(SQL("SELECT %s FROM %s WHERE %s IN %s", column2, rel, column1, ours))
            env.cr.execute(SQL("DELETE FROM %s WHERE %s IN %s", rel, column1, ours))
            env.cr.execute(SQL("DELETE FROM recovery_event WHERE case_id = %s", self.case_id))
            env["ir.attachment"].browse(document_id for (document_id,) in documents).unlink()
            env["mail.message"].search([("model", "=", "recovery.case"), ("res_id", "=", self.case_id)]).unlink()
            env["mail.followers"].search([("res_model", "=", "recovery.case"), ("res_id", "=", self.case_id)]).unlink()
            env.cr.execute(SQL("DELETE FROM recovery_case WHERE id = %s", self.case_id))
            env["res.partner"].browse(self.partner_id).unlink()

    def write_some(self, numbers):
        """Events with their documents: two creates, whatever their number."""
        with self.cursor() as env:
            counts = [self.chance.randrange(6) for _number in numbers]
            names = ("photo.jpg", "lettre été.pdf", "a  b.txt", "proof")
            documents = env["ir.attachment"].create(
                [
                    {"name": self.chance.choice(names), "raw": self.chance.choice(self.pool)}
                    for count in counts
                    for _document in range(count)
                ]
            )
            ids, rows = iter(self.chance.sample(documents.ids, len(documents))), []
            for number, count in zip(numbers, counts, strict=True):
                its = [next(ids) for _document in range(count)]
                text = self.chance.choice(("", "Ligne\nà la ligne", "“quoted” €", "x" * 500))
                values = {"summary": f"Event {number}", "result": text, "attachment_ids": [(6, 0, its)]}
                rows.append({"case_id": self.case_id, "kind": self.chance.choice(KINDS), **values})
            env["recovery.event"].create(rows)

    def broken(self):
        """What another transaction finds changed: None for nothing."""
        with self.cursor() as env:
            events = env["recovery.case"].browse(self.case_id)._broken_events()
            return events if events is None else events.ids

    def test_written_by_the_thousand_and_one_byte_changed(self):
        for numbers in split_every(AT_ONCE, range(EVENTS)):
            self.write_some(numbers)
        self.assertIsNone(self.broken())
        with self.cursor() as env:
            events = env["recovery.event"].search([("case_id", "=", self.case_id)], order="id")
            self.assertEqual(len(events), EVENTS + 1)
            counts = {len(event.attachment_ids) for event in events}
            self.assertEqual(counts, set(range(6)))
            changed = self.chance.choice(events[1:].filtered("attachment_ids"))
            document = changed.attachment_ids[:1]
            whole = document.raw
            place = self.chance.randrange(len(whole))
            one_byte = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
            document.raw = one_byte
            changed_id, document_id = changed.id, document.id
        self.assertEqual(self.broken()[0], changed_id)
        with self.cursor() as env:
            env["ir.attachment"].browse(document_id).raw = whole
        self.assertIsNone(self.broken())
        with self.cursor() as env:
            query = "UPDATE recovery_event SET summary = overlay(summary placing 'e' from 1 for 1) WHERE id = %s"
            env.cr.execute(query, (changed_id,))
        self.assertEqual(self.broken()[0], changed_id)


class Transaction:
    """One of its own, that commits."""

    def __init__(self, registry):
        self.cr = registry.cursor()

    def __enter__(self):
        return api.Environment(self.cr, SUPERUSER_ID, {})

    def __exit__(self, kind, *error):
        if kind is None:
            self.cr.commit()  # pylint: disable=invalid-commit
        self.cr.close()
