from . import (
    recovery_dossier,
    recovery_release,
    res_partner,
    sale_order,
)
