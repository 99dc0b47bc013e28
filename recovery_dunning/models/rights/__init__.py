"""What may be written by hand: one list for all the models, and the guard that asks it first.
No right is given here: those are in `security/`, and what an action asks for stands at the action (`record/way_in.py`).
"""

from . import (  # isort: skip
    settings,
    roles,
    buttons,
    guard,  # imported last: called before all that the rooms say of `create` and `write`
)
