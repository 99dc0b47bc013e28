"""Whom to write to at a debtor's: accounts payable first, then the finance director, then the legal representative."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .level import TONES

TONE_OF_ROLE = {"payables": "1", "finance": "3", "legal": "4", "other": "1"}


class RecoveryContact(models.Model):
    _name = "recovery.contact"
    _description = "Whom to Write to at a Debtor's"
    _order = "partner_id, tone, sequence, id"
    _rec_name = "contact_id"

    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, index=True, ondelete="cascade")
    contact_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="cascade",
        index=True,
        domain="['|', ('id', '=', partner_id), ('parent_id', 'child_of', partner_id)]",
    )
    sequence = fields.Integer(default=10)
    role = fields.Selection(
        [
            ("payables", "Accounts payable"),
            ("finance", "Finance director"),
            ("legal", "Legal representative"),
            ("other", "Other"),
        ],
        required=True,
        default="payables",
    )
    tone = fields.Selection(
        TONES,
        string="From the tone",
        compute="_compute_tone",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        help="Levels of this tone, or a firmer one, are addressed to this contact, unless the invoice is made out to "
        "another address of the debtor's.",
    )

    _contact_once = models.UniqueIndex("(partner_id, contact_id)", "This contact is on the list already.")

    @api.depends("role")
    def _compute_tone(self):
        for contact in self:
            contact.tone = TONE_OF_ROLE[contact.role or "other"]

    @api.model
    def _check_contact(self, debtor, contact):
        """:raises UserError: `contact` is nobody of the debtor's"""
        if contact and contact.recovery_debtor_id != debtor.recovery_debtor_id:
            raise UserError(self.env._("%s is no contact of the debtor.", contact.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        """Whoever is named at an address of the debtor is named for the debtor."""
        partners = self.env["res.partner"].browse([vals["partner_id"] for vals in vals_list if vals.get("partner_id")])
        debtors = {partner.id: partner.recovery_debtor_id.id for partner in partners}
        for vals in vals_list:
            if vals.get("partner_id"):
                vals["partner_id"] = debtors[vals["partner_id"]]
        return super().create(vals_list)

    @api.constrains("partner_id", "contact_id")
    def _check_family(self):
        for contact in self:
            if contact.contact_id.recovery_debtor_id != contact.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is no contact of %(debtor)s: choose one of his contacts, or add one to him.",
                        contact=contact.contact_id.display_name,
                        debtor=contact.partner_id.display_name,
                    )
                )

    @api.model
    def _join_contacts(self, partners, contact):
        """Of the rows that will say the same once `partners` are `contact`, one stays."""
        rows = self.search(["|", ("partner_id", "in", partners.ids), ("contact_id", "in", partners.ids)], order="id")
        one = dict.fromkeys(partners, contact)
        same = rows.grouped(
            lambda row: (one.get(row.partner_id, row.partner_id), one.get(row.contact_id, row.contact_id))
        )
        self.union(*(its[1:] for its in same.values())).unlink()
