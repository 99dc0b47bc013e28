from . import portal, sms_link
