"""The debtor's page, by account or by signed link: what is due, and what he can do about it.

A visitor by link has no user: all he sees and does goes through the one case that the link was signed for.
"""

import secrets
from datetime import date
from urllib.parse import urlencode

from odoo import fields, http
from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.exceptions import UserError, ValidationError
from odoo.http import request
from odoo.tools import get_lang

from ..engine.typed import read_amount
from ..models.arrangement.signature import typed
from .door import BY_LINK, careful, closed_door, private, speak

PAGE = "/my/recovery/<int:case_id>"
CLOSED = "recovery_dunning.page_closed"
CALL = {"type": "jsonrpc", "auth": "public", "website": True}  # from a form of Odoo on one of these pages
YEARS_AWAY = 50  # a day further away is a slip of the pen
ACTIONS = ("promise", "dispute", "plan", "proof")


class RecoveryPage(CustomerPortal):
    # ---- the page -----------------------------------------------------------------------------------------------

    @http.route("/my/recovery", type="http", auth="user", methods=["GET"], website=True, sitemap=False)
    @careful
    def recovery_accounts(self, **_ignored):
        """The account of whoever is logged in, or a choice where several companies have one."""
        cases = self._own_cases()
        if len(cases) == 1:
            return request.redirect(cases._page_path())
        return request.render("recovery_dunning.page_accounts", {"cases": cases, "page_name": "recovery"})

    @http.route(PAGE, methods=["GET"], **BY_LINK)
    @careful
    def recovery_page(self, case_id, access_token=None, done=None, **_ignored):
        case = self._case(case_id, access_token)
        if not case:
            return closed_door(CLOSED)
        return self._show(
            case, access_token, {"done": done if done in (*ACTIONS, "signed", "paid", "waived") else None}
        )

    @http.route(f"{PAGE}/<any(promise,dispute,plan,proof):action>", methods=["POST"], **BY_LINK)
    @careful
    def recovery_act(self, case_id, action, access_token=None, once=None, **posted):
        """One of the forms. What is wrong with it is said on the page, with all that was typed still there."""
        case = self._case(case_id, access_token)
        if not case:
            return closed_door(CLOSED)
        try:
            with request.env.cr.savepoint():
                if case._take_post(once, action, self._files()):
                    getattr(self, f"_do_{action}")(case, posted)
        except (UserError, ValidationError) as error:
            request.env.invalidate_all()
            return self._show(case, access_token, {"error": str(error), "action": action, "once": once}, posted)
        return request.redirect(self._address(case, access_token, done=action))

    @http.route(f"{PAGE}/invoice/<int:move_id>", methods=["GET"], **BY_LINK)
    @careful
    def recovery_invoice(self, case_id, move_id, access_token=None, **_ignored):
        """The PDF of an invoice that is open with this debtor."""
        case = self._case(case_id, access_token)
        move = case and case._page_lines().move_id.filtered(lambda move: move.id == move_id and move.is_invoice())
        if not move:
            return closed_door(CLOSED)
        document = move._get_invoice_legal_documents_all(allow_fallback=True)[0]
        headers = self._get_http_headers(move, "pdf", document["content"], True)
        return request.make_response(document["content"], list(headers.items()))

    @http.route("/r/<int:notice_id>/<string:code>", type="http", auth="public", methods=["GET"], sitemap=False)
    @careful
    def recovery_short_link(self, notice_id, code):
        """The short link of an SMS: it leads to the page, as a signed link does."""
        notice = request.env["recovery.notice"].sudo().browse(notice_id)  # the code is checked before anything is shown
        if not notice.exists() or not notice._is_opened_by(code):
            raise request.not_found()
        return request.redirect(notice.case_id._page_url(), local=False)

    # ---- a plan to sign -----------------------------------------------------------------------------------------

    @http.route(f"{PAGE}/agreement/<int:plan_id>", methods=["GET"], **BY_LINK)
    @careful
    def recovery_plan(self, case_id, plan_id, access_token=None, **_ignored):
        plan = self._plan(case_id, plan_id, access_token)
        return self._show_plan(plan, access_token) if plan else closed_door(CLOSED)

    @http.route(f"{PAGE}/agreement/<int:plan_id>/acknowledge", methods=["POST"], **BY_LINK)
    @careful
    def recovery_acknowledge(self, case_id, plan_id, access_token=None, words=None, figures=None, **posted):
        """The debtor writes what he owes, in words and figures, and what he is in the company that owes it."""
        plan = self._plan(case_id, plan_id, access_token)
        if not plan:
            return closed_door(CLOSED)
        try:
            with request.env.cr.savepoint():
                plan._acknowledge(words, figures, posted.get("capacity"))
        except UserError as error:
            return self._show_plan(
                plan,
                access_token,
                {"error": str(error), "words": words, "figures": figures, "capacity": posted.get("capacity")},
            )
        return request.redirect(self._address(plan._case(), access_token, f"/agreement/{plan.id}"))

    @http.route(f"{PAGE}/agreement/<int:plan_id>/sign", **CALL)
    @careful
    def recovery_sign(self, case_id, plan_id, name=None, signature=None, access_token=None):
        """What Odoo's signature form calls."""
        access_token = access_token or request.httprequest.args.get("access_token")
        plan = self._plan(case_id, plan_id, access_token)
        return self._sign_on_page(plan and plan._case(), plan, access_token, "signed", name, signature)

    # ---- a waiver to sign ---------------------------------------------------------------------------------------

    @http.route(f"{PAGE}/waiver/<int:waiver_id>", methods=["GET"], **BY_LINK)
    @careful
    def recovery_waiver(self, case_id, waiver_id, access_token=None, capacity=None, **_ignored):
        """The waiver as it was proposed; one that is signed or withdrawn is on the page no more."""
        case, waiver = self._waiver(case_id, waiver_id, access_token, ("proposed",))
        if not waiver:
            return closed_door(CLOSED)
        page = {"settlement": waiver, "company": waiver.company_id, "debtor": waiver.partner_id}
        page.update(self._page_frame(case, access_token), capacity=typed(capacity))
        page["access_token"] = access_token
        page["sign_url"] = self._address(case, access_token, f"/waiver/{waiver.id}/sign", capacity=page["capacity"])
        return private(request.render("recovery_dunning.page_waiver", page))

    @http.route(f"{PAGE}/waiver/<int:waiver_id>/sign", **CALL)
    @careful
    def recovery_sign_waiver(self, case_id, waiver_id, name=None, signature=None, access_token=None):
        """What Odoo's signature form calls. Signed twice, it is signed once."""
        access_token = access_token or request.httprequest.args.get("access_token")
        case, waiver = self._waiver(case_id, waiver_id, access_token, ("proposed", "done"))
        capacity = request.httprequest.args.get("capacity")
        return self._sign_on_page(case, waiver, access_token, "waived", name, signature, capacity)

    # ---- who comes in -------------------------------------------------------------------------------------------

    def _own_cases(self):
        """The open cases of whoever is logged in, in the companies that have a page."""
        debtor = request.env.user.partner_id.recovery_debtor_id
        # which companies have a page is no secret to their debtors
        companies = request.env["res.company"].sudo().search([("recovery_page", "=", True)])
        return request.env["recovery.case"].sudo()._of(companies, debtor)  # those of the user himself, and no others

    def _case(self, case_id, access_token):
        """The case of this page, if the link was signed for it or its debtor is logged in; otherwise None."""
        # looked at with all rights, handed out to its own debtor only
        case = request.env["recovery.case"].sudo().browse(case_id).exists()
        if not case or not case.company_id.recovery_page:
            return None
        user = request.env.user
        its_debtor = not user._is_public() and user.partner_id.recovery_debtor_id == case.partner_id
        if not its_debtor and not (access_token and case._is_opened_by(access_token)):
            return None
        speak(user.lang if its_debtor else case.partner_id.lang)
        # the same, in the debtor's language and in this company alone
        return request.env["recovery.case"].sudo().with_company(case.company_id).browse(case_id)

    def _plan(self, case_id, plan_id, access_token):
        case = self._case(case_id, access_token)
        shown = case and case._page_arrangements("recovery.plan", ("proposed", "active", "defaulted", "done"))
        return shown and shown.filtered(lambda plan: plan.id == plan_id)

    def _waiver(self, case_id, waiver_id, access_token, states):
        """(case, waiver) of this link; no waiver where it opens none."""
        case = self._case(case_id, access_token)
        shown = case and case._page_arrangements("recovery.settlement", states)
        return case, shown and shown.filtered(lambda waiver: waiver.id == waiver_id and waiver.to_sign)

    def _address(self, case, access_token, suffix="", **arguments):
        query = urlencode({n: value for n, value in {"access_token": access_token, **arguments}.items() if value})
        return f"{case._page_path()}{suffix}?{query}" if query else f"{case._page_path()}{suffix}"

    def _show(self, case, access_token, values, posted=None):
        page = {
            **case._page_values(),
            **self._page_frame(case, access_token),
            "once": secrets.token_urlsafe(16),
            "access_token": access_token,
            "posted": posted or {},
            "chosen": request.httprequest.values.getlist("line"),
            **{name: value for name, value in values.items() if value},
        }
        return private(request.render("recovery_dunning.page", page))

    def _show_plan(self, plan, access_token, values=None):
        page = {
            "plan": plan,
            "debtor": plan.partner_id,
            **self._page_frame(plan._case(), access_token),
            **(values or {}),
        }
        return private(request.render("recovery_dunning.page_plan", page))

    def _page_frame(self, case, access_token):
        """What every page of a case is told."""
        return {
            **{"page_name": "recovery", "no_breadcrumbs": True, "res_company": case.company_id, "case": case},
            "address": lambda suffix="": self._address(case, access_token, suffix),
        }

    def _sign_on_page(self, case, arrangement, access_token, done, name, signature, capacity=None):
        """The answer to Odoo's signature form: `arrangement` is signed, once, or why it is not."""
        if not arrangement:
            return {"error": request.env._("This link has expired: ask for a new one.")}
        if arrangement.state == "proposed":
            try:
                with request.env.cr.savepoint():
                    arrangement._sign(name, signature, request.httprequest.remote_addr, capacity)
            except (UserError, ValidationError) as error:
                return {"error": str(error)}
        return {"force_refresh": True, "redirect_url": self._address(case, access_token, done=done)}

    # ---- the forms ----------------------------------------------------------------------------------------------

    def _do_promise(self, case, posted):
        author = request.env.user.partner_id if not request.env.user._is_public() else case.partner_id
        case._page_promise(
            author.sudo(),  # the debtor himself, or the contact of his who is logged in
            self._lines(),
            self._amount(posted, "amount"),
            self._date(posted, "date"),
            posted.get("note"),
        )

    def _do_dispute(self, case, posted):
        amount, kind = self._amount(posted, "amount"), self._number(posted, "type")
        case._page_dispute(self._lines(), amount, kind, posted.get("claim"), self._files())

    def _do_plan(self, case, posted):
        months, day = self._number(posted, "months"), self._number(posted, "day_of_month")
        case._page_plan(self._lines(), months, self._amount(posted, "down_payment"), day, posted.get("note"))

    def _do_proof(self, case, posted):
        case._page_proof(self._lines(), self._files(), posted.get("note"))

    def _lines(self):
        return {int(text) for text in request.httprequest.values.getlist("line") if text.isascii() and text.isdigit()}

    def _files(self):
        return request.httprequest.files.getlist("file")[:5]

    def _number(self, posted, name):
        text = (posted.get(name) or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def _amount(self, posted, name):
        """:raises UserError: what was typed is no amount in his language"""
        text = (posted.get(name) or "").strip()
        lang = get_lang(request.env)
        amount = read_amount(text, lang.decimal_point, lang.thousands_sep)
        if text and amount is None:
            example = f"1234{lang.decimal_point}50"
            raise UserError(
                request.env._("“%(text)s” is no amount: write it like %(example)s.", text=text[:40], example=example)
            )
        return amount or 0.0

    def _date(self, posted, name):
        """:raises UserError: what was typed is no day"""
        text = (posted.get(name) or "").strip()
        try:
            day = date.fromisoformat(text) if text else None
            if day and abs(day.year - fields.Date.context_today(request.env.user).year) > YEARS_AWAY:
                raise ValueError
            return day
        except ValueError as error:
            raise UserError(request.env._("“%s” is no day: write it like 2026-12-31.", text[:40])) from error

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "recovery_count" in counters:
            values["recovery_count"] = len(self._own_cases())
        return values
