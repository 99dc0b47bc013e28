from . import insolvency, start, step
