/* A form of long work: the bar moves by itself until the work is done, and then the form rests. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { MockServer, contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class RecoveryHandoff extends models.Model {
    _name = "recovery.handoff";

    reference = fields.Char();
    progress = fields.Integer();
    is_busy = fields.Boolean();

    _records = [{ id: 1, reference: "A", progress: 0, is_busy: true }];
}

defineMailModels();
defineModels([RecoveryHandoff]);

async function openHandoff() {
    await mountView({
        type: "form",
        resModel: "recovery.handoff",
        resId: 1,
        arch: /* xml */ `
            <form js_class="recovery_progress_form">
                <field name="is_busy" invisible="1" />
                <field name="reference" />
                <field name="progress" readonly="1" />
            </form>`,
    });
}

/** What the background does meanwhile. */
function meanwhile(values) {
    MockServer.env["recovery.handoff"].write([1], values);
}

async function threeSeconds() {
    await advanceTime(3000);
    await animationFrame();
}

test("the bar moves by itself until the work is done", async () => {
    let reads = 0;
    onRpc("recovery.handoff", "web_read", () => {
        reads++;
    });
    await openHandoff();
    meanwhile({ progress: 50 });
    await threeSeconds();
    expect(".o_field_widget[name=progress]").toHaveText("50");
    meanwhile({ progress: 100, is_busy: false });
    await threeSeconds();
    expect(".o_field_widget[name=progress]").toHaveText("100");
    const done = reads;
    await threeSeconds();
    expect(reads).toBe(done);
});

test("what somebody is typing is left alone", async () => {
    await openHandoff();
    await contains(".o_field_widget[name=reference] input").edit("B", { confirm: false });
    meanwhile({ reference: "C" });
    await threeSeconds();
    expect(".o_field_widget[name=reference] input").toHaveValue("B");
});
