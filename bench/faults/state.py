"""What a work has come to: all that it has written, without what tells one evening from another (numbers of rows,
moments); and what must hold of any database."""

from __future__ import annotations

from collections import Counter

PARTNER = "JOIN res_partner p ON p.id = t.partner_id"
CASE = "JOIN recovery_case c ON c.id = t.case_id JOIN res_partner p ON p.id = c.partner_id"
OF_CASE = """LEFT JOIN recovery_case c ON c.id = t.res_id AND t.{model} = 'recovery.case'
                  LEFT JOIN res_partner p ON p.id = c.partner_id"""
# each row is one thing that was done
WRITTEN = {
    "notices": f"""SELECT p.ref, t.state, t.tone, t.amount_residual, t.amount_credit, t.date, t.delivery, t.posted_date,
                          t.presented_date, t.received_date, v.delay
                     FROM recovery_notice t {PARTNER} JOIN recovery_level v ON v.id = t.level_id""",
    "lines": """SELECT m.ref, t.residual, t.days_overdue, v.delay, t.void, n.state FROM recovery_notice_line t
                  JOIN account_move_line l ON l.id = t.move_line_id JOIN account_move m ON m.id = l.move_id
                  JOIN recovery_level v ON v.id = t.level_id JOIN recovery_notice n ON n.id = t.notice_id""",
    "exceptions": "SELECT p.ref, t.reason, t.residual FROM recovery_exception t LEFT " + PARTNER,
    "runs": """SELECT state, scheduled, problem, left_over, put_off_since IS NULL, asked_by_id, proposal_asked_by_id
                 FROM recovery_run""",
    "instalments": """SELECT m.ref, m.name, t.amount_residual, t.reconciled, v.delay, t.recovery_date, t.debit, t.credit
                        FROM account_move_line t JOIN account_move m ON m.id = t.move_id
                        LEFT JOIN recovery_level v ON v.id = t.recovery_level_id""",
    "matches": "SELECT amount FROM account_partial_reconcile",
    "entries": "SELECT name, state, amount_total, move_type, date FROM account_move",
    "cases": f"""SELECT p.ref, t.phase, t.outcome, t.date_closed, t.formal_notice_date, t.amount_recovered
                   FROM recovery_case t {PARTNER}""",
    "events": f"SELECT p.ref, t.kind, t.channel, t.summary, t.result, t.cost FROM recovery_event t {CASE}",
    "promises": f"SELECT p.ref, t.state, t.amount FROM recovery_promise t {PARTNER}",
    "plans": f"SELECT p.ref, t.state, t.total, t.cure_until FROM recovery_plan t {PARTNER}",
    "disputes": f"SELECT p.ref, t.state, t.amount, t.escalated_on FROM recovery_dispute t {PARTNER}",
    "holds": "SELECT p.ref, t.state, t.date_until, t.line_id FROM recovery_hold t LEFT " + PARTNER,
    "messages of platforms": """SELECT name, code, state, problem, number, dispute_id IS NULL, hold_id IS NULL,
                                       promise_id IS NULL, document_id IS NULL FROM recovery_lifecycle""",
    "remittances": "SELECT state, problem, sha256 FROM recovery_remittance",
    "lines of remittances": """SELECT number, state, problem, gross, fee, vat, net, entry_id IS NULL, bill_id IS NULL
                                 FROM recovery_remittance_line""",
    "handoffs": "SELECT name, state, date, asked_by_id, workbook_id IS NULL FROM recovery_handoff",
    "placements": f"SELECT p.ref, t.status, t.total, t.package_state, t.problem FROM recovery_placement t {PARTNER}",
    "insolvencies": f"SELECT p.ref, t.kind, t.state, t.judgment_date, t.closed_on FROM recovery_insolvency t {PARTNER}",
    "proceedings": f"SELECT p.ref, t.kind, t.stage, t.amount FROM recovery_proceeding t {PARTNER}",
    "allowances": "SELECT line_id, state, allowance, percent FROM recovery_doubtful",
    "documents": """SELECT res_model, res_field, name FROM ir_attachment
                     WHERE res_model LIKE 'recovery.%' OR res_model IN ('account.move', 'res.partner')""",
    "tasks": f"""SELECT t.res_model, p.ref, t.summary, t.user_id, t.active FROM mail_activity t
                  {OF_CASE.format(model="res_model")}""",
    "notes": f"""SELECT t.model, p.ref, t.subject, t.message_type FROM mail_message t
                  {OF_CASE.format(model="model")} WHERE t.model LIKE 'recovery.%'""",
    "mails that wait": "SELECT state FROM mail_mail WHERE state = 'outgoing' OR failure_type NOT IN ('', 'unknown')",
    "jobs left": "SELECT method_name, state FROM queue_job WHERE state NOT IN ('done', 'cancelled')",
}


# of the notes, those that say once on a handoff, in French as the book is, that packages could not be made
SAID = """SELECT DISTINCT ON (t.res_id) t.model, NULL, t.subject, t.message_type FROM mail_message t
           WHERE t.model = 'recovery.handoff' AND t.body LIKE '%pas pu être préparés%'"""
# of the events, those that say of a mail, in French as the book is, that it had to wait for its server
WAITED = f"""SELECT DISTINCT p.ref, t.kind, t.channel, t.summary, t.result, t.cost FROM recovery_event t {CASE}
              WHERE t.summary = 'Le courriel est parti, après avoir attendu le serveur de messagerie'"""


def written(env) -> dict[str, Counter]:
    """{what: how often each row of it}"""
    return {what: _rows(env, query) for what, query in WRITTEN.items()}


def said(env) -> Counter:
    """The notes by which a handoff tells that something could not be made, once each."""
    return _rows(env, SAID)


def waited(env) -> Counter:
    """The events of the record by which a mail tells that it left later than it was meant to, one each."""
    return _rows(env, WAITED)


def _rows(env, query: str) -> Counter:
    env.cr.execute(query)
    return Counter("|".join("" if value is None else str(value) for value in row) for row in env.cr.fetchall())


def broken(env) -> list[str]:
    """What does not hold: each entry is balanced, each document has its file, whole, and each chain is intact."""
    env.cr.execute(
        "SELECT m.name FROM account_move m JOIN account_move_line l ON l.move_id = m.id GROUP BY m.id, m.name "
        "HAVING ABS(SUM(l.balance)) > 0.001"
    )
    wrong = [f"the entry {name} is not balanced" for (name,) in env.cr.fetchall()]
    Attachment = env["ir.attachment"]
    for document in Attachment.search([("store_fname", "!=", False), ("id", "!=", 0)]):
        content = document.with_context(bin_size=False).raw or b""
        if Attachment._compute_checksum(content) != document.checksum:
            wrong.append(f"the file of {document.name} is not there, or not whole")
    wrong += [
        f"the record of {case.name} is broken"
        for case in env["recovery.case"].search([])
        if case.chain_state != "intact"
    ]
    return wrong


def compare(expected: dict, found: dict) -> dict[str, list[str]]:
    """{"lost": what is missing, "doubled": what is there too often, "half done": what is there otherwise}"""
    told = {"lost": [], "doubled": [], "half done": []}
    for what, rows in expected.items():
        missing, more = rows - found[what], found[what] - rows
        if not (missing or more):
            continue
        text = f"{what}: {_shown('missing', missing)}, {_shown('more', more)}"
        if missing and more:
            told["half done"].append(text)
        else:
            told["lost" if missing else "doubled"].append(text)
    return told


def _shown(word: str, rows: Counter) -> str:
    """How many, and the first of them."""
    return " ".join([f"{sum(rows.values())} {word}", *(f"“{' '.join(row.split())[:90]}”" for row in [*rows][:2])])
