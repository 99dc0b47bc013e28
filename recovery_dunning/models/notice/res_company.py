"""What a company says of itself on paper, and who of it reads along."""

import re

from odoo import fields, models

from ..procedure.level import TONES

# companies whose papers bear their capital (C. com. R123-238); a sole trader, a partnership or an association has none
WITH_CAPITAL = re.compile(r"\b(SAS|SASU|SA|SARL|EURL|SCA|SE|SEL\w*)\b|ACTIONS|ANONYME|RESPONSABILIT[ÉE] LIMIT[ÉE]E")


class ResCompany(models.Model):
    _inherit = "res.company"

    recovery_copy_tone = fields.Selection(
        TONES,
        string="Salesperson in copy from",
        help="The debtor's salesperson gets a copy of the mails of this tone and firmer ones; empty for none.",
    )
    recovery_post = fields.Selection(
        [("print", "Printed and posted by us"), ("snailmail", "Posted by Odoo's service (Snailmail)")],
        string="Letters are",
        required=True,
        default="print",
        help="Registered letters are posted by us in any case.",
    )
    recovery_legal_form = fields.Char(string="Legal form", help="e.g. SAS, SARL: on letters (C. com. R123-238).")
    recovery_share_capital = fields.Float(string="Share capital", digits=(16, 2))
    recovery_register_city = fields.Char(string="RCS of", help="The city of the trade register (C. com. R123-237).")

    recovery_mediator = fields.Text(
        string="Consumer mediator",
        help="Name, postal address and website: a formal notice tells consumers whom they may turn to "
        "(C. conso. L616-1).",
    )

    def _recovery_has_legal_form(self):
        """Whether the legal form, the register and, where the form has one, the capital are known."""
        self.ensure_one()
        form = " ".join((self.recovery_legal_form or "").replace(".", "").upper().split())
        capital = self.recovery_share_capital or not WITH_CAPITAL.search(form)
        return bool(form and self.recovery_register_city and capital)

    def _recovery_letter_foot(self):
        """The foot of the pages of letters, in the language of the context."""
        self.ensure_one()
        return self.env["ir.qweb"]._render("recovery_dunning.letter_foot", {"company": self})

    def _recovery_legal_mentions(self):
        """What French law wants on every letter of a company (C. com. R123-237, R123-238), a line each."""
        self.ensure_one()
        form = self.name
        if self.recovery_legal_form and self.recovery_share_capital:
            form = self.env._(
                "%(name)s, %(form)s with a share capital of %(capital)s",
                name=self.name,
                form=self.recovery_legal_form,
                capital=self.currency_id.format(self.recovery_share_capital),
            )
        elif self.recovery_legal_form:
            form = f"{self.name}, {self.recovery_legal_form}"
        town = " ".join(filter(None, (self.zip, self.city)))
        seat = ", ".join(filter(None, (self.street, self.street2, town, self.country_id.name)))
        return list(filter(None, [form, seat and self.env._("Registered office: %s", seat), self._recovery_numbers()]))

    def _recovery_numbers(self):
        """SIREN or SIRET with the trade register, VAT number."""
        numbers = []
        if self.company_registry:
            digits = "".join(filter(str.isdigit, self.company_registry))
            kind = {9: "SIREN", 14: "SIRET"}.get(len(digits), self.env._("Registration no."))
            numbers.append(f"{kind} {_in_groups(digits) or self.company_registry}")
            if self.recovery_register_city and len(digits) in (9, 14):
                numbers.append(f"{_in_groups(digits[:9])} RCS {self.recovery_register_city}")
        if self.vat:
            numbers.append(self.env._("VAT no. %s", self.vat))
        return " – ".join(numbers)


def _in_groups(digits):
    """A SIREN or SIRET as the INSEE writes it, or nothing for another number.

    >>> _in_groups("81204537500019").split()
    ['812', '045', '375', '00019']
    """
    if len(digits) not in (9, 14):
        return None
    return " ".join(filter(None, (digits[:3], digits[3:6], digits[6:9], digits[9:])))
