from . import (
    placement_file,
    recovery_release,
    res_partner,
    sale_order,
)
