from . import plan_wizard, word_wizard
