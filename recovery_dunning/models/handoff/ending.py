"""What becomes of a placement: the news of the agency, its refusal or certificate, the recall, the money that came."""

from odoo import api, models
from odoo.exceptions import UserError

from ...engine.ending import ZERO, Ending, total
from ..record.actions import dialog
from ..record.way_in import COLLECTOR, MANAGER, acting, way_in
from .placement import ENDED


class RecoveryPlacement(models.Model):
    _inherit = "recovery.placement"

    @way_in(COLLECTOR, "read")
    def action_news(self):
        """The dialog that writes down what the agency reports."""
        return self._action_dialog("recovery.placement.wizard", self.env._("News of the agency"))

    @way_in(MANAGER, "read")
    def action_recall(self):
        """The dialog that takes these cases back from the agency."""
        return self._action_dialog("recovery.recall.wizard", self.env._("Recall"))

    def _action_dialog(self, model, name):
        return dialog(name, model, default_placement_ids=self.ids)

    # ---- recall ---------------------------------------------------------------------------------------------------

    @acting()
    def _recall(self, reason):
        """Take the cases back: the agency is told, the ladder goes on with the step that is due, with a fresh gap.

        :raises AccessError: whoever recalls is no manager
        :raises UserError: no reason is given, or a placement has ended or was never handed over
        """
        self.env["recovery.run"]._check_group("recovery_dunning.group_recovery_manager")
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the case is taken back: the agency is told so."))
        self._check_with_agency()
        self.recall_reason = reason.strip()
        self._end("recalled", self.env._("Recalled from %(agency)s: %(reason)s"), reason=reason.strip())
        self._write_to_agency("mail_template_agency_recall")

    def _check_with_agency(self):
        """:raises UserError: one of them is not with its agency any more, or not yet"""
        for placement in self:
            if placement.status in ENDED:
                raise UserError(self.env._("%s has ended already.", placement.display_name))
            if not placement.date:
                raise UserError(self.env._("%s was not handed over yet.", placement.display_name))

    # ---- the agency's news ----------------------------------------------------------------------------------------

    @acting()
    def _report(self, status, note=None, certificate=None, certificate_date=None):
        """What the agency says of these cases. A recall is ours to say, and has its own button.

        :param certificate: the attachment with its certificate of non-recovery
        :raises UserError: a placement has ended already, or `status` is a recall, or a payment that is not there yet
        """
        self.check_access("read")
        if status == "recalled":
            raise UserError(self.env._("A case is recalled by its button, with a reason."))
        if status == "paid":
            raise UserError(self.env._("It is paid once the agency has paid over: import its remittance."))
        self._check_with_agency()
        placements = self.sudo()  # a collector writes down what he hears; what was placed stays as it is
        if certificate or certificate_date:
            placements.write(
                {
                    "certificate_id": certificate.id if certificate else False,
                    "certificate_date": certificate_date or self.env.company._recovery_today(),
                }
            )
        documents = {"attachment_ids": [(6, 0, certificate.ids)]} if certificate else {}
        if status in ENDED:
            placements._end(status, "%(status)s – %(agency)s", result=note, **documents)
        else:
            placements.status = status
            placements._note("%(status)s – %(agency)s", result=note, **documents)

    @api.model
    def _take_news(self, news):
        """Likewise from a file: {placement: status}. What has ended, and what ends a case, is left to a person."""
        for status in set(news.values()):
            said = self.browse([p.id for p, its in news.items() if its == status])
            said = said.filtered(lambda p, status=status: p.status != status and p.status not in ENDED)
            if status not in ENDED:
                said.status = status
                said._note("%(status)s – %(agency)s")
            else:
                said._tell_collectors(self.env._("The agency says: %s", self._status_labels()[status]))

    def _take_stock(self):
        """Placements in which money has come in: partly paid, or paid and ended."""
        open_ones = self.filtered(lambda placement: placement.status not in ENDED)
        if not open_ones:
            return
        paid = open_ones._settled()
        paid._end("paid", self.env._("Paid: placed with %(agency)s"))
        partly = (open_ones - paid).filtered(
            lambda p: (
                p.status not in ("partly", "plan", "court") and p.currency_id.compare_amounts(p.amount_recovered, 0)
            )
        )
        partly.status = "partly"

    def _settled(self):
        """Those of which all that was placed has come in; or nothing of the instalments is open, for it was paid, and
        what is more was not placed."""

        def compare(placement, amount, other):
            return placement.currency_id.compare_amounts(amount, other)

        settled = self.filtered(lambda p: compare(p, p.amount_recovered, p.total) >= 0)
        maybe = (self - settled).filtered(
            lambda p: compare(p, p.total, p.principal) <= 0 and compare(p, p.amount_recovered, 0) > 0
        )
        endings = self.env["recovery.open.items"]._endings(maybe.line_ids, registered=True)
        left = {line: line.amount_currency - float(total(parts, *Ending)) for line, parts in endings.items()}
        otherwise = maybe._ended_otherwise()
        return settled | maybe.filtered(
            lambda p: (
                not otherwise[p] and all(line.currency_id.compare_amounts(left[line], 0) <= 0 for line in p.line_ids)
            )
        )

    def _ended_otherwise(self):
        """{placement: what became of its instalments since it was handed over, other than by money}"""
        endings = self.env["recovery.open.items"]._endings(self.line_ids)
        return {
            placement: [
                part
                for line in placement.line_ids
                for part in endings[line]
                if part.match_id > placement.last_match and part.ending not in (Ending.MONEY, Ending.EXCHANGE)
            ]
            for placement in self
        }

    def _less_to_collect(self):
        """{placement: how much less the agency has to collect, in the company's currency}, for what ended otherwise."""
        return {placement: placement._less(parts) for placement, parts in self._ended_otherwise().items()}

    def _less(self, parts):
        return self.currency_id.round(float(sum((part.company for part in parts), ZERO)))

    def _tell_what_ended(self):
        """Who follows the case hears that the agency asks for what is not owed any more, or not to us: it is to be
        told, or the case recalled. Once for each amount."""
        for placement, parts in self._ended_otherwise().items():
            less = placement._less(parts)
            text = self.env._(
                "Tell the agency, or recall the case: %s less is owed", placement.currency_id.format(less)
            )
            if less > 0 and text not in placement.case_id.event_ids.mapped("summary"):
                currency = placement.line_ids.currency_id[:1]
                texts = self.env["recovery.open.items"]._ending_texts(parts, currency)
                placement.case_id._log("agency", lambda case, text=text: text, result="\n".join(texts))
                placement._tell_collectors(text)

    # ---- the end --------------------------------------------------------------------------------------------------

    def _end(self, status, summary, reason=None, **values):
        """The agency has nothing more to do: the case goes back to where it stood, and somebody decides what follows.
        A handoff of which nothing is left with the agency is closed."""
        if not self:
            return
        for company, its in self.grouped("company_id").items():
            its.write({"status": status, "date_ended": company._recovery_today()})
        self._note(summary, reason=reason, **values)
        for phase, its in self.grouped("phase_before").items():
            its.case_id.filtered(lambda case: case.phase == "agency").phase = phase or "amicable"
        if status in ("refused", "uncollectable"):
            self._tell_collectors(self.env._("Decide what follows: %s", self._status_labels()[status].lower()))
        self.handoff_id._close_ended()

    def _note(self, summary, reason=None, **values):
        """Into the record of each case; `summary` may name %(agency)s, %(status)s and %(reason)s."""
        labels = self._status_labels()
        rows = [
            {
                "case_id": placement.case_id.id,
                "kind": "agency",
                "summary": summary
                % {"agency": placement.agency_id.name, "status": labels[placement.status], "reason": reason},
                **values,
            }
            for placement in self
        ]
        self.env["recovery.event"].sudo().create(rows)  # the author stays himself

    def _status_labels(self):
        return dict(self._fields["status"]._description_selection(self.env))

    def _tell_collectors(self, summary, activity_type="mail.mail_activity_data_todo"):
        """A task on each case, once."""
        for placement in self:
            # the collector gets it, whoever is at work
            case = placement.case_id.sudo().with_context(mail_activity_quick_update=True)
            if summary not in case.activity_ids.mapped("summary"):
                case.activity_schedule(
                    activity_type,
                    date_deadline=placement.company_id._recovery_today(),
                    summary=summary,
                    user_id=case._collector().id,
                )


class RecoveryHandoff(models.Model):
    _inherit = "recovery.handoff"

    def _close_ended(self):
        """Nothing is left with the agency: the handoff is over, recalled where all of it was."""
        for handoff in self.filtered(lambda handoff: handoff.state == "handed"):
            statuses = set(handoff.placement_ids.mapped("status"))
            if statuses <= set(ENDED):
                handoff.state = "recalled" if statuses == {"recalled"} else "closed"
