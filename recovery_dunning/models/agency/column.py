"""A column of an agency's file, and what it holds: it can be said otherwise, and the file read again."""

from odoo import fields, models

from ...engine.cells import plain

COLUMNS = [
    ("case", "Our case"),
    ("reference", "Agency's reference"),
    ("invoice", "Invoice number"),
    ("debtor", "Debtor"),
    ("day", "Date collected"),
    ("gross", "Collected"),
    ("fee", "Fee without VAT"),
    ("vat", "VAT on fee"),
    ("fee_total", "Fee with VAT"),
    ("net", "Net paid over"),
    ("currency", "Currency"),
    ("status", "Status of the case"),
    ("payment", "Payment reference"),
]


class RecoveryRemittanceColumn(models.Model):
    _name = "recovery.remittance.column"
    _description = "Column of a Remittance File"
    _order = "remittance_id, sequence, id"

    remittance_id = fields.Many2one("recovery.remittance", required=True, index=True, ondelete="cascade", readonly=True)
    sequence = fields.Integer(readonly=True)
    title = fields.Char(string="Title in the file", readonly=True)
    sample = fields.Char(string="First line", readonly=True)
    column = fields.Selection(COLUMNS, string="Holds", help="Empty where it is not needed.")

    def _mapping(self):
        """{title, as the engine compares it: column}"""
        return {plain(column.title): column.column or "" for column in self}
