"""A claim: late interest on an instalment, the fixed indemnity of an invoice, or a cost with its proof. It is no ledger
entry until it is invoiced."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...engine.imputation import segments_after
from ..record.exhibit import own_documents

KINDS = [("interest", "Late interest"), ("indemnity", "Fixed indemnity"), ("cost", "Recovery cost")]
STATES = [("shown", "Shown"), ("invoiced", "Invoiced"), ("waived", "Waived"), ("reversed", "Reversed")]


class RecoveryClaim(models.Model):
    _name = "recovery.claim"
    _description = "Claim: Interest, Indemnity or Cost"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(string="Invoice number", readonly=True, help="As it was when the claim was made.")
    kind = fields.Selection(KINDS, required=True, default="cost")
    state = fields.Selection(STATES, required=True, default="shown", readonly=True, copy=False, index=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    partner_id = fields.Many2one("res.partner", string="Debtor", required=True, index=True, ondelete="restrict")
    move_id = fields.Many2one("account.move", string="Invoice", index="btree_not_null", ondelete="set null")
    move_line_id = fields.Many2one(
        "account.move.line", string="Instalment", index="btree_not_null", readonly=True, ondelete="set null"
    )
    case_id = fields.Many2one("recovery.case", index="btree_not_null", ondelete="set null")
    notice_id = fields.Many2one(
        "recovery.notice", index="btree_not_null", readonly=True, ondelete="set null", help="Which showed it last."
    )
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="For interest, its last day; otherwise the day of the claim.")
    amount = fields.Monetary(required=True)
    segments = fields.Json(readonly=True, help="The days, bases and rates of which the interest is made.")
    explanation = fields.Html(compute="_compute_explanation", sanitize=False)
    label = fields.Char(help="What the cost is for, e.g. registered letter of 3 May.")
    proof_ids = fields.Many2many("ir.attachment", help="The receipt or invoice of the cost.")
    date_paid = fields.Date(
        string="Principal paid on", readonly=True, copy=False, help="From that day on the claim stands alone."
    )
    waiver_reason = fields.Char(readonly=True, copy=False)
    waived_by_id = fields.Many2one("res.users", string="Waived by", readonly=True, copy=False)
    invoice_id = fields.Many2one(
        "account.move", string="Claim invoice", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    replaces_id = fields.Many2one("recovery.claim", readonly=True, copy=False, ondelete="set null")

    # what the database itself refuses: the 40 EUR twice for one invoice, the same interest twice
    _indemnity_once = models.UniqueIndex(
        "(move_id) WHERE kind = 'indemnity' AND state IN ('shown', 'invoiced')",
        "The fixed indemnity is claimed once for each invoice, and this one has it already.",
    )
    _interest_once = models.UniqueIndex(
        "(move_line_id) WHERE kind = 'interest' AND state = 'shown'",
        "The interest on this instalment is claimed already.",
    )
    _amount_positive = models.Constraint("CHECK (amount >= 0)", "A claim cannot be negative.")

    @api.depends("kind", "name", "label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for claim in self:
            claim.display_name = f"{claim.label or kinds.get(claim.kind)} – {claim.name or claim.partner_id.name}"

    @api.depends("segments")
    @api.depends_context("lang")
    def _compute_explanation(self):
        """The segments as a table: from, to, days, base, rate, where it comes from, formula, amount."""
        for claim in self:
            claim.explanation = self.env["recovery.statement"]._segment_table(claim) if claim.segments else False

    @api.constrains("kind", "partner_id", "company_id")
    def _check_consumer(self):
        """:raises ValidationError: an indemnity or a cost is claimed from a consumer (rule 6; CPCE L111-8)"""
        for company, claims in self.filtered(lambda claim: claim.kind != "interest").grouped("company_id").items():
            for debtor in claims.partner_id.recovery_debtor_id.with_company(company):
                if debtor._recovery_kind() == "consumer":
                    raise ValidationError(
                        self.env._(
                            "%s is a consumer: he owes neither the fixed indemnity nor recovery costs (art. L111-8 of "
                            "the code of civil enforcement procedures, D441-5 of the commercial code).",
                            debtor.display_name,
                        )
                    )

    @api.constrains("kind", "label", "proof_ids")
    def _check_proof(self):
        """A cost beyond the fixed indemnity is owed on proof only (C. com. L441-10 II)."""
        for claim in self.filtered(lambda claim: claim.kind == "cost"):
            if not (claim.label and claim.proof_ids):
                raise ValidationError(
                    self.env._("A cost is claimed on proof: say what it is for, and attach its receipt or invoice.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A person adds costs only; interest and indemnities come from notices."""
        if not self.env.su and any(vals.get("kind", "cost") != "cost" for vals in vals_list):
            raise AccessError(self.env._("Interest and indemnities are claimed by notices, never by hand."))
        partners = self.env["res.partner"].browse({vals["partner_id"] for vals in vals_list})
        for vals in vals_list:
            partner = partners.browse(vals["partner_id"]).with_prefetch(partners.ids)
            vals["partner_id"] = partner.recovery_debtor_id.id
            if vals.get("kind", "cost") == "cost" and vals.get("move_id"):
                vals["name"] = self.env["account.move"].browse(vals["move_id"]).name
        claims = super().create(vals_list)
        for claim in claims:
            own_documents(claim, claim.proof_ids)
        return claims

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A claim is never deleted: waive it, and say why."))

    # ---- shown by a notice ----------------------------------------------------------------------------------------

    @api.model
    def _show_interest(self, notice_lines, accounts):
        """Claim the interest of instalments, for what no invoice or waiver has settled; a claim that an earlier notice
        showed is replaced, not doubled. Returns {notice line: amount}."""
        shown = [("kind", "=", "interest"), ("state", "=", "shown")]
        standing = self.search([*shown, ("move_line_id", "in", notice_lines.move_line_id.ids)]).grouped("move_line_id")
        rows, amounts = [], {}
        for line, values in self._interest_of(notice_lines, accounts).items():
            replaced = standing.get(line.move_line_id, self.browse())
            replaced.state = "reversed"
            if values["amount"]:
                rows.append({**self._prepare_claim(line, "interest"), **values, "replaces_id": replaced.id})
                amounts[line] = values["amount"]
        self.flush_model(["state"])  # before the new ones are looked at by the unique index
        self.create(rows)
        return amounts

    @api.model
    def _interest_of(self, notice_lines, accounts):
        """{notice line: period, amount and segments of the interest it may claim}"""
        settled_to = self._settled_to(notice_lines.move_line_id)
        return {
            line: self._interest_values(account, settled_to.get(line.move_line_id), line.currency_id)
            for line in notice_lines
            if (account := accounts.get(line.move_line_id.id))
        }

    @api.model
    def _show_indemnities(self, notice_lines, today):
        """Claim the fixed indemnity of invoices that have none yet. Returns {notice line: amount}, for what is asked
        again too."""
        indemnities = self._indemnities_of(notice_lines, today)
        self.create(
            [
                {**self._prepare_claim(line, "indemnity"), "date_to": today, "amount": amount}
                for line, (amount, is_new) in indemnities.items()
                if is_new
            ]
        )
        return {line: amount for line, (amount, _is_new) in indemnities.items()}

    @api.model
    def _indemnities_of(self, notice_lines, today):
        """{notice line: (amount, whether it is claimed for the first time)}, on the first line of each invoice; nothing
        for one whose indemnity was invoiced or waived."""
        first_line = {}
        for line in notice_lines:
            first_line.setdefault(line.move_id, line)
        known = self.search(
            [("kind", "=", "indemnity"), ("move_id", "in", notice_lines.move_id.ids), ("state", "!=", "reversed")]
        ).grouped("move_id")
        indemnities = {}
        for move, amount in self.env["recovery.interest"]._indemnities(notice_lines.move_id, today).items():
            shown = known.get(move, self.browse()).filtered(lambda claim: claim.state == "shown")
            if shown or move not in known:
                indemnities[first_line[move]] = (shown.amount if shown else amount, not shown)
        return indemnities

    def _prepare_claim(self, line, kind):
        notice = line.notice_id
        return {
            "kind": kind,
            "name": line.name or line.move_id.name,
            "company_id": notice.company_id.id,
            "partner_id": notice.partner_id.id,
            "move_id": line.move_id.id,
            "move_line_id": line.move_line_id.id,
            "notice_id": notice.id,
            "currency_id": notice.currency_id.id,
        }

    @api.model
    def _interest_values(self, account, settled_to, currency):
        """Period, amount and segments of what `account` has after `settled_to`."""
        segments = [*segments_after(account.segments, settled_to, Decimal(repr(currency.rounding)))]
        return {
            "date_from": segments[0].date_from if segments else False,
            "date_to": segments[-1].date_to if segments else False,
            "amount": float(sum(segment.amount for segment in segments)),
            "segments": [_plain(segment) for segment in segments],
        }

    @api.model
    def _settled_to(self, lines, day=None):
        """{instalment: the last day whose interest was waived, or invoiced until `day` where one is given}"""
        settled = [("kind", "=", "interest"), ("state", "in", ("invoiced", "waived")), ("date_to", "!=", False)]
        claims = self.search([*settled, ("move_line_id", "in", lines.ids)])._settled_on(day)
        return {line: max(its.mapped("date_to")) for line, its in claims.grouped("move_line_id").items()}

    def _settled_on(self, day):
        """Those that were not invoiced later than `day`: for a document of that day they still stood."""
        return self.filtered(lambda claim: not (day and claim.invoice_id and claim.invoice_id.invoice_date > day))

    def _reverse(self):
        """Take these claims back, once; what they replaced is shown again."""
        claims = self.filtered(lambda claim: claim.state == "shown")
        claims.state = "reversed"
        self.flush_model(["state"])
        claims.replaces_id.filtered(lambda claim: claim.state == "reversed").state = "shown"

    def _bring_up_to_date(self):
        """Interest up to today, or to the day on which the principal was paid.

        :raises UserError: a rate is missing, or the day of a judgment
        """
        claims = self.filtered(lambda claim: claim.kind == "interest" and claim.state == "shown")
        self.env["recovery.interest"]._check_judgments(claims.move_line_id)
        for company, its_claims in claims.grouped("company_id").items():
            accounts, missing = self.env["recovery.interest"]._accounts(
                its_claims.move_line_id, company._recovery_today()
            )
            if missing:
                raise UserError(next(iter(missing.values())))
            its_claims._take_amounts(accounts)

    def _take_amounts(self, accounts):
        settled_to = self._settled_to(self.move_line_id)
        for claim in self:
            if account := accounts.get(claim.move_line_id.id):
                values = self._interest_values(account, settled_to.get(claim.move_line_id), claim.currency_id)
                if values["segments"] != claim.segments:
                    claim.write(values)


def _plain(segment):
    """A segment as the claim keeps it: amounts and rate as text, so that no digit is lost."""
    return {
        "date_from": segment.date_from.isoformat(),
        "date_to": segment.date_to.isoformat(),
        "days": segment.days,
        "base": str(segment.base),
        "rate": str(segment.rate),
        "kind": segment.kind,
        "amount": str(segment.amount),
        "formula": segment.formula,
    }
