/* The task to call a debtor opens the dialog that says what to say, and takes down what was said. */
import { Activity } from "@mail/core/web/activity";
import { patch } from "@web/core/utils/patch";

patch(Activity.prototype, {
    get isRecoveryCall() {
        const { res_model, activity_category } = this.props.activity;
        return res_model === "recovery.case" && activity_category === "phonecall";
    },

    async onClickRecoveryCall() {
        const { id, res_id } = this.props.activity;
        const { orm, action } = this.env.services;
        const thread = this.thread;
        await action.doAction(await orm.call("recovery.case", "action_call", [[res_id], id]), {
            onClose: () => {
                this.props.onActivityChanged(thread);
                this.props.reloadParentView();
            },
        });
    },
});
