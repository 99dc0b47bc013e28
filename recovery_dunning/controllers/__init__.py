from . import handoff, portal, portal_payment
