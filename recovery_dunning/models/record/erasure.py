"""What an event said is erased when its time is over, and the chain still holds.

The hashes stay: each event is still bound to the one before it. That its content is gone by right, and was not taken
out by somebody, says a later event of the same chain, the erasure, which names each of them by its SHA-256 and is
itself bound and hashed like any other. An event that is empty and is named by none reads as changed.
"""

from odoo import fields, models
from odoo.tools import SQL

ERASURE = "erasure"


class RecoveryEvent(models.Model):
    _inherit = "recovery.event"

    erased_on = fields.Date(readonly=True, copy=False, help="What it said was kept until that day.")

    def _is_intact(self):
        return self._is_attested() if self.erased_on else super()._is_intact()

    def _is_attested(self):
        """Nothing of it is left, and an erasure that is as it was written names it."""
        if self.contact or self.result or self.documents or self.attachment_ids:
            return False
        later = [("case_id", "=", self.case_id.id), ("kind", "=", ERASURE), ("id", ">", self.id)]
        erasures = self.sudo().search(later, order="id").filtered(lambda event: not event.erased_on)
        return any(self.sha256 in (event.result or "").split() and event._is_intact() for event in erasures)

    def _erase(self, why):
        """Erase what these events say: to whom, what, the documents. Their day, kind and channel stay, as does who did
        it. `why`: what the erasure says of itself.

        Documents that are something else too, as a printed invoice is, stay where they belong.
        """
        events = self.sudo().filtered(lambda event: event.kind != ERASURE and not event.erased_on)
        if not events:
            return
        for case, its_events in events.sorted("id").grouped("case_id").items():
            case._log(ERASURE, lambda case: why, result="\n".join(its_events.mapped("sha256")))
        self.env.flush_all()
        documents = events.attachment_ids
        relation = self._fields["attachment_ids"]
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(relation.relation),
                SQL.identifier(relation.column1),
                events.ids,
            )
        )
        # written past the model, that never lets an event be written
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_event
                      SET contact = NULL, result = NULL, documents = NULL, summary = %s, erased_on = %s
                    WHERE id = ANY(%s)""",
                self.env._("Erased"),
                events[:1].company_id._recovery_today(),
                events.ids,
            )
        )
        self.env.invalidate_all()
        events._drop(documents)

    def _drop(self, documents):
        """Erase these documents, but for those that another event still shows, or that belong to another record."""
        shown = self.search([("attachment_ids", "in", documents.ids)]).attachment_ids
        (documents - shown).filtered(
            lambda document: not document.res_model or document.res_model.startswith(("recovery.", "mail."))
        ).unlink()
