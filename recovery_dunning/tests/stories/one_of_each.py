"""One record of each model that belongs to a company, and people of each right."""

from odoo import Command
from odoo.tests import new_test_user

from .rights import RightsStory


class OneOfEach(RightsStory):
    def user_of(self, group, company=None):
        company = company or self.company
        login = f"{group}-{company.id}"
        return self.env["res.users"].search([("login", "=", login)]) or new_test_user(
            self.env, login, groups=group, company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    def make_one_of_each(self):
        """Of each model that belongs to a company, one record."""
        lines, case = self.instalments(self.move), self.debtor.recovery_case_id
        reason = self.env.ref("recovery_dunning.hold_reason_other")
        of_company = {"company_id": self.company.id}
        self.env["recovery.hold"].create({"partner_id": self.customer("Held").id, "reason_id": reason.id, **of_company})
        self.env["recovery.lifecycle"]._import_files([("a.xml", b"no message")], self.company)
        more = {
            "recovery.promise": {"date": self.on("+5d")},
            "recovery.plan": {"schedule_ids": [Command.create({"date": self.on("+5d"), "amount": 100})]},
            "recovery.dispute": {"type_id": self.env.ref("recovery_dunning.dispute_type_other").id, "claim": "No"},
            "recovery.settlement": {"reason": "None"},
            "recovery.mediation": {},
            "recovery.retention": {"name": "A lift truck"},
            "recovery.interruption": {"date": self.on("-1d")},
        }
        for model, values in more.items():
            self.env[model].create({**self.env[model]._prepare_for(lines), **values})
        self.env["recovery.clause"]._of(self.company)
        claim = {"kind": "indemnity", "partner_id": self.debtor.id, "amount": 40, **of_company}
        self.env["recovery.claim"].sudo().create(claim)
        agency = self.customer("Agency", is_recovery_agency=True)
        placement = [Command.create({"case_id": case.id})]
        self.env["recovery.handoff"].sudo().create({"agency_id": agency.id, "placement_ids": placement, **of_company})
        paper = self.env["ir.attachment"].create({"name": "order.txt", "raw": b"Order 4711"})
        self.env["recovery.piece"].create({"case_id": case.id, "attachment_ids": [Command.set(paper.ids)]})
        self.env["recovery.check"]._check(case)
        self.env["recovery.contact"].create({"partner_id": self.debtor.id, "contact_id": self.debtor.id})
        proof = {"agency_id": agency.id, "kind": "insurance"}
        self.env["recovery.agency.proof"].create(proof)
        self.sue()
        self.measure()
