"""The life cycle of an invoice as a line of dots: what, when, by whom, and why."""

from markupsafe import Markup
from odoo import api, fields, models

from ...engine.lifecycle.codes import Effect
from ..record.way_in import COLLECTOR

COLOURS = {
    Effect.DELIVERED: "text-success",
    Effect.APPROVED: "text-success",
    Effect.PAYMENT_SENT: "text-success",
    Effect.COLLECTED: "text-success",
    Effect.DISPUTED: "text-danger",
    Effect.REFUSED: "text-danger",
    Effect.UNDELIVERED: "text-danger",
    Effect.SUSPENDED: "text-warning",
    Effect.REPLACED: "text-warning",
    Effect.PAYEE: "text-warning",
    Effect.ACCOUNT: "text-warning",
}
DOT = Markup(
    '<li class="flex-shrink-0 pe-4 {muted}" title="{title}"><i class="fa fa-circle {colour}" role="presentation"></i>'
    '<div class="fw-bold">{status}</div><div>{day}</div><div class="small text-muted">{who}</div>'
    '<div class="small">{why}</div></li>'
)
LINE = Markup('<ol class="list-unstyled d-flex flex-wrap mb-2 o_recovery_dots">{}</ol>')


class AccountMove(models.Model):
    _inherit = "account.move"

    recovery_lifecycle_dots = fields.Html(
        string="Life cycle as a line", compute="_compute_recovery_lifecycle_dots", sanitize=False, groups=COLLECTOR
    )

    @api.depends("recovery_lifecycle_ids")
    @api.depends_context("lang", "tz")
    def _compute_recovery_lifecycle_dots(self):
        """In the order of the dates of the statuses, those left out that nobody has matched or taken."""
        for move in self:
            rows = move.recovery_lifecycle_ids.filtered(lambda row: row.state != "aside" and row.status_date)
            dots = [row._dot() for row in rows.sorted(lambda row: (row.status_date, row.id))]
            move.recovery_lifecycle_dots = LINE.format(Markup("").join(dots)) if dots else False


class RecoveryLifecycle(models.Model):
    _inherit = "recovery.lifecycle"

    def _dot(self):
        """A status as a dot; whatever a stranger has written is text."""
        self.ensure_one()
        roles = {"BY": self.env._("the buyer"), "SE": self.env._("us"), "WK": self.env._("a platform")}
        return DOT.format(
            status=self.status_id.display_name or self.code,
            day=self._day(),
            who=self.issuer or roles.get(self.issuer_role, self.issuer_role or ""),
            why=", ".join(self.reason_ids.mapped("name")),
            title=" – ".join(filter(None, (self.comment, self.follow_up)))[:500],
            colour=COLOURS.get(self._effect(), "text-muted"),
            muted="" if self.counts else "opacity-50",
        )
