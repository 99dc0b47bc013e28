/* The form of a case: "Done, next" goes on to the next case of the list without going back to it. */
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";

export class RecoveryCaseFormController extends FormController {
    /** After the last case of the list, the list again. */
    async afterExecuteActionButton(clickParams) {
        await super.afterExecuteActionButton(clickParams);
        if (clickParams.name !== "action_done_next") {
            return;
        }
        const { resId, resIds } = this.model.root;
        const offset = resIds.indexOf(resId) + 1;
        if (offset < resIds.length) {
            await this.onPagerUpdate({ offset, resIds });
        } else {
            this.env.config.historyBack();
        }
    }
}

registry.category("views").add("recovery_case_form", {
    ...formView,
    Controller: RecoveryCaseFormController,
});
