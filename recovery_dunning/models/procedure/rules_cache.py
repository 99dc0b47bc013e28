"""What the rules of the procedures are made of: a change of any of it makes them read anew."""

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


class RecoveryProcedure(models.Model):
    _name = "recovery.procedure"
    _inherit = ["recovery.procedure", "recovery.rules.cache"]


class RecoveryLevel(models.Model):
    _name = "recovery.level"
    _inherit = ["recovery.level", "recovery.rules.cache"]


class RecoveryProfile(models.Model):
    _name = "recovery.profile"
    _inherit = ["recovery.profile", "recovery.rules.cache"]


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _inherit = ["res.partner.category", "recovery.rules.cache"]


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        result = super().write(vals)
        if "recovery_procedure_id" in vals:
            self.env["recovery.procedure"]._forget_rules()
        return result
