/* The banner over the lists, until the recovery of the company is set up. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, mockService, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class RecoveryRun extends models.Model {
    _name = "recovery.run";

    name = fields.Char();

    _records = [{ id: 1, name: "Run of today" }];
}

defineMailModels();
defineModels([RecoveryRun]);

const BANNER = ".o_recovery_setup_banner";

/** The list of runs in a company of which the server says that this is missing. */
async function openRuns(missing) {
    onRpc("res.company", "recovery_setup_banner", () => missing);
    await mountView({
        type: "list",
        resModel: "recovery.run",
        arch: /* xml */ `<list js_class="recovery_list"><field name="name" /></list>`,
    });
    expect(queryAllTexts(".o_data_cell")).toEqual(["Run of today"]);
}

test("nothing where the recovery is set up, or the user is no manager", async () => {
    await openRuns(false);
    expect(BANNER).toHaveCount(0);
});

test("what is missing is told, over the list", async () => {
    await openRuns(["Enter the IBAN.", "Enter the rates."]);
    expect(queryAllTexts(`${BANNER} li`)).toEqual(["Enter the IBAN.", "Enter the rates."]);
    expect(`${BANNER} + .o_list_renderer`).toHaveCount(1);
});

test("where nothing is missing, the choices still want a look", async () => {
    await openRuns([]);
    expect(BANNER).toHaveCount(1);
    expect(`${BANNER} ul`).toHaveCount(0);
});

test("it leads to the setup", async () => {
    mockService("action", { doAction: (action) => expect.step(action) });
    await openRuns(["Enter the IBAN."]);
    await contains(`${BANNER} .btn-primary`).click();
    expect.verifySteps(["recovery_dunning.action_recovery_setup"]);
    expect(BANNER).toHaveCount(1);
});

test("it is not shown again where the manager does not want it", async () => {
    onRpc("res.company", "action_recovery_dismiss_setup", () => {
        expect.step("dismissed");
        return true;
    });
    await openRuns(["Enter the IBAN."]);
    await contains(`${BANNER} .btn-secondary`).click();
    expect.verifySteps(["dismissed"]);
    expect(BANNER).toHaveCount(0);
});
