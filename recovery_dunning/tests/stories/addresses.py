"""Debtors with addresses, and whom their notices go to."""

from ..common import RecoveryStory


class AddressStory(RecoveryStory):
    def address(self, name, debtor=None, **values):
        """A contact of the debtor's, for his invoices unless told otherwise."""
        email = f"{name.lower()}@example.com"
        parent = debtor or self.debtor
        return self.customer(
            name, is_company=False, **{"parent_id": parent.id, "type": "invoice", "email": email, **values}
        )

    def written_to(self, **invoice):
        """Whom the notice of a fresh invoice goes to."""
        self.invoice(due="-4d", **invoice)
        return self.run_and_send().notice_ids.filtered(lambda notice: notice.state == "sent").contact_id

    def blacklist(self, email):
        self.env["mail.blacklist"]._add(email)
