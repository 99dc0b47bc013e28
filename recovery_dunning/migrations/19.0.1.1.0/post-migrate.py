"""On the ladders as they came, whom no mail reaches gets the reminders by post: until now they stopped there. What
platforms say of invoices, and what a court costs, come for the first time."""

from odoo.addons.recovery_dunning.hooks import create_defaults
from odoo.api import SUPERUSER_ID, Environment


def migrate(cr, version):
    cr.execute(
        """UPDATE recovery_level SET letter_without_mail = TRUE
            WHERE send_email AND phase = 'amicable' AND send_letter IS NOT TRUE
              AND id IN (SELECT res_id FROM ir_model_data
                          WHERE module = 'recovery_dunning' AND model = 'recovery.level')"""
    )
    create_defaults(Environment(cr, SUPERUSER_ID, {}), "data/lifecycle.xml", "data/court_tariffs.xml")
