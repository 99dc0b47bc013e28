"""The papers of a case: letters, statements, proof files name what is owed. Who reads the file reads them, no viewer
does."""

from odoo import api, models
from odoo.fields import Domain

from ..record.way_in import READER, VIEWER

OF_A_CASE = "recovery.case"


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _inaccessible_comodel_records(self, model_and_ids, operation):
        if operation == "read" and OF_A_CASE in model_and_ids and not self.env.user.has_group(READER):
            others = {model: ids for model, ids in model_and_ids.items() if model != OF_A_CASE}
            yield from super()._inaccessible_comodel_records({OF_A_CASE: model_and_ids[OF_A_CASE]}, "write")
            model_and_ids = others
        yield from super()._inaccessible_comodel_records(model_and_ids, operation)

    @api.model
    def _search(self, domain, *args, **options):
        """A viewer finds none of them, nor their names."""
        user = self.env.user
        if not self.env.su and user.has_group(VIEWER) and not user.has_group(READER):
            domain = Domain(domain) & Domain("res_model", "!=", OF_A_CASE)
        return super()._search(domain, *args, **options)
