/* The buttons of a case: what comes next stands there, the rest is under one menu, on a desk as on a telephone. */
import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useService } from "@web/core/utils/hooks";

const SHOWN = 4;
const SHOWN_SMALL = 1;

export class MoreButtons extends Component {
    static template = "recovery_dunning.MoreButtons";
    static components = { Dropdown, DropdownItem };
    static props = { slots: { type: Object, optional: true } };

    setup() {
        this.ui = useService("ui");
    }

    get visible() {
        return Object.entries(this.props.slots || {})
            .filter(([, slot]) => slot.isVisible)
            .map(([name]) => name);
    }

    get count() {
        return this.ui.isSmall ? SHOWN_SMALL : SHOWN;
    }
}
