"""Somebody at a debtor's who may be written to: from which tone on, and which channels reach him.

>>> from engine.ladder import Step
>>> director = Contact(id=5, tone=3, mail=True)
>>> [director.hears(Step(id=1, delay=30, tone=tone)) for tone in (1, 3, 4)]
[False, True, True]
>>> director.hears(Step(id=1, delay=30, tone=3, by_mail=False, by_post=True))
False
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .ladder import Step


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at the debtor's who is written to from a `tone` on, and how he can be reached."""

    id: int
    tone: int
    mail: bool = False
    post: bool = False
    phone: bool = False

    def hears(self, step: Step) -> bool:
        """Whether he is written to at `step`, and one of its channels reaches him."""
        reached = (step.by_mail and self.mail) or (step.by_post and self.post) or (step.by_phone and self.phone)
        return reached and self.tone <= step.tone
