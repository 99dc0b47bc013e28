"""Letters around a court that a creditor signs: to the commission of an over-indebted person, to the representative who
contests a claim, to the judge who is asked to relieve of a lateness, to a conciliator. In French where it is there."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.image import image_data_uri

from ..handoff.mandate import PAPER
from ..record.exhibit import prepare_document
from ..record.way_in import COLLECTOR, way_in


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    def _print_court_letters(self, letters, about, **values):
        """Print pages about this case and keep them in its record; returns the documents.

        :param letters: {name of the page: title}, in the language of the courts
        :param about: what they are about, to which the documents belong
        """
        self.ensure_one()
        lang = "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang
        words = self.with_context(lang=lang)
        foot = self.company_id.with_context(lang=lang)._recovery_letter_foot()
        shown = {**words._prepare_court_values(), "about": about.with_context(lang=lang), "doc": about, **values}
        pages = {
            name: (words.env["ir.qweb"]._render(f"recovery_dunning.court_{name}_page", shown), foot) for name in letters
        }
        prints = self.env["recovery.letter.printer"]._print(PAPER, pages)
        day = self.company_id._recovery_today()
        return self.env["ir.attachment"].create(
            [prepare_document(about, f"{day}-{letters[name]}-{self.name}.pdf", pdf) for name, pdf in prints.items()]
        )

    def _prepare_court_values(self):
        company = self.company_id
        return {
            "case": self,
            "company": company,
            "debtor": self._debtor(),
            "lang": self.env.lang,
            "date": company._recovery_today(),
            "reference": self.name,
            "money": {"widget": "monetary", "display_currency": company.currency_id},
            "signatory": company._recovery_collector(self.user_id) or self.env.user,
            "image_data_uri": image_data_uri,
        }

    def _show_papers(self, documents):
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_attachment")
        return {**action, "name": self.env._("Papers"), "domain": [("id", "in", documents.ids)], "context": {}}


class RecoveryInsolvency(models.Model):
    _inherit = "recovery.insolvency"

    answer = fields.Text(
        string="Our answer", help="To the representative who contests our claim: point by point, with the pieces."
    )
    late_because = fields.Text(string="Why it is late", help="It stands in the request to the judge (C. com. L622-26).")

    def _print_letters(self, letters, **values):
        documents = self.case_id._print_court_letters(letters, self, insolvency=self, **values)
        # whoever may write the insolvency writes down what was printed
        self.case_id.sudo()._log(
            "insolvency",
            lambda case: self.env._("Letters printed: %s", self.display_name),
            attachment_ids=[(6, 0, documents.ids)],
        )
        return self.case_id._show_papers(documents)

    @way_in(COLLECTOR, "write")
    def action_person_letters(self):
        """The letters about an over-indebted person: what we are owed, for the commission; who collects for us stops
        (C. conso. L722-15).

        :raises UserError: it is no over-indebtedness
        """
        self.ensure_one()
        if self.kind != "over_indebtedness":
            raise UserError(self.env._("These letters are for over-indebted persons: print the declaration instead."))
        words = self._in_french()
        titles = {
            "commission": words.env._("Statement of our claim to the commission"),
            "collectors": words.env._("Notice to those who collect for us"),
        }
        owed = self.case_id._open_items().filtered(lambda line: line.amount_residual > 0)
        lines = owed._recovery_before(self.judgment_date)
        return self._print_letters(
            titles,
            lines=lines.sorted(lambda line: (line.date_maturity or line.date, line.id)),
            total=sum(lines.mapped("amount_residual")),
        )

    @way_in(COLLECTOR, "write")
    def action_answer(self):
        """The answer to the representative who contests our claim, within 30 days (C. com. L622-27).

        :raises UserError: nothing is contested, or nobody has written what is answered
        """
        self.ensure_one()
        if self.state != "contested":
            raise UserError(self.env._("Enter the letter of the representative first: nothing is contested."))
        if not (self.answer or "").strip():
            raise UserError(self.env._("Write our answer first: it is sent within 30 days (C. com. L622-27)."))
        title = self._in_french().env._("Answer to the representative of the creditors")
        return self._print_letters({"answer": title}, proceeding=self.proceeding_id.with_context(lang=self._french()))

    @way_in(COLLECTOR, "write")
    def action_relief(self):
        """The request to be relieved of having declared too late (C. com. L622-26).

        :raises UserError: it is not late, the time for this is over too, or nobody has said why it was late
        """
        self.ensure_one()
        if self.kind == "over_indebtedness" or not self.is_late:
            raise UserError(self.env._("The claim can still be declared in time: declare it."))
        if self.relief_deadline < self.company_id._recovery_today():
            raise UserError(self.env._("The six months to ask for relief are over (C. com. L622-26)."))
        if not (self.late_because or "").strip():
            raise UserError(self.env._("Write down why it is late: the judge decides on that."))
        statement = self.env["recovery.statement"]
        lines = self.case_id._open_items().filtered(lambda line: line.amount_residual > 0)
        lines = lines._recovery_before(self.judgment_date)
        sums = statement._make_declared(self.company_id, self.partner_id, lines, self.judgment_date)._in_company()
        title = self._in_french().env._("Request to be relieved of lateness")
        return self._print_letters({"relief": title}, total=sum(sums.values()))

    def _french(self):
        return "fr_FR" if self.env["res.lang"]._get_data(code="fr_FR") else self.env.lang

    def _in_french(self):
        return self.with_context(lang=self._french())


class RecoveryMediation(models.Model):
    _inherit = "recovery.mediation"

    @way_in(COLLECTOR, "write")
    def action_request(self):
        """The request for a conciliation, which a civil court wants first up to 5,000 EUR (CPC 750-1); filed with the
        court it interrupts limitation (CPC 820).

        :raises UserError: it is no conciliation that is still to begin
        """
        self.ensure_one()
        if self.kind != "conciliation" or self.state != "draft":
            raise UserError(self.env._("A conciliation is asked for before it begins: choose that kind."))
        case = self.env["recovery.case"]._case_of(self.company_id, self.partner_id)
        lang = self.env["recovery.insolvency"]._french()
        title = self.with_context(lang=lang).env._("Request for a conciliation")
        lines = self.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))
        documents = case._print_court_letters({"conciliation": title}, self, lines=lines, total=lines._recovery_left())
        self._note(self.env._("Conciliation asked for: %s", self.display_name))
        return case._show_papers(documents)
