/* Over the lists of runs and of work: what is missing until the recovery of the company is set up. */
import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

export class RecoverySetupBanner extends Component {
    static template = "recovery_dunning.SetupBanner";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ missing: false });
        onWillStart(async () => {
            this.state.missing = await this.orm.silent.call("res.company", "recovery_setup_banner", []);
        });
    }

    open() {
        return this.action.doAction("recovery_dunning.action_recovery_setup");
    }

    async dismiss() {
        await this.orm.call("res.company", "action_recovery_dismiss_setup", []);
        this.state.missing = false;
    }
}

export class RecoveryListController extends ListController {
    static template = "recovery_dunning.ListView";
    static components = { ...ListController.components, RecoverySetupBanner };
}

registry.category("views").add("recovery_list", { ...listView, Controller: RecoveryListController });
