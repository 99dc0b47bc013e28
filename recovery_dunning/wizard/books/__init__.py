from . import closing, later_money
