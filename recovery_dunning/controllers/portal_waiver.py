"""The debtor reads and signs a waiver on his page."""

from odoo import http
from odoo.http import request

from .door import closed_door, private
from .portal import CLOSED, PAGE, RecoveryPage


class RecoveryWaiver(RecoveryPage):
    @http.route(
        f"{PAGE}/waiver/<int:waiver_id>", type="http", auth="public", methods=["GET"], website=True, sitemap=False
    )
    def recovery_waiver(self, case_id, waiver_id, access_token=None, **_ignored):
        """The waiver as it was proposed; one that is signed or withdrawn is on the page no more."""
        case, waiver = self._waiver(case_id, waiver_id, access_token, ("proposed",))
        if not waiver:
            return closed_door(CLOSED)
        page = {"settlement": waiver, "company": waiver.company_id, "debtor": waiver.partner_id}
        page.update(self._page_frame(case, access_token))
        return private(request.render("recovery_dunning.page_waiver", page))

    @http.route(f"{PAGE}/waiver/<int:waiver_id>/sign", type="jsonrpc", auth="public", website=True)
    def recovery_sign_waiver(self, case_id, waiver_id, name=None, signature=None, access_token=None):
        """What Odoo's signature form calls. Signed twice, it is signed once."""
        access_token = access_token or request.httprequest.args.get("access_token")
        case, waiver = self._waiver(case_id, waiver_id, access_token, ("proposed", "done"))
        if not waiver:
            return {"error": request.env._("This link has expired: ask for a new one.")}
        return self._sign_on_page(case, waiver, access_token, "waived", name, signature)

    def _waiver(self, case_id, waiver_id, access_token, states):
        """(case, waiver) of this link; no waiver where it opens none."""
        case = self._case(case_id, access_token)
        if not case:
            return case, None
        waivers = case._page_arrangements("recovery.settlement", states)
        return case, waivers.filtered(lambda waiver: waiver.id == waiver_id and waiver.to_sign)
