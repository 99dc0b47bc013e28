"""What is held back until a debtor pays: his goods or papers that lie with us, or the access to what he bought.

Whoever lawfully holds a thing may keep it until he is paid what he is owed for it (C. civ. 2286); whoever is not paid
may suspend what he himself has to do, where the default is grave enough (C. civ. 1219). Both end with the payment: what
is held back is handed out then, and a task says so.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..record.apart import each_apart
from ..record.way_in import COLLECTOR, way_in

KINDS = [("goods", "Goods"), ("documents", "Documents"), ("access", "Access or service")]


class RecoveryRetention(models.Model):
    _name = "recovery.retention"
    _description = "Held Back Until Payment"
    _inherit = "recovery.arrangement"
    _order = "id desc"

    line_ids = fields.Many2many(relation="recovery_retention_line_rel", column1="retention_id", column2="line_id")
    kind = fields.Selection(KINDS, required=True, default="goods")
    name = fields.Char(string="What", required=True, help="e.g. the lift truck in our workshop, the plans of lot 4")
    date = fields.Date(string="Held back since", required=True, default=lambda self: self.env.company._recovery_today())
    date_released = fields.Date(string="Handed out on", readonly=True, copy=False)
    state = fields.Selection(
        [("held", "Held back"), ("released", "Handed out")], required=True, default="held", readonly=True, copy=False
    )

    @api.depends("kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for retention in self:
            retention.display_name = f"{kinds[retention.kind]}: {retention.name}"

    @api.constrains("date")
    def _check_date(self):
        """:raises ValidationError: the day has not come yet"""
        for retention in self:
            if retention.date > retention.company_id._recovery_today():
                raise ValidationError(self.env._("Nothing is held back on a day that has not come yet: correct it."))

    @api.model_create_multi
    def create(self, vals_list):
        """It stands in the record of the case from then on."""
        retentions = super().create(vals_list)
        for retention in retentions:
            day = format_date(self.env, retention.date)
            retention._note(self.env._("Held back since %(day)s: %(what)s", day=day, what=retention.display_name))
        return retentions

    @way_in(COLLECTOR, "write")
    def action_release(self):
        """It was handed out, or the access is open again."""
        for retention in self.filtered(lambda retention: retention.state == "held"):
            retention._become("released", date_released=retention.company_id._recovery_today())
            retention._note(self.env._("Handed out: %s", retention.display_name))

    def _note(self, text):
        self._record("retention", lambda retention: text, direction="internal")

    def _text(self):
        """For who takes the case over: what is held back, and since when."""
        day = format_date(self.env, self.date)
        return self.env._("%(what)s, held back since %(day)s", what=self.display_name, day=day)

    @api.model
    def _ask_to_release(self, company):
        """Every day: what was held back for debts that are paid by now has to be handed out; whoever follows the debtor
        is asked, once.

        :returns: {retention: why it had to be left}
        """
        held = self.search([("company_id", "=", company.id), ("state", "=", "held")])
        paid = held.filtered(lambda its: its.currency_id.compare_amounts(its._residual(), 0) <= 0)
        return each_apart(paid, lambda retentions: retentions._ask())

    def _ask(self):
        for retention in self:
            summary = self.env._("Paid: hand out what is held back (%s)", retention.display_name)
            if summary not in retention._case().activity_ids.mapped("summary"):
                retention._tell(self.env["res.users"], summary)
