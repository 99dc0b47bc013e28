/* The form of a case: "Done, next" goes on to the next case of the list without going back to it, and what is rare is under one menu. */
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";
import { FormRenderer } from "@web/views/form/form_renderer";
import { MoreButtons } from "./more_buttons";

export class RecoveryCaseFormController extends FormController {
    /** The button is ours from here on: Odoo tells nobody after it whether the server took it. */
    async beforeExecuteActionButton(clickParams) {
        const saved = await super.beforeExecuteActionButton(clickParams);
        if (clickParams.name !== "action_done_next" || saved === false) {
            return saved;
        }
        const { resModel, resId } = this.model.root;
        await this.orm.call(resModel, clickParams.name, [[resId]]);
        await this.goToNextCase();
        return false;
    }

    /** After the last case of the list, the list again. */
    async goToNextCase() {
        const { resId, resIds } = this.model.root;
        const offset = resIds.indexOf(resId) + 1;
        if (offset < resIds.length) {
            await this.onPagerUpdate({ offset, resIds });
        } else {
            this.env.config.historyBack();
        }
    }
}

export class RecoveryCaseFormRenderer extends FormRenderer {
    static components = { ...FormRenderer.components, StatusBarButtons: MoreButtons };
}

registry.category("views").add("recovery_case_form", {
    ...formView,
    Renderer: RecoveryCaseFormRenderer,
    Controller: RecoveryCaseFormController,
});
