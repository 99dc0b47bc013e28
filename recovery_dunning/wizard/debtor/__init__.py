from . import partner_merge
