"""The seven tables of a complete file (`engine.handoff.placement_file`), filled set-wise from ledger and record."""

from collections import defaultdict

from odoo import fields, models

from ...engine import channels
from ...engine.handoff import placement_file
from ..open_items.facts import DISPUTED

NOTHING = (None, "")
CLOSED = ("rejected", "closed")  # of disputes


def _local(company, moment):
    """A moment of the database by the clock of the company, None for none."""
    zoned = company.with_context(tz=company._recovery_zone())
    return fields.Datetime.context_timestamp(zoned, moment).replace(tzinfo=None) if moment else None


class RecoveryPlacementFile(models.AbstractModel):
    _inherit = "recovery.placement.file"

    def _tables(self, accounts, day, files=None):
        """{name of the table: its rows, a value by column} of these accounts, {case: `Account`}, as of `day`.

        :raises KeyError: a value belongs to no column
        :param files: {(model, id): (path, SHA-256)} of the pieces in the package, where there is one
        """
        files = files or {}
        cases = self.env["recovery.case"].union(*accounts)
        claims = self._claim_rows(accounts, day, files)
        rows_of = {
            placement_file.CLAIMS: claims,
            placement_file.FILE: self._file_rows(accounts, day, claims),
            placement_file.INTEREST: self._interest_rows(accounts),
            placement_file.REMINDERS: self._reminder_rows(cases, files),
            placement_file.AGREEMENTS: self._agreement_rows(cases, files),
            placement_file.DISPUTES: self._dispute_rows(cases, files),
            placement_file.CONTACTS: self._contact_rows(cases),
        }
        return {table.name: [table.row(row) for row in rows] for table, rows in rows_of.items()}

    # ---- 02, 03: what is claimed ----------------------------------------------------------------------------------

    def _claim_rows(self, accounts, day, files):
        """A row for each instalment, and for each payment and credit note that lessened it."""
        disputes = self._dispute_types(accounts)
        rows = []
        for case, account in accounts.items():
            indemnified = set()
            for invoice, part in account.parts:
                row = self._instalment_row(case, invoice, part, day, files)
                if invoice.move not in indemnified:
                    indemnified.add(invoice.move)
                    row["indemnity_40"] = invoice.indemnity
                row["dispute_type"] = disputes.get(part.line.id)
                rows += [row, *self._movement_rows(case, invoice, part)]
        return rows

    def _instalment_row(self, case, invoice, part, day, files):
        move, line = invoice.move, part.line
        before = [m for m in part.movements if m.date <= part.due and m.is_payment]
        after = [m for m in part.movements if m not in before]
        share = line.amount_currency / move.amount_total if move.amount_total else 1.0
        vat = invoice.currency.round(move.amount_tax * share)
        path, sha256 = files.get(("account.move", move.id), NOTHING)
        return {
            "dossier_ref": case.name,
            "item_type": "IN",
            "number": move.name,
            "customer_po_ref": move.ref,
            "label": move.invoice_line_ids[:1].name if move.is_invoice() else line.name,
            "issue_date": move.invoice_date or move.date,
            "due_date": part.due,
            "payment_term": move.invoice_payment_term_id.name,
            "amount_excl_tax": part.amount - vat,
            "vat": vat,
            "amount_incl_tax": part.amount,
            "deposits_before_due": float(sum(m.amount for m in before)),
            "balance_at_due_date": part.amount - float(sum(m.amount for m in before)),
            "paid_after_due": float(sum(m.amount for m in after)),
            "payment_dates": ", ".join(fields.Date.to_string(m.date) for m in part.movements),
            "imputed_on_interest": part.paid_interest,
            "balance": part.principal,
            "days_late": max((day - part.due).days, 0),
            "currency": invoice.currency.name,
            "interest_rate": part.segments[-1].rate if part.segments else None,
            "interest_amount": part.interest,
            "indemnity_40": 0.0,
            "disputed_amount": part.deducted,
            "file_invoice": path,
            "sha256": sha256,
            "file_order": files.get(("contract", move.id), NOTHING)[0],
            "file_delivery": files.get(("delivery", move.id), NOTHING)[0],
        }

    def _movement_rows(self, case, invoice, part):
        """What came in on an instalment; its amounts are in the row of the instalment already."""
        kinds = {True: "PM", False: "CN"}
        return [
            {
                "dossier_ref": case.name,
                "item_type": "DP" if move.is_payment and move.date <= part.due else kinds[move.is_payment],
                "number": move.name,
                "label": invoice.move.name,
                "issue_date": move.date,
                "amount_incl_tax": -float(move.amount),
                "currency": invoice.currency.name,
            }
            for move in part.movements
        ]

    def _interest_rows(self, accounts):
        """A row for each segment: what a judge computes again."""
        words = self.env["recovery.statement"]._words()
        return [
            {
                "dossier_ref": case.name,
                "number": invoice.move.name,
                "due_date": part.due,
                "from": segment.date_from,
                "to": segment.date_to,
                "days": segment.days,
                "base": segment.base,
                "rate": segment.rate,
                "rate_basis": words.get(segment.kind, segment.kind),
                "interest": segment.amount,
                "currency": invoice.currency.name,
            }
            for case, account in accounts.items()
            for invoice, part in account.parts
            for segment in part.segments
        ]

    # ---- 04 to 07: what was done ----------------------------------------------------------------------------------

    def _reminder_rows(self, cases, files):
        """Notices as they were sent, and calls and visits, in the order of time; numbered in each case."""
        notices = self.env["recovery.notice"].search([("case_id", "in", cases.ids)])._messages()
        events = self.env["recovery.event"].search(
            [("case_id", "in", cases.ids), ("kind", "=", "contact"), ("direction", "=", "out")]
        )
        rows = [self._notice_row(notice, files) for notice in notices]
        rows += [self._contact_event_row(event, files) for event in events]
        order = {case.name: number for number, case in enumerate(cases)}
        rows.sort(key=lambda row: (order[row["dossier_ref"]], row["date_time"]))
        counts = defaultdict(int)
        for row in rows:
            counts[row["dossier_ref"]] += 1
            row["action_no"] = counts[row["dossier_ref"]]
        return rows

    def _notice_row(self, notice, files):
        contact, channel = notice.contact_id, self._channel_of(notice)
        addresses = {
            "post": ", ".join(notice.postal_id._recovery_postal_lines(notice.company_id)),
            **{"mail": contact.email, "phone": notice.sms_number},
        }
        return {
            "dossier_ref": notice.case_id.name,
            "date_time": (_local(notice.company_id, notice.sent_date) or fields.Datetime.to_datetime(notice.date)),
            "level": notice.level_id.name,
            "channel": channel.exported,
            "author": notice.collector_id.name,
            "recipient_name": contact.name or notice.partner_id.name,
            "recipient_role": contact.function,
            "recipient_address": addresses[channel.needs],
            "items": ", ".join(filter(None, notice.line_ids.mapped("name"))),
            "amount": notice.amount_due,
            "currency": notice.currency_id.name,
            "result": notice.delivery or notice.state,
            "message_id": notice.sudo().mail_id.message_id,  # of a notice that may be read; mails are the system's
            "tracking_no": notice.registered_number,
            "file": files.get(("recovery.notice", notice.id), NOTHING)[0],
        }

    def _channel_of(self, notice):
        """The weightiest of the channels by which a notice left (`channels.Channel`)."""
        return channels.CHANNELS[notice._left_by()[0]]

    def _contact_event_row(self, event, files):
        return {
            "dossier_ref": event.case_id.name,
            "date_time": _local(event.company_id, event.date),
            "level": event.summary,
            "channel": event.channel,
            "author": event.author_id.name,
            "recipient_name": event.contact,
            "result": event.result,
            "file": files.get(("recovery.event", event.id), NOTHING)[0],
        }

    def _agreement_rows(self, cases, files):
        case_of = {(case.company_id, case.partner_id): case for case in cases}
        promises = self.env["recovery.promise"].search(self._of_debtors(cases), order="create_date, id")
        plans = self.env["recovery.plan"].search([*self._of_debtors(cases), ("state", "!=", "draft")], order="id")
        rows = [
            {
                "id": f"P{promise.id}",
                "type": "promise",
                "date": _local(promise.company_id, promise.create_date).date(),
                "by": promise.made_by.name,
                "channel": promise.channel,
                "due": promise.date,
                "amount": promise.amount,
                "status": promise.state,
                "kept_amount": min(promise.amount_received, promise.amount),
                **self._common(promise, case_of, files),
            }
            for promise in promises
        ]
        rows += [
            {
                "id": plan.name,
                "type": "plan",
                "date": plan.activation_date,
                "by": plan.partner_id.name,
                "due": payment.date,
                "amount": payment.amount,
                "status": plan.state,
                "kept_amount": payment.paid,
                **self._common(plan, case_of, files),
            }
            for plan in plans
            for payment in plan.schedule_ids.sorted("date")
        ]
        return rows

    def _dispute_rows(self, cases, files):
        case_of = {(case.company_id, case.partner_id): case for case in cases}
        disputes = self.env["recovery.dispute"].search(self._of_debtors(cases), order="create_date, id")
        return [
            {
                "id": f"L{dispute.id}",
                "items": ", ".join(dispute.line_ids.move_id.mapped("name")),
                "type": dispute.type_id.name,
                "opened": _local(dispute.company_id, dispute.create_date).date(),
                "owner": dispute.owner_id.name,
                "amount": dispute.amount,
                "status": dispute.state,
                "answer": dispute.answer,
                "closed": _local(dispute.company_id, dispute.write_date).date() if dispute.state in CLOSED else None,
                **self._common(dispute, case_of, files),
            }
            for dispute in disputes
        ]

    def _common(self, record, case_of, files):
        """What rows of agreements and disputes have in common."""
        return {
            "dossier_ref": case_of[record.company_id, record.partner_id].name,
            "currency": record.currency_id.name,
            "file": files.get((record._name, record.id), NOTHING)[0],
        }

    def _of_debtors(self, cases):
        return [("company_id", "in", cases.company_id.ids), ("partner_id", "in", cases.partner_id.ids)]

    def _contact_rows(self, cases):
        """Professional contacts only (GDPR, art. 5): those named for reminders, and the debtor himself."""
        roles = dict(self.env["recovery.contact"]._fields["role"]._description_selection(self.env))
        rows = []
        for case in cases:
            debtor = case.partner_id
            named = debtor.recovery_contact_ids.filtered(lambda c: c.contact_id._recovery_is_professional())
            contacts = [(debtor, "")] + [(c.contact_id, roles[c.role]) for c in named if c.contact_id != debtor]
            reached = case.event_ids.filtered(lambda e: e.direction == "in" or (e.kind == "contact" and e.result))
            rows += [
                {
                    "dossier_ref": case.name,
                    "name": contact.name,
                    "role": role or contact.function,
                    "e-mail": contact.email,
                    "phone": contact.phone,
                    "last_ok_contact": _local(
                        case.company_id,
                        max(
                            reached.filtered(
                                lambda e, contact=contact: contact.name and contact.name in (e.contact or "")
                            ).mapped("date"),
                            default=None,
                        ),
                    ),
                }
                for contact, role in contacts
            ]
        return rows

    def _dispute_types(self, accounts):
        """{line id: the kind of the dispute on it}"""
        disputed = [line_id for account in accounts.values() for line_id in account.disputed_of]
        disputes = self.env["recovery.dispute"].search([("line_ids", "in", disputed), ("state", "in", DISPUTED)])
        return {line.id: dispute.type_id.name for dispute in disputes for line in dispute.line_ids}
