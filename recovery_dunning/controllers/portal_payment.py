"""The debtor pays on his page, by Odoo's payment form. What he chose stands in the address, and each step checks it."""

import secrets
from urllib.parse import urlencode

from odoo import http
from odoo.addons.account_payment.controllers.payment import PaymentPortal
from odoo.addons.payment.controllers.post_processing import PaymentPostProcessing
from odoo.exceptions import UserError, ValidationError
from odoo.http import request

from .door import BY_LINK, careful, closed_door, private
from .portal import CALL, CLOSED, PAGE, RecoveryPage


class RecoveryPayment(RecoveryPage, PaymentPortal):
    @http.route(f"{PAGE}/pay", methods=["GET"], **BY_LINK)
    @careful
    def recovery_pay(self, case_id, access_token=None, amount=None, whole=None, **_ignored):
        """What is about to be paid, all that is asked for now or what was chosen, and Odoo's payment form."""
        case = self._case(case_id, access_token)
        if not case:
            return closed_door(CLOSED)
        posted = {"amount": amount}
        try:
            whole = case._page_whole(whole) if whole else None
            if whole:
                lines, due = whole.payable, whole.total
            else:
                lines, due = case._page_payment(self._lines(), self._amount(posted, "amount") if amount else None)
        except (UserError, ValidationError) as error:
            return self._show(case, access_token, {"error": str(error), "action": "pay"}, posted)
        return private(
            request.render("recovery_dunning.page_payment", self._payment_values(case, access_token, lines, due, whole))
        )

    @http.route(f"{PAGE}/pay/transaction", **CALL)
    @careful
    def recovery_transaction(self, case_id, amount=None, access_token=None, payment_reference=None, **posted):
        """What Odoo's payment form calls: the transaction of this choice, made once.

        :raises UserError: the link has expired, or what is due has changed since the form was shown
        """
        chosen = request.httprequest.args
        case = self._case(case_id, chosen.get("access_token"))
        if not case:
            raise UserError(request.env._("This link has expired: ask for a new one."))
        self._validate_transaction_kwargs(posted)
        key, method = chosen.get("once"), self._method(posted)
        if made := case._page_payment_made(key, method):
            PaymentPostProcessing.monitor_transaction(made)
            return made._get_processing_values()
        whole = case._page_whole(chosen["whole"]) if chosen.get("whole") else None
        if whole:
            lines, due = whole.payable, whole.total
        else:
            lines, due = case._page_payment(self._lines(), self._amount(chosen, "amount"))
        if not isinstance(amount, (int, float)) or lines.currency_id.compare_amounts(amount, due):
            raise UserError(request.env._("What is due has changed: open the page anew, and try again."))
        if posted.get("provider_id") not in case._page_providers(lines.currency_id, due).ids:
            raise UserError(request.env._("This means of payment is not offered here: choose another one."))
        transaction = self._create_transaction(
            amount=due,
            currency_id=lines.currency_id.id,
            partner_id=self._payer(case).id,
            reference_prefix=lines.move_id.name if len(lines.move_id) == 1 else case.name,
            custom_create_values=case._prepare_page_transaction(lines, key, method, whole.claims if whole else 0.0),
            **self._means_of_payment(posted),
            landing_route=self._address(case, chosen.get("access_token"), done="paid"),
        )
        return transaction._get_processing_values()

    def _means_of_payment(self, posted):
        """What the browser may decide. Cards are kept, and kept ones used, by whoever has logged in alone: a link may
        have been passed on."""
        known = not request.env.user._is_public()
        flow = posted.get("flow") if known or posted.get("flow") != "token" else "direct"
        return {
            **{name: posted.get(name) for name in ("provider_id", "payment_method_id")},
            "token_id": posted.get("token_id") if known else None,
            "tokenization_requested": known and bool(posted.get("tokenization_requested")),
            "flow": flow,
        }

    def _payment_values(self, case, access_token, lines, due, whole=None):
        """What the page of a payment shows."""
        payer, currency, report = self._payer(case), lines.currency_id, {}
        providers, known = case._page_providers(currency, due, report), not request.env.user._is_public()
        methods = request.env["payment.method"].sudo()  # names and logos of how one can pay
        tokens = request.env["payment.token"].sudo()  # of the payer himself
        choice = [("once", secrets.token_urlsafe(16)), ("amount", due), *(("line", line.id) for line in lines)]
        choice += [("whole", whole.figure.currency.name)] if whole else []
        choice += [("access_token", access_token)] if access_token else []
        return {
            **self._page_frame(case, access_token),
            **{"company": case.company_id, "lines": lines, "amount": due, "currency": currency},
            "open_amount": lines._recovery_left(),
            "whole": whole,
            "partner_id": payer.id,
            "providers_sudo": providers,
            "payment_methods_sudo": methods._get_compatible_payment_methods(
                providers.ids, payer.id, currency_id=currency.id, report=report
            ),
            "tokens_sudo": tokens._get_available_tokens(providers.ids, payer.id) if known else tokens,
            "availability_report": report,
            "show_tokenize_input_mapping": {
                provider_id: shown and known
                for provider_id, shown in self._compute_show_tokenize_input_mapping(providers).items()
            },
            "transaction_route": f"{case._page_path()}/pay/transaction?{urlencode(choice)}",
            "landing_route": self._address(case, access_token, done="paid"),
            "access_token": access_token,
        }

    def _payer(self, case):
        """Whose means of payment are offered and kept: whoever is logged in, otherwise the debtor."""
        user = request.env.user
        return case.partner_id if user._is_public() else user.partner_id.sudo()  # himself

    def _method(self, posted):
        """Which means of payment was chosen, as a text."""
        return "-".join(str(posted.get(name) or 0) for name in ("provider_id", "payment_method_id", "token_id"))

    def _show(self, case, access_token, values, posted=None):
        """With what became of the payment that this browser has just made here."""
        values = {
            **values,
            "pay_address": lambda lines, amount=None: self._pay_address(case, access_token, lines, amount),
            "pay_whole_address": lambda currency: (
                f"{self._address(case, access_token, '/pay')}{'&' if access_token else '?'}whole={currency.name}"
            ),
        }
        transaction = PaymentPostProcessing()._get_monitored_transaction()
        if values.get("done") == "paid" and transaction.recovery_case_id == case:
            values["paid"] = transaction
        return super()._show(case, access_token, values, posted)

    def _pay_address(self, case, access_token, lines, amount):
        """The address of the payment of these instalments, or of a part of them."""
        chosen = [("amount", amount)] if amount else []
        chosen += [("line", line.id) for line in lines]
        return f"{self._address(case, access_token, '/pay')}{'&' if access_token else '?'}{urlencode(chosen)}"
