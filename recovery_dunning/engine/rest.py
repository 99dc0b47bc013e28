"""Whether a debtor is left in peace today, why, and until when: what his collector must know before he picks up the
telephone.

>>> from decimal import Decimal
>>> promised = Instalment(7, 7, 1, date(2026, 3, 2), Decimal(100), Decimal(100), promised_until=date(2026, 3, 20))
>>> rest_of(Debtor(1, (promised,)), date(2026, 3, 10))
Rest(reason=<Reason.PROMISE: 'promise'>, until=datetime.date(2026, 3, 21))
>>> late = Instalment(8, 8, 1, date(2026, 3, 2), Decimal(100), Decimal(100))
>>> rest_of(Debtor(1, (promised, late)), date(2026, 3, 10)) is None
True
"""

from dataclasses import dataclass, replace
from datetime import date

from .facts import REASON_OF, USES_NO_CREDIT, Debtor, Instalment, Procedure, Reason
from .ladder import blocked

ANY = Procedure(0, ())
# the weightiest first
RESTING = (
    *(Reason.INSOLVENCY, Reason.LEGAL, Reason.AGENCY, Reason.PLAN, Reason.PROMISE, Reason.HOLD, Reason.DISPUTE),
    *(Reason.NO_FOLLOWUP, Reason.TIME_BARRED, Reason.PAYMENT_ORDER, Reason.BANK_MATCH, Reason.COVERED_BY_CREDIT),
)


@dataclass(frozen=True, slots=True)
class Rest:
    """Why nothing may be asked of a debtor, and the first day on which something may be again: None where that
    depends on somebody. `reason`: None where nothing of his is overdue."""

    reason: Reason | None
    until: date | None = None


def rest_of(debtor: Debtor, day: date) -> Rest | None:
    """Why nothing that is overdue may be asked of `debtor` on `day`; None where something may."""
    refusals, asked = [], []
    for instalment in debtor.instalments:
        if instalment.due < day:
            refusal = blocked(replace(instalment, procedure=ANY), debtor, day)  # without a ladder he may be called
            if refusal and refusal.reason in USES_NO_CREDIT and refusal.reason is not Reason.TAKEN_OUT:
                refusals.append(refusal)
            else:
                asked.append(instalment)
    covering = _covering(debtor, asked)
    if covering is None:
        return None
    reasons = {refusal.reason for refusal in refusals} | covering
    if not reasons:
        return Rest(None)
    return Rest(min(reasons, key=RESTING.index), min((r.on for r in refusals if r.on), default=None))


def _covering(debtor: Debtor, asked: list[Instalment]) -> set[Reason] | None:
    """The kinds of money that cover all of `asked`, or wait for a decision on it; None where something is left."""
    cover = debtor.cover_of(asked)
    reasons = set()
    for instalment in asked:
        covered = cover.of(instalment.id)
        if not covered.source or not (covered.undecided or covered.amount == instalment.undisputed):
            return None
        reasons.add(REASON_OF[covered.source])
    return reasons
