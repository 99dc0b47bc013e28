"""A new semester: its rates are entered together, with where they were read."""

from odoo import fields, models

from ...engine import regime
from ...models.claim.rate import GRADES
from ...models.record.way_in import MANAGER, way_in


class RecoveryRateWizard(models.TransientModel):
    _name = "recovery.rate.wizard"
    _description = "Add the Rates of a Semester"

    date_from = fields.Date(
        string="Semester from", required=True, default=lambda self: self.env["recovery.rate"]._next_semester()
    )
    ecb_mro = fields.Float(string="ECB main refinancing rate", digits=(7, 4), help="In force on the first day.")
    legal_pro = fields.Float(string="Legal rate, creditor in business", digits=(7, 4), help="“Tous les autres cas”.")
    legal_private = fields.Float(string="Legal rate, private creditor", digits=(7, 4))
    grade = fields.Selection(GRADES, required=True, default="A")
    source = fields.Char(required=True)

    @way_in(MANAGER, "write")
    def action_add(self):
        """One row for each rate that was entered; that of the ECB may be 0.

        :raises ValidationError: the semester begins on another day, or has the rate already
        """
        self.ensure_one()
        given = [kind for kind in (regime.LEGAL_PRO, regime.LEGAL_PRIVATE) if self[kind]]
        read = {"date_from": self.date_from, "grade": self.grade, "source": self.source}
        self.env["recovery.rate"].create(
            [{**read, "kind": kind, "rate": self[kind]} for kind in (regime.ECB_MRO, *given)]
        )
        return self.env["ir.actions.act_window"]._for_xml_id("recovery_dunning.action_recovery_rate")
