from . import (
    test_handed_orders,
    test_order_hold,
    test_order_tours,
    test_release,
    test_translations,
    test_visit_deliveries,
    test_visit_orders,
)
