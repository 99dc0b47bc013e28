"""Who owes what is booked on a contact: his commercial entity, unless what he owes is his own affair."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column


class ResPartner(models.Model):
    _inherit = "res.partner"

    recovery_private = fields.Boolean(
        string="Owes by himself",
        copy=False,
        readonly=True,
        groups="recovery_dunning.group_recovery_reader",
        help="A person who has been linked to a company since he bought, or who was insolvent then: what he owed stays "
        "his own, and the company learns nothing of it.",
    )
    recovery_debtor_id = fields.Many2one(
        "res.partner",
        string="Debtor",
        compute="_compute_recovery_debtor_id",
        compute_sudo=True,
        store=True,
        index=True,
        help="Who owes what is booked on this contact.",
    )

    def _auto_init(self):
        """Set-wise, for there may be a million contacts; kept by the ORM from then on."""
        if not column_exists(self.env.cr, self._table, "recovery_debtor_id"):
            create_column(self.env.cr, self._table, "recovery_debtor_id", "int4")
            self.env.cr.execute(SQL("UPDATE res_partner SET recovery_debtor_id = COALESCE(commercial_partner_id, id)"))
        return super()._auto_init()

    @api.depends("commercial_partner_id", "recovery_private")
    def _compute_recovery_debtor_id(self):
        for partner in self:
            partner.recovery_debtor_id = partner if partner.recovery_private else partner.commercial_partner_id
