from . import later_money
