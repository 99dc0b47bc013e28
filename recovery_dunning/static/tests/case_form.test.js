/* "Done, next" on the form of a case: the list is worked through without going back to it. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class RecoveryCase extends models.Model {
    _name = "recovery.case";

    name = fields.Char();

    _records = [
        { id: 1, name: "First" },
        { id: 2, name: "Second" },
        { id: 3, name: "Last" },
    ];
}

defineMailModels();
defineModels([RecoveryCase]);

/** The form of a case that was opened from a list of three, in the order in which they are to be worked. */
async function openCase(resId) {
    await mountView({
        type: "form",
        resModel: "recovery.case",
        resId,
        resIds: [3, 1, 2],
        arch: /* xml */ `
            <form js_class="recovery_case_form">
                <header>
                    <button name="action_done_next" type="object" string="Done, next" />
                    <button name="action_next" type="object" string="Call" />
                </header>
                <sheet><field name="name" /></sheet>
            </form>`,
        config: {
            historyBack: () => expect.step("back to the list"),
        },
    });
}

/** The server takes the button, and says for which cases. */
function onButton(method) {
    onRpc("recovery.case", method, ({ args }) => {
        expect.step(`${method} ${args[0]}`);
        return false;
    });
}

const name = ".o_field_widget[name=name] input";
const doneNext = "button[name=action_done_next]";

test("on to the next case of the list, in its order", async () => {
    onButton("action_done_next");
    await openCase(3);
    await contains(doneNext).click();
    expect(name).toHaveValue("First");
    await contains(doneNext).click();
    expect(name).toHaveValue("Second");
    expect.verifySteps(["action_done_next 3", "action_done_next 1"]);
});

test("after the last case, the list", async () => {
    onButton("action_done_next");
    await openCase(2);
    await contains(doneNext).click();
    expect.verifySteps(["action_done_next 2", "back to the list"]);
    expect(name).toHaveValue("Second");
});

test("another button stays on its case", async () => {
    onButton("action_next");
    await openCase(3);
    await contains("button[name=action_next]").click();
    expect.verifySteps(["action_next 3"]);
    expect(name).toHaveValue("Last");
});

test("what was typed is saved on its case before the next one is shown", async () => {
    onButton("action_done_next");
    onRpc("recovery.case", "web_save", ({ args }) => expect.step(`save ${args[0]} ${args[1].name}`));
    await openCase(3);
    await contains(name).edit("Promised by phone");
    await contains(doneNext).click();
    expect(name).toHaveValue("First");
    expect.verifySteps(["save 3 Promised by phone", "action_done_next 3"]);
});

test("a case that the server refuses to put aside stays on the screen", async () => {
    expect.errors(1);
    onRpc("recovery.case", "action_done_next", () => {
        throw makeServerError({ message: "This case is not yours" });
    });
    await openCase(3);
    await contains(doneNext).click();
    await contains(".o_error_dialog").click();
    expect.verifyErrors(["This case is not yours"]);
    expect(name).toHaveValue("Last");
});

test("four buttons stand there, the others are under one menu", async () => {
    onButton("action_6");
    const buttons = [1, 2, 3, 4, 5, 6].map((n) => `<button name="action_${n}" type="object" string="Button ${n}" />`);
    await mountView({
        ...{ type: "form", resModel: "recovery.case", resId: 1 },
        arch: /* xml */ `<form js_class="recovery_case_form"><header>${buttons.join("")}</header><field name="name" /></form>`,
    });
    expect(queryAllTexts(".o_statusbar_buttons > button[name]")).toEqual([
        "Button 1",
        "Button 2",
        "Button 3",
        "Button 4",
    ]);
    await contains(".o_recovery_more").click();
    expect(queryAllTexts(".o-dropdown--menu button[name]")).toEqual(["Button 5", "Button 6"]);
    await contains(".o-dropdown--menu button[name=action_6]").click();
    expect.verifySteps(["action_6 1"]);
});
