"""The board and the aged balance as workbooks: real dates, real amounts, frozen headers, totals and charts."""

import io

import xlsxwriter
from odoo import api, fields, models

from ...engine.tables.tabular import clean
from ..record.way_in import READER, way_in
from .aged import BUCKETS

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADER = {"bold": True, "bg_color": "#E8EDF2", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
FORMATS = {
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#6b7280"},
    "header": HEADER,
    "text": {},
    "money": {"num_format": "#,##0.00"},
    "share": {"num_format": "0.0"},
    "days": {"num_format": "0.0"},
    "rate": {"num_format": "0.0000"},
    "count": {"num_format": "0"},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "total": {"bold": True, "top": 1, "num_format": "#,##0.00"},
}
WIDTHS = {"text": 34, "date": 12, "money": 15, "share": 11, "days": 11, "rate": 11, "count": 9}
TOP = 3  # rows above a table: its title, what it is about, and an empty one


class Sheets:
    """A workbook in memory, a table to each tab."""

    def __init__(self, title, author):
        self._bytes = io.BytesIO()
        self.book = xlsxwriter.Workbook(self._bytes, OPTIONS)
        self.book.set_properties({"title": title, "author": author})
        self.formats = {name: self.book.add_format(values) for name, values in FORMATS.items()}

    def table(self, name, title, note, columns, rows, total=None):
        """A tab with one table. `columns`: [(header, kind)]; `total`: the word before the sums, which formulas make."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, title, self.formats["title"])
        sheet.write_string(1, 0, note, self.formats["note"])
        for number, (header, kind) in enumerate(columns):
            sheet.set_column(number, number, WIDTHS[kind])
            sheet.write_string(TOP, number, header, self.formats["header"])
        for line, row in enumerate(rows, TOP + 1):
            for number, ((_header, kind), value) in enumerate(zip(columns, row, strict=True)):
                self.cell(sheet, line, number, kind, value)
        sheet.freeze_panes(TOP + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(TOP)
        if rows:
            sheet.autofilter(TOP, 0, TOP + len(rows), len(columns) - 1)
            if total:
                self._totals(sheet, columns, rows, total)
        return sheet

    def cell(self, sheet, line, number, kind, value):
        if value is None or value is False or value == "":
            return
        form = self.formats[kind]
        if kind == "date":
            sheet.write_datetime(line, number, fields.Date.to_date(value), form)
        elif kind == "text":
            sheet.write_string(line, number, clean(value), form)
        else:
            sheet.write_number(line, number, float(value), form)

    def _totals(self, sheet, columns, rows, word):
        """Two rows below, so that sorting leaves them where they are; a filter leaves what it hides out of them."""
        last = TOP + len(rows)
        sheet.write_string(last + 2, 0, word, self.formats["total"])
        for number, (_header, kind) in enumerate(columns):
            if kind == "money":
                letter = xlsxwriter.utility.xl_col_to_name(number)
                formula = f"=SUBTOTAL(9,{letter}{TOP + 2}:{letter}{last + 1})"
                summed = round(sum(float(row[number] or 0) for row in rows), 6)
                sheet.write_formula(last + 2, number, formula, self.formats["total"], summed)

    def chart(self, sheet, kind, title, names, series, at, **options):
        """A chart beside a table. `names` and each of `series` are (first row, first column, last row, last column);
        a series comes with its own title and colour."""
        chart = self.book.add_chart({"type": kind, **options})
        for label, place, colour in series:
            values = {"categories": [sheet.name, *names], "values": [sheet.name, *place], "name": label}
            chart.add_series({**values, "fill": {"color": colour}, "line": {"color": colour}})
        chart.set_title({"name": title, "overlay": False})
        chart.set_legend({"none": True} if len(series) == 1 else {"position": "bottom"})
        chart.set_size({"width": 680, "height": 300})
        sheet.insert_chart(*at, chart)
        return chart

    def finish(self):
        self.book.close()
        return self._bytes.getvalue()


class RecoveryBoard(models.AbstractModel):
    _inherit = "recovery.board"

    @api.model
    @way_in(READER, "read")
    def export(self, what, filters=None):
        """The address of the workbook: `aged` or `board`, for these filters."""
        asked = self._asked(filters or {})
        chosen = {
            "company_id": (filters or {}).get("company_id"),
            "user_id": asked.user_id,
            "debtor_class": asked.debtor_class,
            "day": fields.Date.to_string(asked.day),
            "cids": "-".join(map(str, self.env.companies.ids)),
        }
        query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
        kind = "aged" if what == "aged" else "board"
        return {"type": "ir.actions.act_url", "url": f"/recovery/board/{kind}.xlsx?{query}", "target": "download"}

    def _workbook(self, what, filters):
        """(name of the file, its bytes)."""
        asked = self._asked(filters)
        board = self.with_company(asked.companies[0]).with_context(allowed_company_ids=asked.companies.ids)
        title = self.env._("Aged balance") if what == "aged" else self.env._("Recovery board")
        sheets = Sheets(title, asked.companies[0].name)
        if what != "aged":
            board._figures_sheet(sheets, asked)
        board._aged_sheet(sheets, asked)
        if what == "aged":
            board._items_sheet(sheets, asked)
        else:
            board._cash_sheet(sheets, asked)
            if asked.debtors is None:  # the days are those of whole companies
                board._days_sheet(sheets, asked)
            board._steps_sheet(sheets, asked)
            board._disputes_sheet(sheets, asked)
        day = asked.day if what == "aged" else asked.today
        return f"{title} {fields.Date.to_string(day)}.xlsx", sheets.finish()

    def _note(self, asked, day):
        """What a table is about: the companies, the currency, the day, and of whom."""
        kinds = dict(self.env["recovery.aged"]._fields["debtor_class"]._description_selection(self.env))
        of = [
            *asked.companies.mapped("name"),
            asked.companies[0].currency_id.name,
            self.env["ir.qweb.field.date"].value_to_html(day, {}),
            self.env["res.users"].browse(asked.user_id).sudo().name if asked.user_id else "",  # who works here
            kinds.get(asked.debtor_class, ""),
        ]
        return " · ".join(filter(None, of))

    def _figures_sheet(self, sheets, asked):
        figures = self._figures(asked)
        header = [
            (self.env._("Figure"), "text"),
            (self.env._("Value"), "money"),
            (self.env._("Change in 30 days"), "money"),
            (self.env._("Definition"), "text"),
        ]
        rows = [(row["label"], row["value"], row["change"], row["help"]) for row in figures["rows"]]
        day = fields.Date.to_date(figures["measured_on"]) or asked.today
        sheets.table(self.env._("Figures"), self.env._("Recovery board"), self._note(asked, day), header, rows)

    def _aged_sheet(self, sheets, asked):
        """By debtor, the most overdue first; the columns of the totals are drawn beside."""
        names = [*(name for name, _last in BUCKETS), "overdue", "total"]
        aged = self._aged_on(asked.day)
        labels = {name: aged._fields[name]._description_string(self.env) for name in names}
        groups = aged._read_group(
            self._theirs(asked), ["partner_id"], [f"{name}:sum" for name in names], order="overdue:sum DESC"
        )
        partners = aged.env["res.partner"].browse([partner.id for partner, *_sums in groups])
        shown = {one.id: one.display_name for one in partners.sudo()}  # debtors of these companies: their names
        rows = [
            (shown.get(partner.id) or self.env._("No customer named"), asked.day, *sums) for partner, *sums in groups
        ]
        header = [(self.env._("Debtor"), "text"), (self.env._("As of"), "date"), *((labels[n], "money") for n in names)]
        title = self.env._("Aged balance")
        sheet = sheets.table(title, title, self._note(asked, asked.day), header, rows, total=self.env._("Total"))
        if rows:
            total, last = TOP + len(rows) + 2, 1 + len(BUCKETS)
            place, at = (total, 2, total, last), (TOP, len(header) + 1)
            sheets.chart(sheet, "column", title, (TOP, 2, TOP, last), [(title, place, "#3188E6")], at)

    def _items_sheet(self, sheets, asked):
        """The receivable items themselves."""
        items = self._aged_on(asked.day).search(self._theirs(asked), order="partner_id, due, id")
        debtors = items.partner_id.sudo()  # debtors of these companies: their names
        names = {one.id: one.display_name for one in debtors}
        moves = {move.id: move.name for move in items.move_id}
        ages = dict(items._fields["bucket"]._description_selection(self.env))
        rows = [
            (
                *(names.get(item.partner_id.id, ""), moves[item.move_id.id], item.date, item.due),
                *(item.days_late, ages[item.bucket], item.total),
            )
            for item in items
        ]
        header = [
            (self.env._("Debtor"), "text"),
            (self.env._("Invoice"), "text"),
            (self.env._("Booked on"), "date"),
            (self.env._("Due on"), "date"),
            (self.env._("Days late"), "count"),
            (self.env._("Age"), "text"),
            (self.env._("Open"), "money"),
        ]
        title = self.env._("Invoices")
        sheets.table(title, title, self._note(asked, asked.day), header, rows, total=self.env._("Total"))

    def _cash_sheet(self, sheets, asked):
        """By week, promised and planned money apart, with the band."""
        weeks = self._cash(asked)["weeks"]
        names = ("promised", "planned", "rest", "expected", "low", "high")
        rows = [(week["monday"], *(week[n] if n in week else _rest(week) for n in names)) for week in weeks]
        labels = (
            *(self.env._("Promised"), self.env._("On plans"), self.env._("As they pay")),
            *(self.env._("Expected"), self.env._("Low"), self.env._("High")),
        )
        header = [(self.env._("Week of"), "date"), *((label, "money") for label in labels)]
        title = self.env._("Cash forecast")
        sheet = sheets.table(title, title, self._note(asked, asked.today), header, rows, total=self.env._("Total"))
        if rows:
            first, last = TOP + 1, TOP + len(rows)
            colours = ("#00A78D", "#F48935", "#3188E6")
            series = [(labels[n], (first, n + 1, last, n + 1), colours[n]) for n in range(3)]
            sheets.chart(sheet, "column", title, (first, 0, last, 0), series, (TOP, len(header) + 1), subtype="stacked")

    def _days_sheet(self, sheets, asked):
        """The key figures of each day of the last year, a company after the other."""
        since = fields.Date.subtract(asked.today, years=1)
        kpis = self.env["recovery.kpi"].search(
            [("company_id", "in", asked.companies.ids), ("date", ">=", since)], order="company_id, date"
        )
        kinds = {
            **dict.fromkeys(("receivable", "overdue", "promised", "planned", "disputed"), "money"),
            **dict.fromkeys(
                ("overdue_share", "cei", "promises_kept_count", "promises_kept_amount", "coverage"), "share"
            ),
            **dict.fromkeys(("dso", "dso_countback", "dso_best", "days_delinquent"), "days"),
            "cost_per_euro": "rate",
        }
        header = [(self.env._("Day"), "date"), (self.env._("Company"), "text")]
        header += [(kpis._fields[name]._description_string(self.env), kind) for name, kind in kinds.items()]
        rows = [
            (row.date, row.company_id.name, *(None if name in (row.unknown or {}) else row[name] for name in kinds))
            for row in kpis
        ]
        title = self.env._("By day")
        sheet = sheets.table(title, title, self._note(asked, asked.today), header, rows)
        if rows:
            place = (TOP + 1, 3, TOP + len(rows), 3)
            overdue = kpis._fields["overdue"]._description_string(self.env)
            names, at = (TOP + 1, 0, TOP + len(rows), 0), (TOP, len(header) + 1)
            sheets.chart(sheet, "line", overdue, names, [(overdue, place, "#CE4257")], at)

    def _steps_sheet(self, sheets, asked):
        header = [
            (self.env._("Ladder"), "text"),
            (self.env._("Step"), "text"),
            (self.env._("Asked"), "count"),
            (self.env._("Paid within 15 days"), "count"),
            (self.env._("Paid (%)"), "share"),
            (self.env._("Without the step (%)"), "share"),
        ]
        names = ("ladder", "name", "asked", "paid", "paid_share", "baseline_share")
        rows = [tuple(step[name] for name in names) for step in self._steps(asked)]
        title = self.env._("Step success")
        sheets.table(title, title, self._note(asked, asked.today), header, rows)

    def _disputes_sheet(self, sheets, asked):
        header = [
            (self.env._("Cause"), "text"),
            (self.env._("Disputes"), "count"),
            (self.env._("Amount"), "money"),
            (self.env._("Days to settle"), "days"),
        ]
        rows = [(row["name"], row["count"], row["amount"], row["days"]) for row in self._disputes(asked)]
        title = self.env._("Disputes by cause")
        sheets.table(title, title, self._note(asked, asked.today), header, rows)


def _rest(week):
    return max(week["expected"] - week["promised"] - week["planned"], 0.0)
