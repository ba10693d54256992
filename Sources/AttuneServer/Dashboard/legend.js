// The legend: one button per component of the list; pointing at one, or choosing it, lets the others step back.

import { COMPONENTS, partsOf } from "./components.js";
import { byID, el } from "./dom.js";

export function createLegend() {
    const legend = byID("legend");
    let chosen = null;
    const buttons = COMPONENTS.map(([name, label, meaning]) => {
        const data = { component: name };
        const button = el(
            "button", { type: "button", class: "swatch", title: meaning, data, aria: { pressed: "false" } },
            el("i", { data }), label);
        button.addEventListener("click", () => {
            chosen = chosen === name ? null : name;
            for (const other of buttons) other.setAttribute("aria-pressed", String(other.dataset.component === chosen));
            highlight(chosen);
        });
        button.addEventListener("pointerenter", () => highlight(name));
        button.addEventListener("pointerleave", () => highlight(chosen));
        return button;
    });
    legend.append(...buttons);

    function highlight(name) {
        if (name) document.body.dataset.highlight = name;
        else delete document.body.dataset.highlight;
    }

    return {
        /** Shows the components that have points somewhere in the list. */
        show(suggestions) {
            const parts = suggestions.flatMap(partsOf).filter(([, points]) => points !== 0);
            const present = new Set(parts.map(([name]) => name));
            for (const button of buttons) button.hidden = !present.has(button.dataset.component);
            legend.hidden = present.size === 0;
        },
    };
}
