"""What Odoo's own modules have kept of a platform's messages (`account.peppol.response`, `pdp.response`, and OCA's
`fr.einvoicing.event`), where they are installed. They differ from version to version: whatever they lack is done
without.
"""

import json
from decimal import Decimal, InvalidOperation

from odoo import api, fields, models

from ...engine.lifecycle import codes
from ...engine.lifecycle.values import NOON, Figure, Reason, Status

# model: the field of its word, those of its date, those of its text
RESPONSES = {
    "account.peppol.response": ("response_code", ("pdp_issue_date", "create_date"), ("pdp_status_info",)),
    "pdp.response": ("response_code", ("issue_date", "create_date"), ("status_info",)),
    "fr.einvoicing.event": ("status", ("datetime", "date", "create_date"), ()),
}
BATCH = 500
ROLES = {"220": "SE", "209": "SE", "212": "SE", "225": "SE"}
PARTNER_FLOW = "2"  # what the trading partner says; the others are the tax portal's


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    @api.model
    def _read_platforms(self, company):
        """Take what is new in the records of other modules; each record once.

        :returns: {}, for nothing has to be left
        """
        for model, (word, dates, texts) in RESPONSES.items():
            if model not in self.env or not {word, "move_id"} <= self.env[model]._fields.keys():
                continue
            for response in self._new_responses(model, company):
                status = self._status_of(response, word, dates, texts)
                if status:
                    self._take_status(status, response.move_id, "platform")
        return {}

    def _new_responses(self, model, company):
        """The records of `model` on customer invoices of `company` that were not read yet, the oldest first."""
        rows = self.search([("company_id", "=", company.id), ("message_id", "=like", f"{model},%")])
        known = [int(key.rpartition(",")[2]) for key in rows.mapped("message_id")]
        responses = self.env[model].sudo()  # what other modules keep, for the house's work
        its = [("move_id.company_id", "=", company.id), ("move_id.move_type", "in", ("out_invoice", "out_refund"))]
        its += [("move_id.state", "=", "posted"), ("id", "not in", known)]
        if "pdp_flow_number" in responses._fields:
            its.append(("pdp_flow_number", "in", (False, PARTNER_FLOW)))
        if "direction" in responses._fields:
            its.append(("direction", "!=", "out"))
        return responses.search(its, order="id", limit=BATCH)

    def _status_of(self, response, word, dates, texts):
        """What a record says, as if a message had told it; None where its word is not known or it has no date."""
        code = codes.WORDS.get(response[word])
        at = next((response[name] for name in dates if name in response._fields and response[name]), None)
        if not code or not at:
            return None
        text = " ".join(str(response[name]) for name in texts if name in response._fields and response[name])
        given = [reason for reason in self._tables()["reasons"] if reason in text.replace(",", " ").split()]
        reasons = [Reason(reason) for reason in given] or [Reason()]
        reasons[0] = Reason(reasons[0].code, note=text, figures=self._figures_of(response))
        told = text or reasons[0].figures
        return Status(
            code=code,
            at=self._local_time(at, response.move_id.company_id),
            number=response.move_id.name,
            issued=response.move_id.invoice_date,
            role=ROLES.get(code, "BY" if code in codes.BUYERS else "WK"),
            message_id=f"{response._name},{response.id}",
            reasons=tuple(reasons) if told else (),
        )

    def _local_time(self, at, company):
        """A time of a record is in UTC, a day is a day; messages tell the time of their place."""
        if not hasattr(at, "hour"):
            return fields.Datetime.to_datetime(at).combine(at, NOON)
        zone = self.with_context(tz=company._recovery_zone())
        return fields.Datetime.context_timestamp(zone, at).replace(tzinfo=None, microsecond=0)

    def _figures_of(self, response):
        """The amounts that newer versions keep as JSON; none where there are none."""
        written = response.pdp_payment_info if "pdp_payment_info" in response._fields else None
        try:
            listed = json.loads(written) if isinstance(written, str) else written or []
            return tuple(
                Figure(str(one["type_code"]), Decimal(str(one["amount"])), str(one.get("currency") or ""))
                for one in listed
            )
        except (ValueError, TypeError, KeyError, AttributeError, InvalidOperation):
            return ()  # not the form that we know
