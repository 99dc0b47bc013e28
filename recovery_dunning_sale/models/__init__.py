from . import (
    recovery_release,
    res_partner,
    sale_order,
)
