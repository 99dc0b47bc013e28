/* A chart of the board: Odoo's own Chart.js, in the colours of the page; a click tells which bar it was. */
import { loadBundle } from "@web/core/assets";
import { Component, onMounted, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";

export const COLOURS = {
    blue: "#4EA7F2",
    red: "#EA6175",
    green: "#43C5B1",
    orange: "#F4A261",
    yellow: "#FFBC2C",
    dark: "#982738",
};
export const AGES = [COLOURS.green, COLOURS.yellow, COLOURS.orange, COLOURS.red, COLOURS.dark];

const NONE = "rgba(0, 0, 0, 0)"; // what a browser says of an element without a background

/** What is written with and written on, where the element stands: whatever has darkened the page, in light and dark. */
export function coloursOf(element) {
    const ink = getComputedStyle(element).color;
    let paper = NONE;
    for (let under = element; under && paper === NONE; under = under.parentElement) {
        paper = getComputedStyle(under).backgroundColor;
    }
    return { ink, paper: paper === NONE ? "white" : paper, grid: `color-mix(in srgb, ${ink} 20%, transparent)` };
}

export class RecoveryChart extends Component {
    static template = "recovery_dunning.Chart";
    static props = {
        type: String,
        labels: Array,
        datasets: Array,
        format: Function,
        short: { type: Function, optional: true },
        label: String,
        stacked: { type: Boolean, optional: true },
        legend: { type: Boolean, optional: true },
        onSelect: { type: Function, optional: true },
    };

    setup() {
        this.canvas = useRef("canvas");
        this.chart = null;
        const theme = new MutationObserver(() => this.draw());
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(() => this.draw());
        onMounted(() => theme.observe(document.documentElement, { attributes: true }));
        onWillUnmount(() => {
            theme.disconnect();
            this.chart?.destroy();
        });
    }

    draw() {
        this.chart?.destroy();
        const { ink, paper, grid } = coloursOf(this.canvas.el);
        const { stacked, format, legend, onSelect } = this.props;
        const short = this.props.short || format;
        this.chart = new Chart(this.canvas.el, {
            type: this.props.type,
            data: { labels: this.props.labels, datasets: this.props.datasets },
            options: {
                animation: false,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (_event, [bar]) => bar && onSelect?.(bar.index),
                onHover: (event, bars) => {
                    event.native.target.style.cursor = bars.length && onSelect ? "pointer" : "default";
                },
                plugins: {
                    legend: {
                        display: Boolean(legend),
                        position: "bottom",
                        labels: { color: ink, boxWidth: 12, sort: (a, b) => a.datasetIndex - b.datasetIndex },
                    },
                    tooltip: {
                        backgroundColor: ink,
                        titleColor: paper,
                        bodyColor: paper,
                        multiKeyBackground: paper,
                        filter: (item) => item.dataset.label !== "",
                        callbacks: { label: (item) => `${item.dataset.label}: ${format(item.raw)}` },
                    },
                },
                scales: {
                    x: { stacked, ticks: { color: ink }, grid: { display: false } },
                    y: { stacked, ticks: { color: ink, callback: short }, grid: { color: grid } },
                },
            },
        });
    }
}

export class RecoverySpark extends Component {
    static template = "recovery_dunning.Spark";
    static props = { values: Array, label: String };

    get points() {
        const values = this.props.values.filter((value) => value !== null);
        if (values.length < 2) {
            return "";
        }
        const low = Math.min(...values);
        const span = Math.max(...values) - low || 1;
        const step = 100 / (values.length - 1);
        return values
            .map((value, n) => `${(n * step).toFixed(1)},${(27 - ((value - low) / span) * 24).toFixed(1)}`)
            .join(" ");
    }
}
