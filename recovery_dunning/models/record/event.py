"""An event of a case: what was said or done, when, by whom, and what it cost. Append only, and chained by hashes."""

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...engine import channels
from .apart import take_turn

GENESIS = "0" * 64
# what the hash covers, in this order; `attachments` are the SHA-256 of the documents
HASHED_FIELDS = ("date", "kind", "direction", "channel", "contact", "summary", "result", "documents")


class RecoveryEvent(models.Model):
    _name = "recovery.event"
    _description = "Recovery Event"
    _order = "id desc"
    _rec_name = "summary"

    case_id = fields.Many2one("recovery.case", required=True, index=True, ondelete="restrict", readonly=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, precompute=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    kind = fields.Selection(
        [
            ("opening", "Case opened"),
            ("notice", "Notice sent"),
            ("task", "Task planned"),
            ("contact", "Contact"),
            ("promise", "Promise"),
            ("payment", "Payment"),
            ("recognition", "Recognition of the debt"),
            ("plan", "Payment plan"),
            ("dispute", "Dispute"),
            ("settlement", "Settlement"),
            ("mediation", "Mediation"),
            ("retention", "Held back until payment"),
            ("limitation", "Limitation"),
            ("claim", "Claim"),
            ("insolvency", "Insolvency"),
            ("court", "Court"),
            ("agency", "Agency"),
            ("delivery", "Journey of a letter"),
            ("lifecycle", "Life cycle of the e-invoice"),
            ("failure", "Sending failed"),
            ("undo", "Notice undone"),
            ("correction", "Correction sent"),
            ("phase", "Phase changed"),
            ("joined", "Cases joined"),
            ("note", "Note"),
            ("erasure", "Erased"),
            ("release", "Order released"),
            ("closing", "Case closed"),
        ],
        required=True,
        readonly=True,
    )
    direction = fields.Selection(
        [("out", "To the debtor"), ("in", "From the debtor"), ("internal", "Internal")],
        required=True,
        readonly=True,
        default="internal",
    )
    channel = fields.Selection(channels.RECORDED, readonly=True)
    author_id = fields.Many2one("res.users", required=True, readonly=True, default=lambda self: self.env.user)
    contact = fields.Char(readonly=True, help="To whom, or from whom: name and address as used.")
    summary = fields.Char(required=True, readonly=True)
    result = fields.Text(readonly=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", readonly=True)
    is_private = fields.Boolean(
        string="Private", readonly=True, help="For those who follow the debtor: the sales team is not told."
    )
    documents = fields.Text(string="SHA-256 of the documents", readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True, required=True, size=64)
    previous_sha256 = fields.Char(string="SHA-256 of the event before", readonly=True, required=True, size=64)

    currency_id = fields.Many2one(related="company_id.currency_id")
    minutes = fields.Integer(readonly=True, help="How long a call or a visit took.")
    cost = fields.Monetary(
        readonly=True, help="What this contact cost us, by the tariff of that day. It is never claimed from the debtor."
    )

    # a chain has one event after each event: two writers cannot fork it
    _chain_unique = models.UniqueIndex("(case_id, previous_sha256)")

    @api.model_create_multi
    def create(self, vals_list):
        """Append events to the chains of their cases, in the order given."""
        cases = self.env["recovery.case"].browse({vals["case_id"] for vals in vals_list}).sudo()  # the chain's head
        take_turn(cases)
        companies = {case.id: case.company_id for case in cases}
        heads = {case.id: case.event_head or GENESIS for case in cases}
        for vals in vals_list:
            vals.setdefault("date", fields.Datetime.now())
            if not self.env.su or not vals.get("author_id"):
                vals["author_id"] = self.env.uid  # nobody writes in the name of another
            vals.setdefault("direction", "internal")
            vals["company_id"] = companies[vals["case_id"]].id  # else Odoo computes it for each event apart
            if self._has_cost(vals):  # by the tariff of the case's own company, as it is now
                tariff = companies[vals["case_id"]]._recovery_contact_cost
                vals.setdefault("cost", tariff(vals["channel"], vals.get("minutes")))
            vals["documents"] = self._documents(vals.get("attachment_ids"))
            vals["previous_sha256"] = heads[vals["case_id"]]
            heads[vals["case_id"]] = vals["sha256"] = self._digest(vals)
        events = super().create(vals_list)
        self._move_heads(cases, heads)
        return events

    @api.model
    def _move_heads(self, cases, heads):
        """The chains of `cases` end with these hashes, {case id: hash}; written in one statement."""
        self.env.cr.execute(
            SQL(
                """UPDATE recovery_case c SET event_head = chain.head
                     FROM unnest(%s::int[], %s::varchar[]) AS chain(id, head) WHERE c.id = chain.id""",
                *(cases.ids, [heads[case.id] for case in cases]),
            )
        )
        cases.invalidate_recordset(["event_head"], flush=False)  # nothing else writes it

    @api.model
    def _has_cost(self, vals):
        """What we do costs; of what the debtor does, only the time of a call or a visit."""
        channel, direction = vals.get("channel"), vals["direction"]
        return channel and (direction == "out" or (direction == "in" and channel in channels.SPOKEN))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An event is never changed: add another one that corrects it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An event is never deleted: it is part of the proof of the recovery."))

    def _documents(self, commands):
        """One line per attachment of the event: name and SHA-256 of its content, oldest first."""
        if not commands:
            return False
        attachment_ids = self._fields["attachment_ids"].convert_to_cache(commands, self.new())
        # hashed, not shown; the web client asks for sizes instead of contents
        attachments = self.env["ir.attachment"].sudo().with_context(bin_size=False).browse(sorted(attachment_ids))
        return "\n".join(f"{hashlib.sha256(a.raw or b'').hexdigest()}  {a.name}" for a in attachments) or False

    @api.model
    def _digest(self, vals):
        """SHA-256 over the event's content, its case, its author and the hash before it."""
        content = {name: str(vals.get(name) or "") for name in HASHED_FIELDS}
        content["date"] = fields.Datetime.to_string(fields.Datetime.to_datetime(vals["date"]))
        content["case"] = vals["case_id"]
        content["author"] = vals["author_id"]
        content["previous"] = vals["previous_sha256"]
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

    def _is_intact(self):
        """Whether the event still reads as it was written: its own hash, and those of its documents. Their order is
        no part of it: what was written first noted them in another one than it read them in."""
        self.ensure_one()
        vals = self.read([*HASHED_FIELDS, "case_id", "author_id", "previous_sha256"], load=None)[0]
        today = self._documents([(6, 0, self.attachment_ids.ids)]) or ""
        noted = self.documents or ""
        return self.sha256 == self._digest(vals) and sorted(noted.split("\n")) == sorted(today.split("\n"))
