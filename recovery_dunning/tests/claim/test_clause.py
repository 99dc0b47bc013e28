"""Stories of the terms of sale: what is missing, and what a formal notice quotes."""

from odoo.tests import tagged

from ..stories.claim import ClaimStory


@tagged("post_install", "-at_install")
class TestClause(ClaimStory):
    def setUp(self):
        super().setUp()
        formal = self.env.ref("recovery_dunning.mail_template_formal_notice_business")
        self.level(45, self.claiming).mail_template_id = formal
        formal_consumer = self.env.ref("recovery_dunning.mail_template_formal_notice_consumer")
        self.level(45, self.consumer_procedure).mail_template_id = formal_consumer
        self.clauses = self.env["recovery.clause"]._of(self.company)

    def clause(self, kind, **values):
        found = self.clauses.filtered(lambda clause: clause.kind == kind)
        found.write({"is_present": True, **values})
        return found

    def test_the_checklist_says_what_is_missing(self):
        self.assertEqual(len(self.clauses), 5)
        self.assertTrue(all(self.clauses.mapped("advice")))
        self.assertIn("L624-16", self.clauses.filtered(lambda clause: clause.kind == "retention").advice)
        court = self.clause("court")
        self.assertIn("Enter its words", court.advice)
        court.text = "The commercial court of Lyon decides."
        self.assertFalse(court.advice)
        action = self.env["recovery.clause"].action_open_checklist()
        self.assertEqual(self.env["recovery.clause"].search(action["domain"]), self.clauses)

    def test_a_formal_notice_quotes_what_is_there(self):
        self.clause("court", text="The commercial court of Lyon decides.", reference="Article 9")
        self.clause("retention", text="The goods stay ours until they are paid.")
        self.clause("law")  # without words
        self.late_invoice()
        self.climb("+0d", "+1d")
        self.assertNotIn("Lyon", self._mails[-1]["body"])
        self.climb("+16d")
        body = self._mails[-1]["body"]
        for part in ("Article 9", "The commercial court of Lyon decides.", "stay ours until they are paid"):
            self.assertIn(part, body)

    def test_a_consumer_is_not_told_of_the_court(self):
        self.clause("court", text="The commercial court of Lyon decides.")
        self.clause("penalties", text="Twelve percent a year.")
        self.clause("retention", text="The goods stay ours until they are paid.")
        self.late_invoice(debtor=self.person)
        self.climb("+0d", "+1d", "+16d")
        body = self._mails[-1]["body"]
        self.assertIn("stay ours until they are paid", body)
        self.assertNotIn("Lyon", body)
        self.assertNotIn("Twelve", body)
