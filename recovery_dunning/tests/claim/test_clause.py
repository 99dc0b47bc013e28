"""Stories of the terms of sale: what is missing, and what a formal notice quotes."""

from odoo.exceptions import UserError, ValidationError
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
        self.assertEqual(len(self.clauses), 7)
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

    def test_clauses_of_our_own(self):
        """As many as the company likes, for whom it says; the list of the others stays whole."""
        of_company = {"company_id": self.company.id, "is_present": True}
        own = self.env["recovery.clause"].create(
            [
                {**of_company, "title": "Deposit", "text": "Deposits are kept."},
                {**of_company, "title": "Packaging", "text": "Pallets are returned.", "quoted_to": "all"},
                {**of_company, "title": "Later", "text": False},
            ]
        )
        self.clause("penalty_clause", text="Fifteen percent are added.", reference="Article 8")
        self.clause("acceleration", text="One payment missed, the whole is due.")
        self.assertEqual(own[0].display_name, "Deposit")
        quoted = self.env["recovery.clause"]._quoted
        self.assertEqual(
            set(quoted(self.company, self.debtor).mapped("display_name")),
            {"Deposit", "Packaging", "Penalty clause", "Whole debt due if one payment is missed"},
        )
        self.assertEqual(quoted(self.company, self.person), own[1])
        self.assertEqual(self.env["recovery.clause"]._of(self.company), self.clauses + own)
        with self.assertRaises(ValidationError):
            own[0].title = " "
        with self.assertRaises(UserError):
            self.clauses[0].unlink()
        own.unlink()
        self.late_invoice()
        self.climb("+0d", "+1d", "+16d")
        for part in ("Article 8", "Fifteen percent are added.", "the whole is due."):
            self.assertIn(part, self._mails[-1]["body"])

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
