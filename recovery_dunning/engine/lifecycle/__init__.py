"""The life cycle of a French e-invoice (AFNOR XP Z12-012): what its messages say, and where an invoice stands by them.

`reading` turns a file into plain values, `archive` opens what holds many, `codes` knows the numbers of the norm,
`standing` decides by the order of the status dates, `table` says what follows from each status and reason, `writing`
makes those that we send.
"""

from . import archive, codes, reading, standing, table, values, writing
from .reading import read
from .values import Problem, Unreadable
