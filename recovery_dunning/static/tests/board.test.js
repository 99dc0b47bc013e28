/* The board and a collector's page: what they say, what a click opens, in the colours of the page. */
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import { RecoveryChart, RecoverySpark } from "@recovery_dunning/board/chart";
import { RecoveryBoard } from "@recovery_dunning/board/board";
import { RecoveryMine } from "@recovery_dunning/board/mine";
import { getDefaultConfig } from "@web/views/view";
import { contains, makeServerError, mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const BUCKETS = ["not_due", "days_30", "days_60", "days_90", "older"];

function figure(key, kind, values) {
    return {
        key,
        kind,
        label: key,
        help: "",
        value: null,
        change: null,
        is_better: null,
        spark: [],
        unknown: "",
        ...values,
    };
}

/** What the server says of a book in which nothing happens; `values` instead of some of it. */
function answer(values = {}) {
    return {
        about: {
            ...{ today: "2026-03-02", day: "2026-03-02", currency_id: 1, company: "Ours", left_out: "" },
            ...{ companies: [{ id: 1, name: "Ours" }], collectors: [{ id: 7, name: "Anna" }] },
            ...{
                classes: [{ id: "consumer", name: "Consumer" }],
                is_filtered: false,
                is_manager: true,
                is_collector: false,
            },
        },
        figures: { measured_on: false, is_recomputed: false, rows: [] },
        aged: {
            ...{ day: "2026-03-02", is_back_dated: false, total: 0, overdue: 0, debtors: [] },
            buckets: BUCKETS.map((key) => ({ key, label: key, amount: 0 })),
        },
        cash: { weeks: [], total: 0 },
        steps: [],
        movers: { worse: [], better: [] },
        ...{ disputes: [], agencies: [], courts: [] },
        ...values,
    };
}

function full() {
    return answer({
        figures: {
            ...{ measured_on: "2026-03-01", is_recomputed: true },
            rows: [
                figure("overdue", "money", {
                    value: 1350,
                    change: -100,
                    is_better: true,
                    spark: [{ value: 1450 }, { value: 1350 }],
                }),
                figure("dso", "days", { unknown: "too short a history" }),
            ],
        },
        aged: {
            ...{ day: "2026-02-20", is_back_dated: true, total: 1390, overdue: 1350 },
            buckets: BUCKETS.map((key, n) => ({ key, label: key, amount: [40, 100, 1250, 0, 0][n] })),
            debtors: [{ id: 3, name: "Dubois", amounts: [40, 100, 1250, 0, 0], overdue: 1350, total: 1390 }],
        },
        cash: {
            weeks: [{ monday: "2026-03-02", expected: 900, low: 500, high: 1200, promised: 200, planned: 0 }],
            total: 900,
        },
        steps: [
            { level_id: 5, name: "Reminder", ladder: "Firms", asked: 4, paid: 1, paid_share: 25, baseline_share: null },
            { level_id: 6, name: "Call", ladder: "Firms", asked: 2, paid: 1, paid_share: 50, baseline_share: 10 },
            { level_id: 8, name: "Letter", ladder: "Persons", asked: 2, paid: 0, paid_share: 0, baseline_share: 10 },
        ],
        movers: { worse: [{ id: 3, name: "Dubois", score: "C", change: 12, reason: "" }], better: [] },
        disputes: [{ id: 4, name: "Price", count: 2, amount: 60, days: null }],
        agencies: [{ id: 9, name: "Agency", placed: 100, recovered: 50, rate: 50, fees: 5 }],
        courts: [{ id: "served", name: "Served", count: 1, amount: 800 }],
    });
}

/** The board as the server answers; what it is asked for, and what a click opens, becomes a step. */
async function openBoard(said) {
    onRpc("recovery.board", "board", ({ args: [filters, sections] }) => {
        expect.step(["board", filters, sections]);
        return said;
    });
    onRpc("recovery.board", "behind", ({ args: [section, key] }) => ({ type: "behind", section, key }));
    onRpc("recovery.board", "export", ({ args: [what] }) => ({ type: "export", what }));
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountWithCleanup(RecoveryBoard, {
        props: { action: {}, actionId: 1, className: "" },
        componentEnv: { config: getDefaultConfig() },
    });
    expect.verifySteps([["board", { company_id: false, user_id: false, debtor_class: false, day: false }, null]]);
}

test("an empty book says so in each part, and draws nothing", async () => {
    await openBoard(answer());
    expect(".o_recovery_empty").toHaveCount(8);
    expect(".o_recovery_board canvas").toHaveCount(0);
    expect(".o_recovery_figure").toHaveCount(0);
    expect("select[name=company]").toHaveCount(0);
});

test("its values", async () => {
    await openBoard(full());
    expect(".o_recovery_empty").toHaveCount(0);
    expect(queryAllTexts(".o_recovery_value")).toEqual(["$ 1,350", "–"]);
    expect(".o_recovery_figure[data-key=overdue] .text-success").toHaveText("$ -100 in 30 days");
    expect(".o_recovery_figure[data-key=overdue] polyline").toHaveCount(1);
    expect(".o_recovery_figure[data-key=dso]").toHaveText("dso\n–\ntoo short a history");
    expect(".o_recovery_total").toHaveText("$ 1,390");
    expect(".o_recovery_aged .alert").toHaveCount(1);
    expect(queryAllTexts(".o_recovery_ladder")).toEqual(["Firms", "Persons"]);
    expect(queryAllTexts(".o_recovery_step strong")).toEqual(["25.0 %", "50.0 %", "0.0 %"]);
    expect(".o_recovery_board canvas").toHaveCount(2);
});

const CLICKS = [
    [".o_recovery_figure[data-key=dso]", "figures", "dso"],
    [".o_recovery_aged .btn-link .o_recovery_overdue", "aged", "overdue"],
    [".o_recovery_buckets [data-key=days_60]", "aged", "days_60"],
    [".o_recovery_debtor a", "aged", 3],
    [".o_recovery_debtor td:last-child", "aged", 3],
    [".o_recovery_cash header button", "cash", null],
    [".o_recovery_cash tbody a", "cash", "2026-03-02"],
    [".o_recovery_step:first a", "steps", 5],
    [".o_recovery_movers button:first", "movers", "worse"],
    [".o_recovery_movers a", "movers", 3],
    [".o_recovery_disputes tbody a", "disputes", 4],
    [".o_recovery_agencies table:first tbody a", "agencies", 9],
    [".o_recovery_agencies table:last tbody a", "courts", "served"],
];

test("a number opens its list, once", async () => {
    await openBoard(full());
    for (const [selector, section, key] of CLICKS) {
        await contains(selector).click();
        expect.verifySteps([{ type: "behind", section, key }]);
    }
});

test("the filters ask anew, the day for the aged balance alone", async () => {
    const said = full();
    said.about.companies.push({ id: 2, name: "Other" });
    await openBoard(said);
    const filters = { company_id: false, user_id: 7, debtor_class: false, day: false };
    await contains("select[name=collector]").select("7");
    expect.verifySteps([["board", filters, null]]);
    await contains("select[name=class]").select("consumer");
    expect.verifySteps([["board", { ...filters, debtor_class: "consumer" }, null]]);
    await contains("select[name=company]").select("2"); // his collectors are others
    expect.verifySteps([["board", { ...filters, company_id: 2, user_id: false, debtor_class: "consumer" }, null]]);
    await contains(".o_recovery_day input").edit("02/10/2026");
    expect.verifySteps([
        ["board", { company_id: 2, user_id: false, debtor_class: "consumer", day: "2026-02-10" }, ["aged"]],
    ]);
});

test("both workbooks", async () => {
    await openBoard(full());
    await contains(".o_recovery_export").click();
    await contains(".o_recovery_export_aged").click();
    expect.verifySteps([
        { type: "export", what: "board" },
        { type: "export", what: "aged" },
    ]);
});

test("what the server refuses is told, and the board stays", async () => {
    expect.errors(1);
    await openBoard(full());
    onRpc("recovery.board", "behind", () => {
        throw makeServerError({ message: "There is no list behind this." });
    });
    await contains(".o_recovery_figure[data-key=dso]").click();
    await contains(".o_error_dialog").click();
    expect.verifyErrors(["There is no list behind this."]);
    expect(".o_recovery_total").toHaveText("$ 1,390");
});

// ---- the colours of the page ----------------------------------------------------------------------------------------

class Page extends Component {
    static components = { RecoveryChart };
    static props = {};
    static template = xml`
        <div class="page" style="background-color: rgb(20, 20, 20); color: rgb(220, 220, 220)">
            <RecoveryChart type="'bar'" labels="['a', 'b']" datasets="datasets" format="(n) => n" label="'Ages'" onSelect.bind="select" />
        </div>`;

    datasets = [{ label: "Open", data: [3, 5], backgroundColor: "red" }];

    select(n) {
        expect.step(n);
    }
}

/** What the chart is drawn with: its labels, its grid, its tooltip. */
function drawnWith() {
    const { scales, plugins } = Chart.getChart(queryFirst(".page canvas")).options;
    const { backgroundColor, bodyColor, titleColor } = plugins.tooltip;
    return [
        scales.x.ticks.color,
        scales.y.grid.color,
        plugins.legend.labels.color,
        backgroundColor,
        bodyColor,
        titleColor,
    ];
}

function written(ink, paper) {
    return [ink, `color-mix(in srgb, ${ink} 20%, transparent)`, ink, ink, paper, paper];
}

test("a chart is drawn in the colours of the page, and anew when they change", async () => {
    await mountWithCleanup(Page);
    expect(drawnWith()).toEqual(written("rgb(220, 220, 220)", "rgb(20, 20, 20)"));
    Object.assign(queryFirst(".page").style, { color: "rgb(10, 10, 10)", backgroundColor: "rgb(250, 250, 250)" });
    document.documentElement.dataset.bsTheme = "light";
    await animationFrame();
    expect(drawnWith()).toEqual(written("rgb(10, 10, 10)", "rgb(250, 250, 250)"));
    delete document.documentElement.dataset.bsTheme;
});

test("a bar tells which it is", async () => {
    await mountWithCleanup(Page);
    const chart = Chart.getChart(queryFirst(".page canvas"));
    chart.options.onClick(null, [{ index: 1 }]);
    chart.options.onClick(null, []); // beside the bars
    expect.verifySteps([1]);
});

test("a line needs two values that are known", async () => {
    await mountWithCleanup(RecoverySpark, { props: { values: [1, null, 3, 2], label: "DSO" } });
    expect("polyline").toHaveAttribute("points", "0.0,27.0 50.0,3.0 100.0,15.0");
    await mountWithCleanup(RecoverySpark, { props: { values: [1, null], label: "CEI" } });
    expect("polyline").toHaveCount(1);
});

// ---- a collector's page ---------------------------------------------------------------------------------------------

function mine(values = {}) {
    return {
        ...{ today: "2026-03-02", name: "Anna", company: "Ours", currency_id: 1, lanes: [] },
        results: { collected: 0, contacts: 0, promises: 0, kept: 0, kept_share: null, closed: 0 },
        promised: { rows: [], until: "2026-03-08" },
        ...values,
    };
}

async function openMine(said) {
    onRpc("recovery.board", "mine", () => said);
    onRpc("recovery.board", "behind_mine", ({ args: [key, of] }) => ({ type: "behind", key, of }));
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountWithCleanup(RecoveryMine, {
        props: { action: {}, actionId: 1, className: "" },
        componentEnv: { config: getDefaultConfig() },
    });
}

test("a day without work", async () => {
    await openMine(mine());
    expect(".o_recovery_empty").toHaveCount(2);
    expect(".o_recovery_collected").toHaveText("$ 0");
    expect(".o_recovery_results").not.toHaveText(/%/);
});

test("lanes, the month and the week open what is behind them", async () => {
    const promise = { kind: "promise", id: 4, name: "Dubois", date: "2026-03-05", amount: 40, currency_id: 1 };
    await openMine(
        mine({
            lanes: [{ key: "call", label: "Call", count: 3, amount: 700 }],
            results: { collected: 60, contacts: 5, promises: 2, kept: 1, kept_share: 50, closed: 1 },
            promised: {
                rows: [
                    { ...promise, state: "open", label: "Open" },
                    { ...promise, kind: "plan", id: 6, date: "2026-03-06", state: "broken", label: "Late" },
                ],
                until: "2026-03-08",
            },
        }),
    );
    expect(".o_recovery_lane").toHaveText("Call\n$ 700\n3");
    expect(".o_recovery_results").toHaveText(/1 50 %/);
    expect(queryAllTexts(".o_recovery_promise .badge")).toEqual(["Open", "Late"]);
    expect(".o_recovery_promise .text-bg-danger").toHaveText("Late");
    await contains(".o_recovery_lane").click();
    for (const n of [0, 1, 2, 3]) {
        await contains(`.o_recovery_results button:eq(${n})`).click();
    }
    await contains(".o_recovery_week header button").click();
    await contains(".o_recovery_promise:last").click();
    expect.verifySteps([
        { type: "behind", key: "lane", of: "call" },
        ...["contacts", "promises", "kept", "closed"].map((key) => ({ type: "behind", key, of: null })),
        { type: "behind", key: "promised", of: null },
        { type: "ir.actions.act_window", res_model: "recovery.plan", res_id: 6, views: [[false, "form"]] },
    ]);
});
