"""The past of the book, read set-wise: what was open, overdue, sold and paid at the end of any day back."""

from odoo import models


class RecoveryPast(models.AbstractModel):
    _name = "recovery.past"
    _description = "Past of the Book, Read Set-Wise"
