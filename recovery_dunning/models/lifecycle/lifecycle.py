"""A status of an invoice as a platform told it, in the file in which it came. Append only: what was said is never
rewritten; what we did about it is told beside it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.lifecycle.codes import ACTIONS
from ..record.actions import dialog, download
from ..record.way_in import COLLECTOR, READER, way_in

SOURCES = [
    ("upload", "Uploaded"),
    ("mail", "By mail"),
    ("platform", "From a platform"),
    ("manual", "By hand"),
]
STATES = [("aside", "To look at"), ("followed", "Followed"), ("kept", "Kept on file"), ("left", "Left")]
# what is wrong with a file or a status: `engine.lifecycle.values.Problem`, and what only the book can tell
PROBLEMS = [
    ("too_large", "The file is too large to be a message: look at what it is."),
    ("entity", "The file declares entities, which no message needs: it was not opened."),
    ("not_xml", "This is no XML, or it is damaged: have it sent again."),
    ("other_xml", "This XML is no message of the life cycle: an invoice belongs elsewhere."),
    ("archive", "The archive, or a part of it, cannot be opened: no archive within, no password, and not empty."),
    ("bomb", "The archive unpacks to far more than messages take: it was not opened."),
    ("no_invoice", "It names no invoice."),
    ("no_status", "It names no status."),
    ("no_date", "It has no date, so its place among the others is unknown: write it down by hand."),
    ("other_seller", "It is about an invoice of another seller: check to whom it belongs."),
    ("unknown_number", "No posted invoice has this number: match it by hand."),
    ("other_date", "The invoice of this number has another date: match it by hand, if it is the one."),
    ("several", "Several invoices have this number, of two years or two journals: match it by hand."),
    ("future", "Its date is in the future: check it, then take it."),
    ("twice", "It was taken already: nothing was done again."),
    ("closed", "The case is closed, or nothing is open any more: look whether something is to be done."),
    ("failed", "What should follow could not be done: try again, or do it by hand."),
]
# what was done, and is written beside the message
FOLLOWED = frozenset(
    {
        *("state", "problem", "detail", "follow_up", "company_id", "move_id", "document_id", "piece_ids"),
        *("dispute_id", "hold_id", "promise_id", "task_id", "event_id"),
    }
)


class RecoveryLifecycle(models.Model):
    _name = "recovery.lifecycle"
    _description = "Message of the E-Invoice's Life Cycle"
    _order = "status_date desc, id desc"
    _rec_name = "number"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )
    partner_id = fields.Many2one(related="move_id.recovery_debtor_id", string="Debtor")
    code = fields.Char(string="Number", readonly=True, index=True, help="Of the status, in the norm (200 to 228).")
    status_id = fields.Many2one("recovery.lifecycle.status", readonly=True, ondelete="restrict")
    status_date = fields.Datetime(string="Set on", readonly=True, help="When the status was set, as its message says.")
    received_on = fields.Datetime(readonly=True, required=True, default=fields.Datetime.now)
    issuer_role = fields.Char(readonly=True, help="Who set it: BY the buyer, SE the seller, WK a platform.")
    issuer = fields.Char(string="Set by", readonly=True)
    reason_ids = fields.Many2many("recovery.lifecycle.reason", string="Reasons", readonly=True)
    reason_codes = fields.Char(readonly=True, help="As they were written, unknown ones too.")
    comment = fields.Text(string="In their words", readonly=True)
    action_code = fields.Selection(list(ACTIONS.items()), string="Asked for", readonly=True)
    amount_disputed = fields.Monetary(string="Contested", readonly=True, help="VAT included.")
    amount_disputed_net = fields.Monetary(string="Contested without VAT", readonly=True)
    amount_approved = fields.Monetary(string="Approved", readonly=True, help="VAT included.")
    amount_announced = fields.Monetary(string="Sent", readonly=True)
    amount_collected = fields.Monetary(string="Collected", readonly=True, help="Negative if it was taken back.")
    payment_date = fields.Date(readonly=True)
    payee = fields.Char(string="To be paid", readonly=True, help="Who it is from now on: a factor, another company.")
    number = fields.Char(string="Invoice number", readonly=True, index=True)
    invoice_date = fields.Date(readonly=True)
    document_type = fields.Char(readonly=True)
    seller = fields.Char(readonly=True, help="Its registration number.")
    message_id = fields.Char(readonly=True, index=True)
    name = fields.Char(string="File received", readonly=True)
    document_id = fields.Many2one("ir.attachment", readonly=True, ondelete="restrict")
    piece_ids = fields.Many2many("ir.attachment", string="Documents in it", readonly=True, copy=False)
    sha256 = fields.Char(string="SHA-256", readonly=True, index=True, help="Of the file.")
    fingerprint = fields.Char(readonly=True, help="Of what it says: the same status is taken once, whoever sends it.")
    source = fields.Selection(SOURCES, required=True, readonly=True, default="upload")
    counts = fields.Boolean(
        string="Taken into account",
        readonly=True,
        help="Whether whoever set it may say it; the copy for the tax portal is not.",
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="aside", index=True)
    problem = fields.Selection(PROBLEMS, string="Why", readonly=True)
    detail = fields.Char(readonly=True)
    follow_up = fields.Text(string="What we did", readonly=True)
    dispute_id = fields.Many2one("recovery.dispute", readonly=True, ondelete="set null")
    hold_id = fields.Many2one("recovery.hold", readonly=True, ondelete="set null")
    promise_id = fields.Many2one("recovery.promise", readonly=True, ondelete="set null")
    task_id = fields.Many2one("mail.activity", readonly=True, ondelete="set null")
    event_id = fields.Many2one("recovery.event", readonly=True, ondelete="restrict", help="In the record of the case.")

    _once = models.UniqueIndex("(company_id, fingerprint)", "This status was taken already.")
    _inbox = models.Index("(company_id) WHERE state = 'aside'")

    @api.depends("status_id", "code", "number", "name")
    def _compute_display_name(self):
        for row in self:
            status = row.status_id.display_name or row.code
            row.display_name = " – ".join(filter(None, (status, row.number))) or row.name or ""

    def write(self, vals):
        """:raises UserError: what was said is rewritten"""
        if not self.env.su or vals.keys() - FOLLOWED:
            raise UserError(self.env._("What a platform said is never changed: a later status corrects it."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """:raises UserError: somebody writes one around the ways in"""
        if not self.env.su:
            raise UserError(self.env._("A status comes in as a file, or by hand from its invoice."))
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a platform said is never deleted: it is part of the proof of the recovery."))

    # ---- the inbox ------------------------------------------------------------------------------------------------

    @way_in(COLLECTOR, "read")
    def action_match(self):
        """The dialog that says which invoice it is about."""
        self.ensure_one()
        return dialog(self.env._("Match with an invoice"), "recovery.lifecycle.match", default_lifecycle_id=self.id)

    @way_in(COLLECTOR, "read")
    def action_take(self):
        """Take what was kept aside, as it is: its date, a closed case, a failure."""
        rows = self.filtered(lambda row: row.state == "aside" and row.move_id and row.code and row.status_date)
        if not rows:
            raise UserError(self.env._("Match it with an invoice first."))
        rows._take_by_hand()

    @way_in(COLLECTOR, "read")
    def action_leave(self):
        """Nothing is to be done about it."""
        left = self.sudo().filtered(lambda row: row.state == "aside")  # its only way out, for whoever reads the inbox
        left.write({"state": "left", "follow_up": self.env._("Left by %s.", self.env.user.name)})

    @way_in(READER, "read")
    def action_open_invoice(self):
        self.ensure_one()
        return self.move_id._get_records_action()

    @way_in(READER, "read")
    def action_download(self):
        """The file as it came.

        :raises UserError: it came without one
        """
        self.ensure_one()
        if not self.document_id:
            raise UserError(self.env._("It came without a file."))
        return download(self.document_id)
