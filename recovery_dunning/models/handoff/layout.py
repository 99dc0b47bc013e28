"""A layout: in which columns an agency takes cases, a row for each debtor or for each invoice."""

import io

from markupsafe import Markup, escape
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...engine.handoff import placement_file
from ...engine.tables import tabular
from ..record.way_in import MANAGER, way_in

SEPARATORS = [("semicolon", "Semicolon ;"), ("comma", "Comma ,"), ("tab", "Tabulator"), ("pipe", "Bar |")]
SIGNS = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|"}
DAYS = [("%d/%m/%Y", "31/12/2026"), ("%Y-%m-%d", "2026-12-31"), ("%Y%m%d", "20261231"), ("%d.%m.%Y", "31.12.2026")]
JOINED = ", "
PREVIEWED = 5  # rows
OF_BATCH = {
    "invoice_numbers": placement_file.TEXT,
    "invoice_count": placement_file.COUNT,
    "first_issue_date": placement_file.DATE,
}


def _sources():
    """Every value that a column may show: those of a debtor, and those of an invoice."""
    of_debtor = [(f"file.{column.key}", f"Debtor: {column.key}") for column in placement_file.FILE.columns]
    of_batch = [(f"batch.{key}", f"Debtor: {key}") for key in OF_BATCH]
    of_invoice = [(f"claim.{column.key}", f"Invoice: {column.key}") for column in placement_file.CLAIMS.columns]
    return [*of_debtor, *of_batch, *of_invoice, ("constant", "The same text in each row")]


KIND_OF = {
    **{f"file.{column.key}": column.kind for column in placement_file.FILE.columns},
    **{f"claim.{column.key}": column.kind for column in placement_file.CLAIMS.columns},
    **{f"batch.{key}": kind for key, kind in OF_BATCH.items()},
    "constant": placement_file.TEXT,
}


class RecoveryExportLayout(models.Model):
    _name = "recovery.export.layout"
    _description = "Layout of a List for an Agency"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty for all companies.")
    row_per = fields.Selection(
        [("debtor", "Debtor"), ("invoice", "Invoice")], string="A row for each", required=True, default="debtor"
    )
    separator = fields.Selection(SEPARATORS, required=True, default="semicolon")
    decimal = fields.Selection([("comma", "1234,50"), ("point", "1234.50")], required=True, default="comma")
    day_format = fields.Selection(DAYS, string="Days", required=True, default="%d/%m/%Y")
    cents = fields.Boolean(string="Amounts in cents", help="123450 for 1 234,50.")
    header = fields.Boolean(string="Header row", default=True)
    mark = fields.Boolean(
        string="Mark of UTF-8", default=True, help="The three bytes by which Excel knows the encoding (BOM)."
    )
    note = fields.Text()
    column_ids = fields.One2many("recovery.export.column", "layout_id", string="Columns", copy=True)
    preview = fields.Html(readonly=True, copy=False, sanitize=False, help="As it was when it was last looked at.")

    @api.constrains("row_per", "column_ids")
    def _check_columns(self):
        """:raises ValidationError: a row for each debtor has a value of one invoice"""
        for layout in self.filtered(lambda layout: layout.row_per == "debtor"):
            wrong = layout.column_ids.filtered(lambda column: column.source.startswith("claim."))
            if wrong:
                raise ValidationError(
                    self.env._(
                        "A row for each debtor cannot show “%s”, which each of his invoices has: choose a value of the "
                        "debtor, or a row for each invoice.",
                        wrong[0].header,
                    )
                )

    def _style(self):
        return tabular.Style(
            separator=SIGNS[self.separator],
            decimal="," if self.decimal == "comma" else ".",
            days=self.day_format,
            mark=self.mark,
            cents=self.cents,
        )

    # ---- writing --------------------------------------------------------------------------------------------------

    def _write(self, chunks):
        """The bytes of the list. `chunks`: tables of some cases each, as `recovery.placement.file` gives them.

        :raises UserError: the layout has no column
        """
        self.ensure_one()
        columns = self.column_ids.sorted("sequence")
        if not columns:
            raise UserError(self.env._("The layout “%s” has no column: add some first.", self.name))
        target = io.BytesIO()
        style, kinds = self._style(), [column._kind() for column in columns]
        if self.header:
            target.write(tabular.write([columns.mapped("header")], kinds, style))
        elif self.mark:
            target.write(b"\xef\xbb\xbf")
        plain = tabular.Style(**{**{name: getattr(style, name) for name in style.__slots__}, "mark": False})
        for tables in chunks:
            rows = [[column._value(row) for column in columns] for row in self._rows(tables)]
            target.write(tabular.write(rows, kinds, plain, header=False))
        return target.getvalue()

    def _rows(self, tables):
        """{source: value} of each row."""
        claims = {}
        for claim in tables[placement_file.CLAIMS.name]:
            if claim["item_type"] == "IN":
                claims.setdefault(claim["dossier_ref"], []).append(claim)
        for row in tables[placement_file.FILE.name]:
            its_claims = claims.get(row["dossier_ref"], [])
            of_debtor = {f"file.{key}": value for key, value in row.items()}
            of_debtor |= {f"batch.{key}": value for key, value in self._of_batch(its_claims).items()}
            if self.row_per == "debtor":
                yield of_debtor
            else:
                for claim in its_claims:
                    yield of_debtor | {f"claim.{key}": value for key, value in claim.items()}

    def _of_batch(self, claims):
        numbers = list(dict.fromkeys(claim["number"] for claim in claims))
        return {
            "invoice_numbers": JOINED.join(numbers),
            "invoice_count": len(numbers),
            "first_issue_date": min((claim["issue_date"] for claim in claims), default=None),
        }

    # ---- preview --------------------------------------------------------------------------------------------------

    @way_in(MANAGER, "write")
    def action_preview(self):
        """Show the list of some open cases, as the file would have it.

        :raises UserError: there is no open case, or no column
        """
        self.ensure_one()
        company, columns = self.env.company, self.column_ids.sorted("sequence")
        cases = self.env["recovery.case"].search(
            [("company_id", "=", company.id), ("phase", "!=", "closed")], limit=PREVIEWED, order="id"
        )
        if not cases or not columns:
            raise UserError(self.env._("A preview needs an open case and a column: there is none yet."))
        Dossier, today, style = self.env["recovery.placement.file"], company._recovery_today(), self._style()
        rows = self._rows(Dossier._tables(Dossier._accounts(cases, today), today))
        cells = [
            [tabular.cell(column._value(row), column._kind(), style) for column in columns]
            for row, _number in zip(rows, range(PREVIEWED), strict=False)
        ]
        self.preview = _table(columns.mapped("header"), cells)


class RecoveryExportColumn(models.Model):
    _name = "recovery.export.column"
    _description = "Column of a List for an Agency"
    _order = "layout_id, sequence, id"

    layout_id = fields.Many2one("recovery.export.layout", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    header = fields.Char(required=True, help="As the agency calls it.")
    source = fields.Selection(_sources(), string="Value", required=True, default="file.debtor_name")
    text = fields.Char(help="Where the value is the same text in each row.")
    style = fields.Selection(
        [("upper", "CAPITALS"), ("digits", "Digits only"), ("international", "Telephone with country code")],
        string="Format",
    )

    def _kind(self):
        return KIND_OF[self.source]

    def _value(self, row):
        value = self.text if self.source == "constant" else row[self.source]
        if not value or not self.style:
            return value
        if self.style == "upper":
            return str(value).upper()
        if self.style == "digits":
            return "".join(filter(str.isdigit, str(value)))
        country = self.env["res.country"].search([("code", "=", row["file.country_iso2"] or "FR")], limit=1)
        formatted = self.env["res.partner"]._phone_format(number=str(value), country=country, force_format="E164")
        return formatted or value


def _table(headers, rows):
    """The preview: a table, whatever stands in the cells."""
    head = Markup().join(Markup("<th>%s</th>") % escape(header) for header in headers)
    body = Markup().join(
        Markup("<tr>%s</tr>") % Markup().join(Markup("<td>%s</td>") % escape(cell) for cell in row) for row in rows
    )
    return Markup(
        '<div class="table-responsive"><table class="table table-sm small text-nowrap"><thead><tr>%s</tr></thead>'
        "<tbody>%s</tbody></table></div>"
    ) % (head, body)
