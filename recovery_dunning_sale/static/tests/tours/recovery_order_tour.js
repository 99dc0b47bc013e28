/* An order of a customer to whom sales are stopped: the rep asks, the manager releases, the rep confirms. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_order_ask", {
    steps: () => [
        {
            content: "The banner says how the customer stands",
            trigger: "div[name=recovery_warning_stop]:contains(Stop sales)",
        },
        {
            content: "He tries all the same",
            trigger: "button[name=action_confirm]:enabled",
            run: "click",
        },
        {
            trigger: ".modal:contains(Ask for a release on the order) .modal-footer button",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) div[name=recovery_warning_stop] button[name=action_recovery_release]",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] textarea",
            run: "edit He pays half today",
        },
        {
            trigger: ".modal button[name=action_ask]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) div[name=recovery_warning_stop]:contains(has asked)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_order_decide", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Dubois) td[name=partner_id]",
            run: "click",
        },
        {
            content: "He reads why, and how the customer stands",
            trigger: ".o_form_view .alert-danger:contains(Stop sales)",
        },
        {
            trigger: "button[name=action_decide]",
            run: "click",
        },
        {
            trigger: ".modal div[name=reason] textarea",
            run: "edit Agreed, the deposit is there",
        },
        {
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_status .o_arrow_button_current:contains(Released)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_order_confirm", {
    steps: () => [
        {
            trigger: "div[name=recovery_warning_stop]:contains(the deposit is there)",
        },
        {
            trigger: "button[name=action_confirm]:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_order_on_card", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Dubois) td[name=partner_id], .o_kanban_record:contains(Dubois)",
            run: "click",
        },
        {
            trigger: ".o_form_view div[name=recovery_orders]:contains(not delivered)",
        },
    ],
});
