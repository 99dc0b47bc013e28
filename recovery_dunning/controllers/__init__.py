from . import portal, portal_payment, portal_waiver
