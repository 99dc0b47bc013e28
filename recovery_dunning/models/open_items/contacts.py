"""What is known of a debtor: what chooses his ladder, and how often he was written to."""

from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ...engine import channels
from ...engine.facts import BUDGET_DAYS
from .facts import DebtorFact, Rows, among, debtor_class


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    def _known_of_debtor(self, company):
        """The first columns of a `DebtorFact`, of the debtor `d` and his open case `rc` in `company`."""
        return SQL(
            """d.id, %(class)s, d.country_id,
               ARRAY(SELECT category_id FROM res_partner_res_partner_category_rel WHERE partner_id = d.id),
               (d.recovery_procedure_id ->> %(key)s)::int, (d.recovery_profile_id ->> %(key)s)::int,
               d.recovery_insolvency ->> %(key)s,
               CASE WHEN d.recovery_insolvency ->> %(key)s IS NOT NULL
                    THEN (d.recovery_insolvency_date ->> %(key)s)::date END, rc.phase""",
            **{"class": debtor_class("d", str(company.id)), "key": str(company.id)},
        )

    def _open_case(self, company):
        return SQL(
            "recovery_case rc ON rc.partner_id = d.id AND rc.company_id = %s AND rc.phase != 'closed'", company.id
        )

    def _debtor_facts(self, company, debtor_ids, day, sending):
        """One `DebtorFact` by debtor: what chooses his ladder, how often he was written to lately."""
        rows = self.env.execute_query(
            SQL(
                """SELECT %(known)s, n.last_contact, n.contacts, n.calls, n.heard
                     FROM res_partner d
                LEFT JOIN %(open_case)s
                LEFT JOIN (SELECT partner_id, MAX(date) AS last_contact,
                                  ARRAY_AGG(date) FILTER (WHERE date > %(budget_from)s AND NOT apart) AS contacts,
                                  ARRAY_AGG(date) FILTER (WHERE date > %(budget_from)s AND is_call) AS calls,
                                  MAX(tone) AS heard
                             FROM (%(contacts)s) contact
                            WHERE date <= %(day)s
                         GROUP BY partner_id) n ON n.partner_id = d.id
                    WHERE d.id IN %(debtors)s""",
                known=self._known_of_debtor(company),
                open_case=self._open_case(company),
                budget_from=day - timedelta(days=BUDGET_DAYS),
                contacts=self._contacts(company, debtor_ids, sending),
                day=day,
                debtors=among(debtor_ids),
            )
        )
        return {row[0]: DebtorFact(*row) for row in rows}

    def _contacts(self, company, debtor_ids, sending):
        """Every contact with the debtors: messages of the runs, but not of the run that is leaving, with their tone
        where their case is open, and the mails, calls, letters and visits that their cases record, of people and of
        agreements. Days are those of the company. `apart`: the same went to another address too, and the two are one
        contact."""
        return SQL(
            """SELECT n.partner_id, n.date, n.apart IS TRUE AS apart, FALSE AS is_call,
                      CASE WHEN its.phase != 'closed' AND level.phase != 'preventive' THEN level.tone::int END AS tone
                 FROM recovery_notice n JOIN recovery_level level ON level.id = n.level_id
            LEFT JOIN recovery_case its ON its.id = n.case_id
                WHERE n.company_id = %(company)s AND n.partner_id IN %(debtors)s
                  AND %(left)s AND n.run_id != %(sending)s
            UNION ALL
               SELECT rc.partner_id, (e.date AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                      FALSE, e.channel = %(phone)s, NULL
                 FROM recovery_event e JOIN recovery_case rc ON rc.id = e.case_id
                WHERE rc.company_id = %(company)s AND rc.partner_id IN %(debtors)s
                  AND e.kind != 'notice' AND e.direction = 'out' AND e.channel IS NOT NULL""",
            company=company.id,
            debtors=among(debtor_ids),
            left=self.env["recovery.notice"]._left_condition("n"),
            sending=sending.id if sending else 0,
            zone=company._recovery_zone(),
            phone=channels.PHONE,
        )

    def _reads(self, company, day):
        """Adds what the methods above read. What has been said counts for as long as a contact counts; of a case its
        phase alone is read, for its rank changes every night."""
        yield from super()._reads(company, day)
        for table in (
            *("recovery_contact", "res_partner", "res_partner_res_partner_category_rel"),
            *("mail_blacklist", "phone_blacklist"),
        ):
            yield Rows(table)
        its, since = SQL("t.company_id = %s", company.id), day - timedelta(days=BUDGET_DAYS)
        yield Rows("recovery_case", SQL("%s AND t.phase != 'closed'", its), SQL("t.partner_id || ' ' || t.phase"))
        yield Rows("recovery_event", SQL("%s AND t.direction = 'out' AND t.date > %s", its, since - timedelta(days=1)))
        notices = SQL(
            "FROM recovery_notice t WHERE %s AND (t.date > %s OR t.state IN ('proposed', 'approved'))", its, since
        )
        yield Rows("recovery_notice recovery_notice_line", source=notices)  # a line changes with its notice
