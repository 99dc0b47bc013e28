from . import handoff, portal, portal_payment, portal_waiver, sms_link
