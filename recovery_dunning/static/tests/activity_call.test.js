/* The task to call a debtor: its button opens the dialog of the call, and shows afterwards what became of it. */
import { click, contains, defineMailModels, openFormView, start, startServer } from "@mail/../tests/mail_test_helpers";
import { describe, expect, test } from "@odoo/hoot";
import { asyncStep, defineModels, mockService, models, onRpc, waitForSteps } from "@web/../tests/web_test_helpers";

const CALL = ".o-mail-Activity .o-recovery-Activity-call";

class RecoveryCase extends models.ServerModel {
    _name = "recovery.case";

    _records = [
        { id: 1, name: "Late" },
        { id: 2, name: "Very late" },
    ];
    _views = {
        form: /* xml */ `
            <form>
                <sheet><field name="name" /></sheet>
                <chatter />
            </form>`,
    };
}

describe.current.tags("desktop");
defineMailModels();
defineModels([RecoveryCase]);

/** A task on a record, as the server tells it to the chatter. */
function task(pyEnv, activity_category, res_id, res_model = "recovery.case") {
    return pyEnv["mail.activity"].create({ activity_category, can_write: true, res_id, res_model });
}

test("a call of a case can be made", async () => {
    const pyEnv = await startServer();
    task(pyEnv, "phonecall", 2);
    await start();
    await openFormView("recovery.case", 2);
    await contains(".o-mail-Activity");
    await contains(CALL, { text: "Call" });
});

test("another task of a case is no call", async () => {
    const pyEnv = await startServer();
    task(pyEnv, "default", 2);
    await start();
    await openFormView("recovery.case", 2);
    await contains(".o-mail-Activity");
    await contains(CALL, { count: 0 });
});

test("a call of something else is not ours", async () => {
    const pyEnv = await startServer();
    const partner = pyEnv["res.partner"].create({ name: "Customer" });
    task(pyEnv, "phonecall", partner, "res.partner");
    await start();
    await openFormView("res.partner", partner);
    await contains(".o-mail-Activity");
    await contains(CALL, { count: 0 });
});

test("the dialog is that of the case and the task, and what it changed is shown when it closes", async () => {
    const pyEnv = await startServer();
    task(pyEnv, "phonecall", 1);
    const id = task(pyEnv, "phonecall", 2);
    onRpc("recovery.case", "action_call", ({ args }) => {
        expect(args).toEqual([[2], id]);
        return { type: "ir.actions.act_window", res_model: "recovery.contact", views: [[false, "form"]] };
    });
    let close;
    mockService("action", {
        doAction(action, options) {
            if (action.res_model !== "recovery.contact") {
                return super.doAction(...arguments);
            }
            close = options.onClose;
            asyncStep("dialog");
        },
    });
    await start();
    await openFormView("recovery.case", 2);
    await click(CALL);
    await waitForSteps(["dialog"]);
    pyEnv["mail.activity"].unlink([id]);
    pyEnv["recovery.case"].write([2], { name: "Promised" });
    pyEnv["mail.message"].create({ body: "Pays on Friday", model: "recovery.case", res_id: 2 });
    await contains(CALL); // until the dialog closes
    close();
    await contains(".o-mail-Activity", { count: 0 });
    await contains(".o_field_widget[name=name]", { text: "Promised" });
    await contains(".o-mail-Message", { text: "Pays on Friday" });
});
