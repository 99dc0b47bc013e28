"""The debtor's page of a case: a signed link that expires, what is due, and what the debtor does there.

All that comes from outside is checked here once more: whoever has the link acts for this debtor, in this company, and
for nobody else.
"""

from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.mimetypes import guess_mimetype

from ...engine import channels
from ..open_items.facts import DISPUTED
from ..outbox.signed_link import SignedLink
from ..record.exhibit import MEGABYTE, PROOF_MEGABYTES, PROOF_TYPES, prepare_document
from ..record.way_in import COLLECTOR, way_in

LINK = SignedLink("recovery_dunning.page", "page_key")
TEXT_LENGTH = 5000
A_DAY = {"promise": 5, "dispute": 5, "plan": 3, "proof": 5}  # forms that are taken on one page within 24 hours
FILES_A_DAY = 15


class RecoveryPagePost(models.Model):
    _name = "recovery.page.post"
    _description = "Form Handed In on the Debtor's Page"
    _log_access = False

    case_id = fields.Many2one("recovery.case", required=True, ondelete="cascade")
    key = fields.Char(required=True, help="What the form was given when it was shown: it is taken once.")
    action = fields.Char(help="Which form.")
    file_count = fields.Integer(help="How many files came with it.")
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    _once = models.UniqueIndex("(case_id, key)")

    @api.autovacuum
    def _gc_old(self):
        """A form is not handed in again after a month."""
        self.search([("date", "<", fields.Datetime.now() - timedelta(days=30))]).unlink()


class RecoveryCase(models.Model):
    _inherit = "recovery.case"

    page_key = fields.Char(copy=False, groups=fields.NO_ACCESS, help="Renewed, it makes all earlier links invalid.")
    page_url = fields.Char(
        string="Link for the debtor",
        compute="_compute_page_url",
        groups="recovery_dunning.group_recovery_reader",
        help="Opens the debtor's page without an account, for as many days as the company has set.",
    )

    # ---- the link -----------------------------------------------------------------------------------------------

    def _compute_page_url(self):
        for case in self:
            case.page_url = case._page_url() if case.company_id.recovery_page and case.id else False

    def _page_url(self):
        return LINK.url(self, self._page_path(), self.company_id.sudo().recovery_page_days)

    def _page_path(self):
        return f"/my/recovery/{self.id}"

    def _page_token(self):
        """A signed text that opens this page until it expires."""
        return LINK.token(self, self.company_id.sudo().recovery_page_days)

    def _is_opened_by(self, token):
        """Whether the token was signed for this page, and has not expired."""
        return LINK.opens(self, token)

    @way_in(COLLECTOR, "write")
    def action_renew_link(self):
        """All links that were sent open nothing any more."""
        self.check_access("write")
        LINK.renew(self)

    # ---- what is shown ------------------------------------------------------------------------------------------

    def _page_lines(self):
        """What is open with the debtor in this company, the oldest first."""
        return self.env["account.move.line"]._recovery_owed(self.company_id, self.partner_id)

    def _page_arrangements(self, model, states):
        return self._theirs(model, ("state", "in", states))

    def _page_values(self):
        """What the page shows, all of it this debtor's."""
        self.ensure_one()
        lines, today = self._page_lines(), self.company_id._recovery_today()
        disputes = self._page_arrangements("recovery.dispute", DISPUTED)
        return {
            "case": self,
            "company": self.company_id,
            "debtor": self.partner_id,
            "lines": lines,
            "dues": self._page_dues(),
            "today": today,
            "insolvent": bool(lines - self._page_payable(lines)),
            "payable": self._page_payable(lines),
            "agency": None,
            "promises": self._page_arrangements("recovery.promise", ("open",)),
            "plans": self._page_arrangements("recovery.plan", ("proposed", "active", "defaulted")),
            "waivers": self._page_arrangements("recovery.settlement", ("proposed",)),
            "disputes": disputes,
            "dispute_types": self.env["recovery.dispute.type"].search([("days", ">=", 0)]),
            "proof_megabytes": PROOF_MEGABYTES,
        }

    def _page_payable(self, lines):
        """Those of these that may be paid and promised: of an insolvent debtor what was born after the judgment alone
        (C. com. L622-7, L622-17, L622-21)."""
        debtor = self.partner_id.with_company(self.company_id)
        if not debtor.recovery_insolvency:
            return lines
        return lines - lines._recovery_before(debtor.recovery_insolvency_date)

    # ---- what the debtor does -----------------------------------------------------------------------------------

    def _take_post(self, key, action=None, files=()):
        """Whether this form was not handed in yet; from now on it was. Of two at the same time, one waits for the
        other.

        :raises UserError: it has no key, or enough of its kind were handed in today
        """
        self.ensure_one()
        if not key or len(key) > 64:
            raise UserError(self.env._("The form is not complete: open the page anew, and try again."))
        query = SQL(
            """INSERT INTO recovery_page_post (case_id, key, date, action, file_count) VALUES (%s, %s, %s, %s, %s)
               ON CONFLICT DO NOTHING RETURNING id""",
            self.id,
            key,
            fields.Datetime.now(),
            action,
            len(files),
        )
        is_new = bool(self.env.execute_query(query))
        if is_new:
            self._check_posts(action)
        return is_new

    def _check_posts(self, action):
        """:raises UserError: more was handed in within a day than anybody answers"""
        of_today = [("case_id", "=", self.id), ("date", ">", fields.Datetime.now() - timedelta(days=1))]
        forms = self.env["recovery.page.post"].sudo().search(of_today)  # counted
        its_kind = forms.filtered(lambda form: form.action == action)
        if len(its_kind) > A_DAY.get(action, len(its_kind)) or sum(forms.mapped("file_count")) > FILES_A_DAY:
            raise UserError(self.env._("We have received enough of this today: please call us, or come back tomorrow."))

    def _check_page(self, action=None):
        """:raises UserError: the company has no page, or does not offer this on it"""
        if not self.company_id.recovery_page or (action and not self.company_id[f"recovery_page_{action}"]):
            raise UserError(self.env._("This is not offered here: please answer our message, or call us."))
        if self.phase == "closed":
            raise UserError(self.env._("This account is settled: there is nothing to do."))

    def _page_chosen_to_pay(self, line_ids):
        """The instalments that the debtor chose to pay, or to pay later.

        :raises UserError: one of them was owed before the judgment that opened insolvency proceedings
        """
        open_items = self._page_lines()
        self._check_payable(open_items.filtered(lambda line: line.id in line_ids) or open_items)
        return self._page_chosen(line_ids)

    def _check_payable(self, lines):
        """:raises UserError: one of them was owed before the judgment that opened insolvency proceedings"""
        if lines - self._page_payable(lines):
            raise UserError(
                self.env._(
                    "Insolvency proceedings are open: nothing may be paid or promised for what is owed from before "
                    "them. Please answer our message."
                )
            )

    def _page_chosen(self, line_ids):
        """The instalments that the debtor chose; what is not his is not among them.

        :raises UserError: none was chosen, or they are in several currencies
        """
        lines = self._page_lines().filtered(lambda line: line.id in line_ids)
        if not lines:
            raise UserError(self.env._("Choose at least one invoice."))
        if len(lines.currency_id) > 1:
            raise UserError(self.env._("The invoices are in several currencies: choose those of one currency."))
        return lines

    def _page_promise(self, author, line_ids, amount, date, note):
        """The debtor gives a date."""
        self._check_page("promise")
        if not date:
            raise UserError(self.env._("Choose the day on which you will pay."))
        lines = self._page_chosen_to_pay(line_ids)
        promise = self.env["recovery.promise"]
        values = {"made_by": author.id, "channel": channels.PORTAL, "note": self._page_text(note), "confirm": True}
        if amount:
            lines = promise._enough(lines, amount) or lines  # too much is refused with its sentence
            values["amount"] = amount
        return promise.create({**promise._prepare_for(lines), "date": date, **values})

    def _page_dispute(self, line_ids, amount, type_id, claim, files):
        """The debtor contests."""
        self._check_page("dispute")
        claim = self._page_text(claim)
        if not claim:
            raise UserError(self.env._("Write what is wrong: only then can we answer."))
        kind = self.env["recovery.dispute.type"].browse(type_id).exists()
        if not kind:
            raise UserError(self.env._("Choose what it is about."))
        lines = self._page_chosen(line_ids)
        attachments = self._page_attachments(files, self.env._("Dispute"))
        dispute = self.env["recovery.dispute"]
        values = dispute._prepare_for(lines)
        contested = self._page_arrangements("recovery.dispute", DISPUTED).filtered(lambda other: other.line_ids & lines)
        left = values["amount"] - sum(contested.mapped("amount"))
        if lines.currency_id.compare_amounts(left, amount or 0.01) < 0:
            raise UserError(self.env._("More than is open of these invoices is contested: call us."))
        return dispute.create(
            {
                **values,
                "amount": amount or left,
                "type_id": kind.id,
                "claim": claim,
                "owner_id": self._collector().id,
                "attachment_ids": [(6, 0, attachments.ids)],
            }
        )

    def _page_plan(self, line_ids, months, down_payment, day_of_month, note):
        """The debtor asks for a plan: a draft, which somebody looks at and proposes."""
        self._check_page("plan")
        lines, longest = self._page_chosen_to_pay(line_ids), self.company_id.recovery_page_months
        if not 1 <= months <= longest:
            raise UserError(self.env._("Choose from 1 to %s months, or call us.", longest))
        if self._page_arrangements("recovery.plan", ("draft", "proposed", "active", "defaulted")).filtered(
            lambda plan: plan.line_ids & lines and not plan.acceleration_date
        ):
            raise UserError(self.env._("These invoices are on a plan already, or you have asked for one."))
        today = self.company_id._recovery_today()
        plan = self.env["recovery.plan"]._make(lines, today, months, down_payment, day_of_month)
        note = self._page_text(note)
        asked = self.env._("He asks for time: %s", plan.display_name)
        plan._log_recognition(asked, channels.PORTAL, [note] if note else [])
        plan._tell(self._collector(), self.env._("The debtor asks for a payment plan"))
        return plan

    def _as_the_firm(self):
        """The case, for a task that comes from the page: it is Odoo's own, for who reads it may not see the user of
        a visitor, who belongs to the first company."""
        return self if self.env.user._is_internal() else self.with_user(SUPERUSER_ID)

    def _page_text(self, text):
        """What was typed, as plain text.

        :raises UserError: it is longer than anybody reads
        """
        text = (text or "").strip().replace("\x00", "")
        if len(text) > TEXT_LENGTH:
            raise UserError(self.env._("The text is too long: %s characters at most.", TEXT_LENGTH))
        return text

    def _page_attachments(self, files, name):
        """The files as attachments of this case. What they are is told by their content, not by their name.

        :raises ValidationError: one is too large, empty, or no PDF or image
        """
        values = []
        for number, content in enumerate(
            filter(None, (file.read(PROOF_MEGABYTES * MEGABYTE + 1) for file in files)), 1
        ):
            if len(content) > PROOF_MEGABYTES * MEGABYTE:
                raise ValidationError(
                    self.env._("The file is larger than %s MB: send a smaller one, or a photograph.", PROOF_MEGABYTES)
                )
            mimetype = guess_mimetype(content)
            if mimetype not in PROOF_TYPES:
                raise ValidationError(self.env._("This file is no PDF and no PNG or JPEG image: send one of these."))
            day = self.company_id._recovery_today()
            values.append(prepare_document(self, f"{day} {name} {number}.{PROOF_TYPES[mimetype]}", content, mimetype))
        return self.env["ir.attachment"].create(values)
