/* A form whose work goes on in the background: it is read anew every few seconds until it is done. */
import { onMounted, onWillUnmount } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { FormController } from "@web/views/form/form_controller";

const EVERY_MS = 3000;

export class ProgressFormController extends FormController {
    setup() {
        super.setup();
        let timer;
        onMounted(() => {
            timer = browser.setInterval(() => this.readAnew(), EVERY_MS);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    /** What somebody is typing is left alone. */
    async readAnew() {
        const { root } = this.model;
        if (root.data.is_busy && !(await root.isDirty())) {
            await root.load();
        }
    }
}

registry.category("views").add("recovery_progress_form", {
    ...formView,
    Controller: ProgressFormController,
});
