"""Messages of the life cycle in a line each."""

import io
import zipfile

from .arrangement import ArrangementStory

SELLER, BUYER = "100000009", "200000008"


class LifecycleStory(ArrangementStory):
    """The seller has a SIREN; platforms say something of his invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.company_registry = SELLER
        cls.count = 0

    def setUp(self):
        super().setUp()
        self.move = self.invoice(due="-8d", amount=1200)

    def message(self, move, code, on="+0d", reasons=(), role=None, hour=10, **values):
        """The bytes of a message about `move`; `reasons`: a code, or (code, {figure: amount}), or with an action."""
        values = {"number": move.name, "issued": move.invoice_date, "seller": SELLER, **values}
        at = f"{self.on(on):%Y%m%d}{hour:02}0000"
        type(self).count += 1
        role = role or (
            "SE" if code in ("209", "212", "220", "225") else "WK" if code < "204" or code == "213" else "BY"
        )
        extra = values.get("extra", "")
        return f"""<r:CrossDomainAcknowledgementAndResponse xmlns:r="urn:r" xmlns="urn:x">
          <ExchangedDocument><ID>{values.get("id", f"M{self.count}")}</ID>
            <IssuerTradeParty><Name>ACHETEUR</Name><RoleCode>{role}</RoleCode></IssuerTradeParty>
            <RecipientTradeParty><RoleCode>{values.get("to", "SE")}</RoleCode></RecipientTradeParty></ExchangedDocument>
          <AcknowledgementDocument><IssueDateTime><DateTimeString>{at}</DateTimeString></IssueDateTime>
            <ReferenceReferencedDocument><IssuerAssignedID>{values["number"]}</IssuerAssignedID>
              <TypeCode>{values.get("type", "380")}</TypeCode>
              <FormattedIssueDateTime><DateTimeString>{values["issued"]:%Y%m%d}</DateTimeString></FormattedIssueDateTime>
              <ProcessConditionCode>{code}</ProcessConditionCode>
              <IssuerTradeParty><GlobalID>{values["seller"]}</GlobalID></IssuerTradeParty>
              {"".join(map(self._reason, reasons))}{extra}
            </ReferenceReferencedDocument></AcknowledgementDocument>
          </r:CrossDomainAcknowledgementAndResponse>""".encode()

    def _reason(self, reason):
        code, figures = reason if isinstance(reason, tuple) else (reason, {})
        figures = dict(figures)
        action = figures.pop("action", "")
        day = figures.pop("day", None)
        value = f"<ValueDateTime><DateTimeString>{day:%Y%m%d}</DateTimeString></ValueDateTime>" if day else ""
        told = "".join(
            f"<SpecifiedDocumentCharacteristic><TypeCode>{kind}</TypeCode>"
            f"<ValueAmount currencyID='USD'>{amount}</ValueAmount>{value}</SpecifiedDocumentCharacteristic>"
            for kind, amount in figures.items()
        )
        return (
            f"<SpecifiedDocumentStatus><ReasonCode>{code}</ReasonCode>"
            f"<RequestedActionCode>{action}</RequestedActionCode>{told}</SpecifiedDocumentStatus>"
        )

    def take(self, *messages, company=None):
        files = [(f"m{number}.xml", message) for number, message in enumerate(messages)]
        return self.env["recovery.lifecycle"]._import_files(files, company or self.company)

    def tell(self, code, on="+0d", move=None, **values):
        """A message about the invoice comes in."""
        return self.take(self.message(move or self.move, code, on, **values))

    def zipped(self, *messages):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
            for number, message in enumerate(messages):
                made.writestr(f"m{number}.xml", message)
        return buffer.getvalue()

    def disputes(self, move=None):
        return self.env["recovery.dispute"].search([("line_ids.move_id", "=", (move or self.move).id)])

    def holds(self, move=None, state="active"):
        return self.env["recovery.hold"].search([("move_id", "=", (move or self.move).id), ("state", "=", state)])

    def promises(self, move=None):
        return self.env["recovery.promise"].search([("line_ids.move_id", "=", (move or self.move).id)])

    def tasks(self):
        cases = self.env["recovery.case"].search([("partner_id", "=", self.debtor.id)])
        return cases.activity_ids.mapped("summary")
