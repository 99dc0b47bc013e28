"""The table with a row for each debtor: who asks, who owes, how much, since when, and what was done."""

from odoo import models

from ..debtor.res_partner import INSOLVENCIES
from ..open_items.facts import DISPUTED

LAST = -1


class RecoveryPlacementFile(models.AbstractModel):
    _inherit = "recovery.placement.file"

    def _file_rows(self, accounts, day, claim_rows):
        """`01_dossier`; `claim_rows` are those of `02_creances`."""
        cases = self.env["recovery.case"].union(*accounts)
        creditor = self._creditor_columns(cases.company_id)
        done = self._done_columns(cases)
        disputes = self._open_disputes(cases)
        limits = self.env["recovery.readiness"]._limitations({c: account.lines for c, account in accounts.items()})
        currencies = {currency.name: currency for currency in self.env["res.currency"].search([])}
        collectors = {case: case.company_id._recovery_collector(case.user_id) for case in accounts}
        held = self._held_back(cases)
        of_case = {}
        for row in claim_rows:
            of_case.setdefault(row["dossier_ref"], []).append(row)
        return [
            {
                "dossier_ref": case.name,
                **creditor,
                "creditor_internal_ref": case.partner_id.ref or case.name,
                "creditor_contact_name": collectors[case].name,
                "creditor_contact_email": collectors[case].email or creditor["creditor_contact_email"],
                **self._debtor_columns(case),
                **self._amount_columns(account, of_case.get(case.name, []), currencies),
                **self._dispute_columns(account, disputes.get(case.partner_id)),
                "oldest_due_date": self._oldest_due(account) or None,
                "limitation_date": limits[case],
                "notes": " · ".join(retention._text() for retention in held.get(case.partner_id, ())) or None,
                **done[case],
            }
            for case, account in accounts.items()
        ]

    def _creditor_columns(self, company):
        company.ensure_one()
        home, bank = company.partner_id, company._recovery_pay_to(company.currency_id, self.env["account.move"])
        return {
            "creditor_name": company.name,
            "creditor_legal_form": company.recovery_legal_form,
            "creditor_siren": home._recovery_siren(),
            "creditor_siret": home._recovery_siret(),
            "creditor_vat": company.vat,
            "creditor_rcs_city": company.recovery_register_city,
            "creditor_address": self._address_line(home),
            "creditor_contact_email": company.email,
            "creditor_contact_phone": company.phone,
            "creditor_iban": bank.acc_number,
            "creditor_bic": bank.bank_bic,
        }

    def _debtor_columns(self, case):
        debtor = case.partner_id.with_company(case.company_id)
        named = debtor.recovery_contact_ids.filtered(lambda c: c.role == "legal").contact_id[:1]
        insolvency = dict(INSOLVENCIES).get(debtor.recovery_insolvency)
        is_firm = debtor._recovery_kind() != "consumer"
        return {
            "debtor_ref": debtor.ref,
            "debtor_type": "company" if is_firm else "individual",
            "debtor_name": debtor.name,
            "debtor_siren": debtor._recovery_siren(),
            "debtor_siret": debtor._recovery_siret(),
            "debtor_vat": debtor.vat,
            "debtor_address_line": self._address_line(debtor),
            **{name: debtor[name] for name in ("street", "street2", "zip", "city", "email", "phone")},
            "country_iso2": debtor.country_id.code,
            "debtor_legal_form": debtor.recovery_legal_form,
            "debtor_rcs_city": debtor.recovery_register_city,
            "debtor_manager_name": debtor.recovery_manager or named.name,
            "language": (debtor.lang or "")[:2],
            "known_bank": ", ".join(debtor.bank_ids.mapped("sanitized_acc_number")) or None,
            "legal_status": insolvency or ("in bonis" if is_firm else None),
            "legal_status_date": debtor.recovery_insolvency_date or None,
            "legal_basis": self._legal_basis(case),
            "payment_profile": debtor.recovery_profile_id.name,
            "insurer_cover": debtor.recovery_cover or None,
            "requested_service": "amicable",
        }

    def _legal_basis(self, case):
        """The order or contract among the pieces, otherwise the clause of our terms that is quoted."""
        contracts = case.piece_ids.filtered(lambda piece: piece.kind == "contract")
        return ", ".join(piece.display_name for piece in contracts) or None

    def _amount_columns(self, account, claim_rows, currencies):
        """Amounts in the currency of the company. What the creditor bears has a column of its own and is in no total
        (CPCE L111-8)."""
        home, company = account.case.currency_id, account.case.company_id
        day = company._recovery_today()

        def summed(name, item_type="IN"):
            total = 0.0
            for row in claim_rows:
                if row["item_type"] == item_type:
                    total += currencies[row["currency"]]._convert(row[name] or 0.0, home, company, day)
            return home.round(total)

        segments = [segment for _invoice, part in account.parts for segment in part.segments]
        words = self.env["recovery.statement"]._words()
        return {
            "currency": home.name,
            "principal_ttc": summed("amount_incl_tax"),
            "paid_since_due": home.round(-summed("amount_incl_tax", "PM") - summed("amount_incl_tax", "DP")),
            "credit_notes": home.round(-summed("amount_incl_tax", "CN")),
            "principal_balance": account.principal,
            "interest_amount": account.interest,
            "interest_rate": segments[LAST].rate if segments else None,
            "interest_basis": ", ".join(dict.fromkeys(words.get(s.kind, s.kind) for s in segments)) or None,
            "interest_from": min((segment.date_from for segment in segments), default=None),
            "interest_to": max((segment.date_to for segment in segments), default=None),
            "fixed_indemnity_40": account.indemnity,
            "accessory_costs": account.costs,
            "creditor_borne_costs": self._creditor_borne_costs(account),
            "total_claimed": home.round(account.total),
            "last_payment_date": max(
                (move.date for _invoice, part in account.parts for move in part.movements if move.is_payment),
                default=None,
            ),
        }

    def _creditor_borne_costs(self, account):
        """What the recovery has cost us so far, and the debtor is not asked for."""
        return account.case.cost_contacts

    def _open_disputes(self, cases):
        """{debtor: his disputes that are not settled}"""
        domain = [*self._of_debtors(cases), ("state", "in", DISPUTED)]
        return self.env["recovery.dispute"].search(domain).grouped("partner_id")

    def _held_back(self, cases):
        """{debtor: what is held back until he pays}"""
        domain = [*self._of_debtors(cases), ("state", "=", "held")]
        return self.env["recovery.retention"].search(domain).grouped("partner_id")

    def _dispute_columns(self, account, disputes):
        if not disputes:
            return {"disputed": False}
        return {
            "disputed": True,
            "dispute_reason": ", ".join(dict.fromkeys(disputes.type_id.mapped("name"))),
            "undisputed_part": account.principal,
        }

    def _done_columns(self, cases):
        """{case: what was done so far: reminders, the formal notice, promises, plans}"""
        notices = self.env["recovery.notice"].search([("case_id", "in", cases.ids)], order="date, id")._messages()
        notices_of = notices.grouped("case_id")
        promises = self.env["recovery.promise"].search(self._of_debtors(cases), order="date, id").grouped("partner_id")
        plans = (
            self.env["recovery.plan"]
            .search([*self._of_debtors(cases), ("state", "!=", "draft")], order="id")
            .grouped("partner_id")
        )
        return {
            case: {
                **self._reminder_columns(case, notices_of.get(case, notices.browse())),
                **self._promise_columns(promises.get(case.partner_id)),
                "plan_status": plans[case.partner_id][LAST].state if case.partner_id in plans else None,
            }
            for case in cases
        }

    def _reminder_columns(self, case, notices):
        reminders = notices.filtered(lambda n: n.level_id.phase != "preventive")
        formal = notices.filtered(lambda n: n._is_formal())[LAST:]
        return {
            "first_reminder_date": reminders[:1].date or None,
            "reminders_count": len(reminders),
            "mise_en_demeure_date": (formal and formal._formal_date()) or case.formal_notice_date or None,
            "mise_en_demeure_mode": self._channel_of(formal).exported if formal else None,
            "mise_en_demeure_tracking_no": formal.registered_number,
            "mise_en_demeure_receipt_date": formal.received_date or None,
        }

    def _promise_columns(self, promises):
        last = promises[LAST] if promises else None
        return {
            "promise_last_date": last and last.date,
            "promise_last_amount": last and last.amount,
            "promise_last_status": last and last.state,
        }

    def _address_line(self, partner):
        town = " ".join(filter(None, (partner.zip, partner.city)))
        return ", ".join(filter(None, (partner.street, partner.street2, town, partner.country_id.name)))
