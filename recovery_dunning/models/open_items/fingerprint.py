"""The fingerprint of the book: whether anything that a proposal reads has changed since the last one."""

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...engine import ladder

# read whole: they are small, or a change of any row may matter
WHOLE_TABLES = (
    "recovery_procedure",
    "recovery_level",
    "recovery_profile",
    "recovery_contact",
    "res_company",
    "res_partner",
    "res_partner_category",
)
# of the company; what is asked of each, besides
COMPANY_TABLES = {
    "account_payment": SQL("state = 'in_process'"),
    "account_bank_statement_line": SQL("is_reconciled IS NOT TRUE"),
    "recovery_hold": SQL("TRUE"),
    "recovery_promise": SQL("state = 'open'"),
    "recovery_plan": SQL("state IN ('active', 'defaulted')"),
    "recovery_placement": SQL("date_ended IS NOT NULL"),
    "recovery_mediation": SQL("state != 'draft'"),
    "recovery_interruption": SQL("counts"),
    "recovery_dispute": SQL("state NOT IN ('rejected', 'closed')"),
}
# links without a version of their own
LINK_TABLES = {
    "res_partner_res_partner_category_rel": ("partner_id", "category_id"),
    "recovery_procedure_recovery_profile_rel": ("recovery_procedure_id", "recovery_profile_id"),
    "recovery_promise_line_rel": ("promise_id", "line_id"),
    "recovery_plan_instalment_rel": ("plan_id", "line_id"),
    "recovery_dispute_line_rel": ("dispute_id", "line_id"),
    "recovery_mediation_line_rel": ("mediation_id", "line_id"),
    "recovery_interruption_line_rel": ("interruption_id", "line_id"),
    "recovery_procedure_res_country_rel": ("recovery_procedure_id", "res_country_id"),
    "recovery_procedure_res_partner_category_rel": ("recovery_procedure_id", "res_partner_category_id"),
}


class RecoveryOpenItems(models.AbstractModel):
    _inherit = "recovery.open.items"

    @api.model
    def _fingerprint(self, company, day):
        """A text that is the same as long as nothing changes of what a proposal for `company` on `day` reads.

        It is taken from PostgreSQL's own versions of the rows (the transaction that wrote each, and its place), so
        that it costs a small part of reading them. A change that does not matter may show: then a proposal is made
        once more than needed.
        """
        self.env.flush_all()
        parts = [
            SQL(
                "SELECT l.id || ' ' || l.xmin || l.ctid || m.xmin || m.ctid AS version %s",
                self._open_items(company),
            ),
            *(self._versions(table, SQL("TRUE")) for table in WHOLE_TABLES),
            *(
                self._versions(table, SQL("company_id = %s AND %s", company.id, condition))
                for table, condition in COMPANY_TABLES.items()
            ),
            # of a case its phase alone is read; its rank changes every night
            SQL(
                "SELECT partner_id || ' ' || phase FROM recovery_case WHERE company_id = %s AND phase != 'closed'",
                company.id,
            ),
            *(
                SQL("SELECT %s || ' ' || %s FROM %s", *map(SQL.identifier, (*columns, table)))
                for table, columns in LINK_TABLES.items()
            ),
            SQL("SELECT tx.id || ' ' || tx.xmin || tx.ctid FROM %s", self._online_payments(company)),
            # what has been said counts for as long as a contact counts; what waits, whenever it was proposed
            SQL(
                """SELECT e.id || ' ' || e.xmin FROM recovery_event e
                    WHERE e.company_id = %s AND e.direction = 'out' AND e.date > %s""",
                company.id,
                day - timedelta(days=ladder.BUDGET_DAYS + 1),
            ),
            self._versions(
                "recovery_notice",
                SQL(
                    "company_id = %s AND (date > %s OR state IN ('proposed', 'approved'))",
                    company.id,
                    day - timedelta(days=ladder.BUDGET_DAYS),
                ),
            ),
        ]
        sums = SQL(", ").join(
            SQL("(SELECT COUNT(*) || '.' || COALESCE(SUM(hashtextextended(version, 0)), 0) FROM (%s) t(version))", part)
            for part in parts
        )
        return " ".join(self.env.execute_query(SQL("SELECT %s", sums))[0])

    def _versions(self, table, condition):
        return SQL("SELECT id || ' ' || xmin || ctid FROM %s WHERE %s", SQL.identifier(table), condition)
