"""What Odoo's own modules keep of a platform's messages is read, whichever of them is there."""

from odoo import fields, models
from odoo.orm.model_classes import add_to_registry
from odoo.orm.models import MetaModel
from odoo.tests import tagged

from ..stories.lifecycle import LifecycleStory


class PeppolResponse(models.Model):
    _name = "account.peppol.response"
    _module = "recovery_dunning"
    _description = "As newer versions of Odoo have it"

    response_code = fields.Char()
    move_id = fields.Many2one("account.move")
    pdp_flow_number = fields.Char()
    pdp_issue_date = fields.Datetime()
    pdp_status_info = fields.Char()
    pdp_payment_info = fields.Json()


MetaModel._module_to_models__["recovery_dunning"].remove(PeppolResponse)  # it is there in this test alone


@tagged("post_install", "-at_install")
class TestLifecyclePlatforms(LifecycleStory):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls.take_away)
        add_to_registry(cls.registry, PeppolResponse)
        cls.registry._setup_models__(cls.env.cr, ["account.peppol.response"])
        cls.registry.init_models(cls.env.cr, ["account.peppol.response"], {"module": "recovery_dunning"})

    @classmethod
    def take_away(cls):
        del cls.registry.models["account.peppol.response"]
        cls.registry._setup_models__(cls.env.cr, ["account.move"])

    def response(self, word, **values):
        return (
            self.env["account.peppol.response"]
            .sudo()
            .create({"response_code": word, "move_id": self.move.id, "pdp_issue_date": "2026-03-02 09:00:00", **values})
        )

    def read_platforms(self):
        self.env["recovery.lifecycle"]._read_platforms(self.company)
        return self.move.recovery_lifecycle_ids

    def test_a_dispute_with_its_reason(self):
        self.response("contested", pdp_flow_number="2", pdp_status_info="PU_ERR Prix de la commande 4711")
        (row,) = self.read_platforms()
        self.assertEqual((row.code, row.reason_codes, row.source), ("207", "PU_ERR", "platform"))
        self.assertIn("4711", self.disputes().claim)
        self.assertEqual(len(self.read_platforms()), 1, "read once")

    def test_a_payment_that_was_sent(self):
        self.response("payment_sent", pdp_payment_info=[{"type_code": "MPA", "amount": "300.00", "currency": "USD"}])
        self.read_platforms()
        self.assertEqual(self.promises().amount, 300)

    def test_paid_is_our_own_word_there(self):
        self.response("PD")
        (row,) = self.read_platforms()
        self.assertEqual((row.code, row.issuer_role), ("212", "SE"))
        self.assertFalse(self.promises())

    def test_what_the_portal_says_and_what_nobody_knows(self):
        self.response("refused", pdp_flow_number="6")
        self.response("a new word")
        self.response("AP", pdp_payment_info={"not": "ours"})
        (row,) = self.read_platforms()
        self.assertEqual(row.code, "205")
