/* The board: its numbers open their lists, the aged balance looks back; a collector's page on a telephone. */
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("recovery_board", {
    steps: () => [
        {
            content: "What is overdue",
            trigger: ".o_recovery_board .o_recovery_aged .o_recovery_overdue:contains(1,350)",
        },
        {
            content: "The charts are drawn",
            trigger: ".o_recovery_board .o_recovery_aged .o_recovery_chart canvas",
        },
        {
            content: "Click through to what is 31 to 60 days late",
            trigger: ".o_recovery_buckets button[data-key=days_60]",
            run: "click",
        },
        {
            content: "Its debtor",
            trigger: ".o_list_view .o_group_header:contains(Dubois)",
            run: "click",
        },
        {
            content: "Its invoice",
            trigger: ".o_list_view .o_data_row td[name=days_60]:contains(1,250)",
        },
        {
            content: "Back to the board",
            trigger: ".o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "Back-date the aged balance",
            trigger: ".o_recovery_board .o_recovery_day input",
            run: "edit -20d && press Enter",
        },
        {
            content: "The ledger as it stood then: what was paid since was open",
            trigger: ".o_recovery_aged .alert:contains(As the ledger stood)",
        },
        {
            trigger: ".o_recovery_aged .o_recovery_total:contains(1,327)",
        },
        {
            content: "One kind of debtors",
            trigger: ".o_recovery_filters select[name=class]",
            run: "select consumer",
        },
        {
            trigger: ".o_recovery_aged .o_recovery_total:contains(77)",
        },
        {
            content: "Export what is seen",
            trigger: ".o_recovery_export_aged",
            run: "click",
        },
        {
            content: "The board stays",
            trigger: ".o_recovery_board .o_recovery_aged .o_recovery_total:contains(77)",
        },
    ],
});

registry.category("web_tour.tours").add("recovery_mine_phone", {
    steps: () => [
        {
            content: "What is to be done, by lane",
            trigger: ".o_recovery_mine .o_recovery_lane[data-key=call]:contains(Call)",
        },
        {
            content: "The month",
            trigger: ".o_recovery_mine .o_recovery_collected:contains(60)",
        },
        {
            content: "Nothing is wider than the screen",
            trigger: "body",
            run() {
                const page = document.querySelector(".o_recovery_mine .o_content");
                if (page.scrollWidth > page.clientWidth) {
                    throw new Error(`${page.scrollWidth} points wide, on a screen of ${page.clientWidth}`);
                }
            },
        },
        {
            content: "The week",
            trigger: ".o_recovery_mine .o_recovery_promise:contains(Dubois)",
        },
        {
            content: "To the lane",
            trigger: ".o_recovery_mine .o_recovery_lane[data-key=call]",
            run: "click",
        },
        {
            content: "Its case",
            trigger: ".o_kanban_view .o_kanban_record:contains(Martin), .o_list_view .o_data_row:contains(Martin)",
        },
    ],
});
