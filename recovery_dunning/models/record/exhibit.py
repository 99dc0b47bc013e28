"""A piece of a case that only a person can supply: the order, the signed delivery note, the terms, the extract of the
register. It goes into the package with its number."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .actions import dialog

KINDS = [
    ("contract", "Order, quotation or contract"),
    ("delivery", "Delivery note or acceptance"),
    ("terms", "Terms of sale, accepted"),
    ("invoices", "Copy of an invoice"),
    ("answers", "Answer of the debtor"),
    ("disputes", "Paper of a dispute"),
    ("registry", "Extract of the register (Kbis)"),
    ("bank", "Our bank details"),
    ("other", "Other"),
]
# what people hand in: on the debtor's page, or as a scan of what he signed
MEGABYTE = 1024 * 1024
PROOF_MEGABYTES = 10
PROOF_TYPES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def prepare_document(record, name, content, mimetype="application/pdf"):
    """The values of an attachment of `record`."""
    values = {"res_model": record._name, "res_id": record.id, "mimetype": mimetype}
    return {**values, "name": name.replace("/", "-"), "raw": content}


def own_documents(record, documents):
    """What was uploaded with `record` and belongs to nothing else yet is its own: whoever reads it reads them."""
    documents.check_access("read")  # nobody takes what he may not read
    loose = documents.sudo().filtered(lambda document: not document.res_id)  # of whoever writes the record
    if loose:
        loose.write({"res_model": record._name, "res_id": record.id})


class RecoveryPiece(models.Model):
    _name = "recovery.piece"
    _description = "Piece of a Case"
    _order = "case_id, kind, date, id"

    case_id = fields.Many2one("recovery.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="case_id.partner_id")
    kind = fields.Selection(KINDS, required=True, default="contract")
    name = fields.Char(string="What it is", help="e.g. Order 4711 of 3 May, signed")
    date = fields.Date(help="Of the document.")
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        domain="[('commercial_partner_id', '=', partner_id), ('company_id', '=', company_id),"
        " ('state', '=', 'posted')]",
        help="To which it belongs.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Documents", required=True)

    @api.depends("kind", "name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for piece in self:
            piece.display_name = piece.name or kinds.get(piece.kind)

    @api.model_create_multi
    def create(self, vals_list):
        pieces = super().create(vals_list)
        pieces._own_documents()
        return pieces

    def write(self, vals):
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_documents()
        return result

    def _own_documents(self):
        """:raises UserError: a piece has no document"""
        for piece in self:
            if not piece.attachment_ids:
                raise UserError(self.env._("Attach the document: a piece without one proves nothing."))
            own_documents(piece, piece.attachment_ids)

    @api.model
    def _action_add(self, case, kind="contract"):
        """The dialog that adds one."""
        return dialog(self.env._("Add a piece"), self._name, default_case_id=case.id, default_kind=kind)
