"""Two contacts turn out to be one debtor: what may exist once for a debtor is put in order before Odoo merges them."""

from odoo import api, models

from ...models.record.way_in import acting


class MergePartners(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """What may exist once for a debtor is put in order before Odoo moves the rest."""
        partners = src_partners | dst_partner
        (partners - dst_partner)._recovery_check_merge(dst_partner.commercial_partner_id)
        # whoever may merge contacts merges what hangs on them, in every company
        self.env["recovery.case"].sudo()._merge_debtors(partners, dst_partner.recovery_debtor_id)
        self.env["recovery.contact"].sudo()._join_contacts(partners, dst_partner)
        self.env.flush_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """What Odoo brings over from the contacts that go is not written by hand."""
        with acting():
            return super()._update_values(src_partners, dst_partner)
