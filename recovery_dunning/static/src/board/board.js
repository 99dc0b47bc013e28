/* The board: key figures, aged balance, what comes in, which step works, who needs attention. A number opens its list. */
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { deserializeDate, formatDate, serializeDate } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { Layout } from "@web/search/layout";
import { formatCurrency } from "@web/core/currency";
import { useSetupAction } from "@web/search/action_hook";
import { Component, onWillStart, useState } from "@odoo/owl";
import { AGES, COLOURS, RecoveryChart, RecoverySpark } from "./chart";

/** What both pages say of amounts and days. */
export class RecoveryPage extends Component {
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
    }

    money(amount, currencyId = this.currencyId) {
        return formatCurrency(amount || 0, currencyId, { digits: [16, 0] });
    }

    /** Thousands and millions in short: an axis has little room. */
    short(amount) {
        return formatFloat(amount, { humanReadable: true, decimals: amount && Math.abs(amount) < 10000 ? 1 : 0 });
    }

    /** In a table, nothing for nothing. */
    amount(value) {
        return value ? this.money(value) : "";
    }

    day(text) {
        return text ? formatDate(deserializeDate(text)) : "";
    }

    number(value, digits = 1) {
        return formatFloat(value, { digits: [16, digits] });
    }
}

export class RecoveryBoard extends RecoveryPage {
    static template = "recovery_dunning.Board";
    static components = { DateTimeInput, Layout, RecoveryChart, RecoverySpark };

    setup() {
        super.setup();
        const kept = this.props.state?.filters || {};
        this.state = useState({
            board: null,
            filters: { company_id: false, user_id: false, debtor_class: false, day: false, ...kept },
        });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        onWillStart(() => this.load());
    }

    get currencyId() {
        return this.state.board.about.currency_id;
    }

    async load(sections = null) {
        const asked = { ...this.state.filters };
        const board = await this.orm.call("recovery.board", "board", [asked, sections]);
        this.state.board = sections ? { ...this.state.board, ...board } : board;
    }

    filter(name, value) {
        this.state.filters[name] = name === "debtor_class" ? value || false : Number(value) || false;
        if (name === "company_id") {
            this.state.filters.user_id = false;
        }
        return this.load();
    }

    /** The aged balance alone looks back. */
    backDate(day) {
        this.state.filters.day = day ? serializeDate(day) : false;
        return this.load(["aged"]);
    }

    get chosenDay() {
        return deserializeDate(this.state.board.about.day);
    }

    get lastDay() {
        return deserializeDate(this.state.board.about.today);
    }

    async open(section, key = null) {
        const action = await this.orm.call("recovery.board", "behind", [section, key, { ...this.state.filters }]);
        return action && this.action.doAction(action);
    }

    async export(what) {
        return this.action.doAction(await this.orm.call("recovery.board", "export", [what, { ...this.state.filters }]));
    }

    openMine() {
        return this.action.doAction("recovery_dunning.action_recovery_mine");
    }

    // ---- what a figure says ---------------------------------------------------------------------------------------

    said(row, value) {
        if (value === null) {
            return "–";
        }
        switch (row.kind) {
            case "money":
                return this.money(value);
            case "share":
                return _t("%s %", this.number(value));
            case "days":
                return _t("%s days", this.number(value));
        }
        return this.number(value, 2);
    }

    changed(row) {
        const sign = row.change > 0 ? "+" : "";
        return sign + this.said(row, row.change);
    }

    share(value) {
        return value === null || value === undefined ? "–" : _t("%s %", this.number(value));
    }

    // ---- charts ---------------------------------------------------------------------------------------------------

    get ages() {
        const buckets = this.state.board.aged.buckets;
        return {
            labels: buckets.map((bucket) => bucket.label),
            datasets: [
                {
                    label: _t("Open"),
                    data: buckets.map((bucket) => bucket.amount),
                    backgroundColor: AGES,
                    maxBarThickness: 64,
                },
            ],
        };
    }

    get weeks() {
        const weeks = this.state.board.cash.weeks;
        const bar = (label, backgroundColor, data) => ({
            ...{ type: "bar", label, backgroundColor, data, stack: "money", order: 2, maxBarThickness: 40 },
        });
        const edge = (label, data, fill) => ({
            ...{ type: "line", label, data, fill, order: 1, pointRadius: 0, borderWidth: 1, borderDash: [4, 3] },
            ...{ borderColor: COLOURS.red, backgroundColor: "rgba(234,97,117,.12)", stack: label, tension: 0.3 },
        });
        return {
            labels: weeks.map((week) =>
                deserializeDate(week.monday).toFormat("d MMM", { locale: localization.code?.replace("_", "-") }),
            ),
            datasets: [
                bar(
                    _t("Promised"),
                    COLOURS.green,
                    weeks.map((week) => week.promised),
                ),
                bar(
                    _t("On plans"),
                    COLOURS.orange,
                    weeks.map((week) => week.planned),
                ),
                bar(
                    _t("As they pay"),
                    COLOURS.blue,
                    weeks.map((week) => Math.max(week.expected - week.promised - week.planned, 0)),
                ),
                edge(
                    _t("At least"),
                    weeks.map((week) => week.low),
                    false,
                ),
                edge(
                    _t("At most"),
                    weeks.map((week) => week.high),
                    "-1",
                ),
            ],
        };
    }

    width(step) {
        return `width: ${Math.min(Math.max(step || 0, 0), 100)}%`;
    }
}

registry.category("actions").add("recovery_board", RecoveryBoard);
