"""Documents are kept whole: what an interruption left of a file does not stand in the way of the file."""

import os
from contextlib import suppress

from odoo import api, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _get_path(self, bin_data, sha):
        """A file of which only the beginning was written, because the disk was full or the process killed, gives way:
        Odoo would take it for another one with the same hash, and never again keep this one."""
        path = self._full_path(f"{sha[:2]}/{sha}")
        with suppress(FileNotFoundError):
            if os.path.getsize(path) < len(bin_data):
                os.unlink(path)
        return super()._get_path(bin_data, sha)
