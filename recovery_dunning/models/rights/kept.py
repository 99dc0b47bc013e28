"""What is written by hand, and until when. Three things say it, and nothing else does (rule 17):

1. A field of ours that is declared `readonly` is written by our actions alone, at creation too; so is one of `NEVER`.
2. Those of `ONCE` are said when the record is made, whatever their declaration says, and stay.
3. Those of `WHILE` are written while the record, or what it belongs to, is in one of these states.
"""

AGREED = frozenset({"partner_id", "company_id", "line_ids"})
PREPARED = ("draft", "ready")
UNSIGNED = ("draft", "proposed")

NEVER = {
    "res.partner": frozenset(
        {
            *{"recovery_score", "recovery_days_late", "recovery_score_change", "recovery_score_reason"},
            *{"recovery_profile_suggested", "recovery_profile_reason", "recovery_remittance_columns"},
        }
    ),
}
ONCE = {
    "recovery.note": frozenset({"case_id", "partner_id", "company_id"}),
    "recovery.case": AGREED - {"line_ids"},
    "recovery.handoff": frozenset({"company_id"}),
    "recovery.remittance": frozenset({"company_id"}),
    "recovery.piece": frozenset({"case_id"}),
    "recovery.hold": AGREED - {"line_ids"} | {"move_id", "line_id", "date_from"},
    "recovery.promise": AGREED | {"amount", "date", "float_days", "made_by", "channel", "confirm"},
    "recovery.plan": AGREED,
    "recovery.plan.line": frozenset({"plan_id"}),
    "recovery.dispute": AGREED | {"amount", "claim", "attachment_ids"},
    "recovery.settlement": AGREED,
    "recovery.mediation": AGREED,
    "recovery.retention": AGREED | {"kind", "name", "date"},
    "recovery.interruption": AGREED | {"kind", "date"},
    "recovery.claim": AGREED - {"line_ids"} | {"kind", "move_id", "case_id", "currency_id", "amount", "date_from"},
    "recovery.run": frozenset({"move_ids"}),
    "recovery.placement": frozenset({"handoff_id", "case_id"}),
    "recovery.proceeding.cost": frozenset({"proceeding_id"}),
}
# {model: [(what says the state, states, fields)]}
WHILE = {
    "recovery.run": [("state", ("draft",), {"date", "procedure_ids", "company_id"})],
    "recovery.hold": [("state", ("active",), {"reason_id", "user_id", "date_until"})],
    "recovery.plan": [("state", UNSIGNED, {"schedule_ids", "cure_days", "scan", "scan_name"})],
    "recovery.dispute": [
        ("state", ("open", "answered", "accepted", "rejected"), {"type_id", "owner_id", "sla_date"}),
        ("state", ("accepted", "closed"), {"credit_note_id"}),
    ],
    "recovery.settlement": [
        ("state", ("draft",), {"kind", "amount", "reason", "buyer_id", "price", "to_sign", "dispute_id", "vat_ground"})
    ],
    "recovery.mediation": [("state", ("draft",), {"kind", "date_agreed"})],
    "recovery.handoff": [
        (
            "state",
            PREPARED,
            {
                *{"case_ids", "placement_ids"},
                *{"fee_terms", "guarantee", "remittance_days", "notify_debtors"},
            },
        )
    ],
    "recovery.remittance": [
        ("state", ("draft",), {"file", "agency_id", "currency_id"}),
        ("state", ("draft", "read"), {"date", "reference", "column_ids"}),
    ],
    "recovery.remittance.line": [
        (
            "state",
            ("ready", "aside"),
            {
                *{"placement_id", "invoice_id", "payment_reference"},
                *{"date", "gross", "fee", "vat", "net"},
            },
        )
    ],
    "recovery.remittance.column": [("remittance_id.state", ("read",), {"column"})],
    "recovery.proceeding": [
        ("stage", ("draft",), {"matter", "is_trader", "is_exempt", "attempt_id", "court_kind"}),
    ],
}
# what belongs to another record, and is added to it or taken from it in some of its states only
PARTS = {
    "recovery.placement": ("handoff_id.state", PREPARED),
}
# models of Odoo on which fields of ours stand
OF_ODOO = ("account.move", "account.move.line", "account.payment", "res.partner")
# our own: all that are kept, but for those that are set up (procedures, rates, layouts ...) and have nothing to keep
OURS = (
    "recovery.access",
    "recovery.aged",
    "recovery.agency.proof",
    "recovery.agency.result",
    "recovery.case",
    "recovery.check",
    "recovery.claim",
    "recovery.contact",
    "recovery.court.result",
    "recovery.delay",
    "recovery.dispute",
    "recovery.doubtful",
    "recovery.event",
    "recovery.exception",
    "recovery.expectation",
    "recovery.expectation.week",
    "recovery.export.layout",
    "recovery.handoff",
    "recovery.hold",
    "recovery.insolvency",
    "recovery.interruption",
    "recovery.kpi",
    "recovery.lifecycle",
    "recovery.mediation",
    "recovery.note",
    "recovery.notice",
    "recovery.notice.line",
    "recovery.payment.advice",
    "recovery.piece",
    "recovery.placement",
    "recovery.plan",
    "recovery.plan.line",
    "recovery.proceeding",
    "recovery.proceeding.cost",
    "recovery.promise",
    "recovery.rate",
    "recovery.remittance",
    "recovery.remittance.column",
    "recovery.remittance.line",
    "recovery.retention",
    "recovery.run",
    "recovery.settlement",
)
