"""Models whose change empties the cache of the procedures' rules."""

from odoo import api, models


class RecoveryRulesCache(models.AbstractModel):
    _name = "recovery.rules.cache"
    _description = "What the Rules of the Procedures Are Made Of"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env["recovery.procedure"]._forget_rules()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env["recovery.procedure"]._forget_rules()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["recovery.procedure"]._forget_rules()
        return result


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "recovery.rules.cache"]
