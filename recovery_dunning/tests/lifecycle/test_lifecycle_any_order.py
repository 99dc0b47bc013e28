"""In whatever order messages arrive, one by one or together, what stands on the invoice in the end is the same."""

import random

from odoo.tests import Form, tagged

from ..stories.lifecycle import LifecycleStory

# what was told, in the order of its dates
HISTORIES = {
    "disputed": ["203", "208", "207", "211"],
    "approved": ["203", "206", "207", "205"],
    "refused": ["205", "207", "208", "210"],
    "suspended": ["207", "205", "208"],
    "undelivered": ["202", "207", "213"],
    "payment_sent": ["208", "209", "205", "211"],
    "replaced": ["208", "207", "220"],
}
REASONS = {"206": ["PU_ERR"], "207": ["QTE_ERR"], "208": ["JUSTIF_ABS"], "210": ["DOUBLON"], "213": ["REJ_SEMAN"]}


@tagged("post_install", "-at_install")
class TestLifecycleAnyOrder(LifecycleStory):
    def test_any_order_of_arrival(self):
        chance = random.Random(4711)
        for name, codes in HISTORIES.items():
            outcomes = {self.outcome(codes, order) for order in [codes, *self.orders(codes, chance)]}
            self.assertEqual(len(outcomes), 1, outcomes)
            self.assertEqual(outcomes.pop()[0], name)

    def orders(self, codes, chance):
        for _number in range(4):
            yield chance.sample(codes, len(codes))

    def outcome(self, codes, order):
        """(standing, reasons of active holds, open disputes, open promises) of a new invoice after these messages."""
        move = self.invoice(amount=100)
        messages = {
            code: self.message(move, code, hour=8 + number, reasons=REASONS.get(code, ()))
            for number, code in enumerate(codes)
        }
        for code in order:
            self.take(messages[code])
        self.take(*messages.values())  # and once more
        disputes = self.disputes(move).filtered(lambda dispute: dispute.state == "open")
        promises = self.promises(move).filtered(lambda promise: promise.state == "open")
        holds = tuple(sorted(self.holds(move).mapped("reason_id.name")))
        return move.recovery_lifecycle, holds, len(disputes), tuple(promises.mapped("amount"))

    def test_the_dialogs_open_as_people_use_them(self):
        with Form(self.env["recovery.lifecycle.manual"].with_context(default_move_id=self.move.id)) as form:
            form.status_id = self.env.ref("recovery_dunning.lifecycle_status_208")
            self.assertEqual(form.issuer_role, "BY")
            form.status_id = self.env.ref("recovery_dunning.lifecycle_status_203")
            self.assertEqual(form.issuer_role, "WK")
        form.record.action_write_down()
        self.assertEqual(self.move.recovery_lifecycle, "delivered")
        (row,) = self.take(self.message(self.move, "205", number="unknown"))
        action = row.action_match()
        with Form(self.env[action["res_model"]].with_context(**action["context"])) as form:
            self.assertEqual(form.number, "unknown")
            form.move_id = self.move
        form.record.action_match()
        self.assertEqual(self.move.recovery_lifecycle, "approved")
