"""An auditor reads what a collector reads, and writes none of it: on Odoo's own models too, where he may have rights of
another work, as to change an address."""

from odoo import api, models

from ..record.way_in import COLLECTOR, READER, STATUS
from .kept import OF_ODOO


class Read:
    """A field of ours on a model of Odoo is read by readers, and written by collectors."""

    __slots__ = ()

    @api.model
    def _has_field_access(self, field, operation):
        allowed = super()._has_field_access(field, operation)
        if operation == "write" and allowed and field.groups in (READER, STATUS) and not self.env.su:
            return self.env.user.has_group(COLLECTOR)
        return allowed


for _name in OF_ODOO:  # one class each, as if it stood in a file of its own
    type("Read", (Read, models.Model), {"__module__": __name__, "_name": _name, "_inherit": [_name]})
