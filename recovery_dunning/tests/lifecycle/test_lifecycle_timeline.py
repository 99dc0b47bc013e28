"""The line of dots on the invoice."""

from odoo.tests import tagged

from ..stories.lifecycle import LifecycleStory


@tagged("post_install", "-at_install")
class TestLifecycleTimeline(LifecycleStory):
    def test_in_the_order_of_the_dates_with_the_reason(self):
        self.assertFalse(self.move.recovery_lifecycle_dots)
        self.tell("205", on="+0d", hour=15)
        self.tell("207", on="+0d", hour=9, reasons=["PU_ERR"])
        self.tell("205", hour=16, role="SE")  # which does not count
        self.env.invalidate_all()
        dots = self.move.recovery_lifecycle_dots
        self.assertEqual(dots.count("<li"), 3)
        self.assertLess(dots.index("207 In dispute"), dots.index("205 Approved"))
        self.assertIn("Unit price", dots)
        self.assertIn("ACHETEUR", dots)
        self.assertEqual(dots.count("opacity-50"), 1)

    def test_what_a_stranger_writes_is_text(self):
        reason = (
            "<SpecifiedDocumentStatus><ReasonCode>AUTRE</ReasonCode>"
            '<Reason>&lt;img src=x onerror=alert(1)&gt;" onmouseover="x</Reason></SpecifiedDocumentStatus>'
        )
        self.tell("207", extra=reason)
        self.env.invalidate_all()
        dots = self.move.recovery_lifecycle_dots
        self.assertNotIn("<img", dots)
        self.assertNotIn('" onmouseover="', dots)
        self.assertIn("&lt;img", dots)
