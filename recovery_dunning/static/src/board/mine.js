/* A collector's own page: his lanes, his month, what was promised for this week. Read on a telephone. */
import { registry } from "@web/core/registry";
import { Layout } from "@web/search/layout";
import { onWillStart, useState } from "@odoo/owl";
import { RecoveryPage } from "./board";

export class RecoveryMine extends RecoveryPage {
    static template = "recovery_dunning.Mine";
    static components = { Layout };

    setup() {
        super.setup();
        this.state = useState({ page: null });
        onWillStart(async () => {
            this.state.page = await this.orm.call("recovery.board", "mine", []);
        });
    }

    get currencyId() {
        return this.state.page.currency_id;
    }

    async open(key, of = null) {
        return this.action.doAction(await this.orm.call("recovery.board", "behind_mine", [key, of]));
    }

    openRow(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: row.kind === "promise" ? "recovery.promise" : "recovery.plan",
            res_id: row.id,
            views: [[false, "form"]],
        });
    }

    badge(state) {
        return (
            { kept: "text-bg-success", broken: "text-bg-danger", partial: "text-bg-warning" }[state] || "text-bg-info"
        );
    }
}

registry.category("actions").add("recovery_mine", RecoveryMine);
