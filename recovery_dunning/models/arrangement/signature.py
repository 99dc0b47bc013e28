"""What a debtor signs on his page: his name, his signature, when and from where.

The signature is a simple one, not a qualified one (eIDAS, art. 25): what speaks for it, name, time, address and the
document as signed, is in the record of the case, chained by its hashes.
"""

import base64
import binascii
import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime
from odoo.tools.mimetypes import guess_mimetype

from ..record.apart import take_turn

SIGNATURE_BYTES = 1024 * 1024  # at most


class RecoverySigned(models.AbstractModel):
    _name = "recovery.signed"
    _description = "Signed by the Debtor"

    signed_by = fields.Char(readonly=True, copy=False)
    signed_capacity = fields.Char(
        string="In the capacity of", readonly=True, copy=False, help="What he is in the company, as he typed it."
    )
    signed_on = fields.Datetime(readonly=True, copy=False)
    signed_ip = fields.Char(string="Signed from", readonly=True, copy=False, help="The network address.")
    signature = fields.Image(readonly=True, copy=False, attachment=True, max_width=1024, max_height=1024)

    def _take_signature(self, name, signature, address, capacity=None):
        """Keep the signature; returns its SHA-256.

        :param capacity: what he is in the company that owes, as he typed it

        :raises UserError: the name is missing, or for a company the capacity, or the signature is no image
        """
        name = (name or "").strip()[:100]
        if not name:
            raise UserError(self.env._("Write your name."))
        capacity = typed(capacity) or self.signed_capacity
        if self.partner_id.is_company and not capacity:
            firm = self.partner_id.display_name
            raise UserError(self.env._("Say in which capacity you sign for %s, e.g. managing director.", firm))
        content = self._read_signature(signature)
        take_turn(self.sudo())  # signed twice at once, it is signed once
        self.sudo().write(  # the debtor's own hand, which nobody else writes
            {
                "signed_by": name,
                "signed_capacity": capacity,
                "signed_on": fields.Datetime.now(),
                "signed_ip": address,
                "signature": base64.b64encode(content),
            }
        )
        return hashlib.sha256(content).hexdigest()

    def _read_signature(self, signature):
        try:
            content = base64.b64decode(signature or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            content = b""
        if not content or len(content) > SIGNATURE_BYTES or guess_mimetype(content) not in ("image/png", "image/jpeg"):
            raise UserError(self.env._("The signature is missing: draw it, or write your name."))
        return content

    def _evidence(self, digest):
        """What speaks for the signature, a line each."""
        utc = format_datetime(self.env, self.signed_on, tz="UTC")  # whatever becomes of the clocks of the company
        capacity = self.signed_capacity and self.env._("In the capacity of %s", self.signed_capacity)
        return [
            *([capacity] if capacity else []),
            self.env._("Signed on %s", f"{self._signed_at()}, {utc} UTC"),
            self.env._("From the network address %s", self.signed_ip or "-"),
            self.env._("SHA-256 of the signature: %s", digest),
        ]

    def _signed_at(self):
        """When, by the clock of the company, which is named."""
        zone = self.company_id._recovery_zone()
        return f"{format_datetime(self.env, self.signed_on, tz=zone)} ({zone})"

    def _signed_text(self):
        """Who signed, in which capacity, and when."""
        self.ensure_one()
        who = ", ".join(filter(None, (self.signed_by, self.signed_capacity)))
        return self.env._("%(who)s, %(moment)s", who=who, moment=self._signed_at())


def typed(capacity):
    """What somebody typed of his capacity, on one line."""
    return " ".join((capacity or "").split())[:100]
