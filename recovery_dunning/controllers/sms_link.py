"""The short link of an SMS: it leads to the debtor's page, as a signed link does."""

from odoo import http
from odoo.http import request


class RecoverySmsLink(http.Controller):
    @http.route("/r/<int:notice_id>/<string:code>", type="http", auth="public", methods=["GET"], sitemap=False)
    def recovery_short_link(self, notice_id, code):
        notice = request.env["recovery.notice"].sudo().browse(notice_id)  # the code is checked before anything is shown
        if not notice.exists() or not notice._is_opened_by(code):
            raise request.not_found()
        return request.redirect(notice.case_id._page_url(), local=False)
