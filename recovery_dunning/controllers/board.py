"""The workbooks of the board, for whoever reads the files; made as they are asked for, kept nowhere."""

from odoo import fields, http
from odoo.http import content_disposition, request
from werkzeug.exceptions import BadRequest, NotFound

from ..models.record.way_in import READER, check_group

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBERS = ("company_id", "user_id")


class RecoveryBoardFiles(http.Controller):
    @http.route("/recovery/board/<string:what>.xlsx", type="http", auth="user", methods=["GET"], readonly=True)
    def recovery_board(self, what, **asked):
        """`what`: `board` or `aged`; `asked`: the filters of the board, and `cids`, the companies that are switched on.

        :raises AccessError: the user does not read the files, or does not work in one of the companies
        """
        check_group(request.env, READER)
        if what not in ("board", "aged"):
            raise NotFound
        try:
            companies = [int(number) for number in asked.get("cids", "").split("-") if number]
            filters = {name: int(asked[name]) for name in NUMBERS if asked.get(name)}
            filters["day"] = fields.Date.to_date(asked.get("day") or None)
        except ValueError as error:
            raise BadRequest from error
        filters["debtor_class"] = asked.get("debtor_class")
        board = request.env["recovery.board"]
        if companies:
            board = board.with_context(allowed_company_ids=companies)
        name, content = board._workbook(what, filters)
        headers = [
            ("Content-Type", XLSX),
            ("Content-Length", len(content)),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        return request.make_response(content, headers)
