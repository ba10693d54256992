// Stacked component bars: what adds goes right of the zero line, what takes away goes left of it, hatched.

import { el } from "./dom.js";
import { labelOf, partsOf } from "./components.js";
import { points } from "./format.js";

/** Fills `bar` with one segment per component, on the list's common scale. */
export function drawBar(bar, suggestion, scale) {
    const parts = partsOf(suggestion);
    const shown = parts.filter(([, value]) => value !== 0);
    while (bar.children.length > shown.length) bar.lastElementChild.remove();
    while (bar.children.length < shown.length) bar.append(el("i"));
    let right = scale.zero, left = scale.zero;
    shown.forEach(([name, value], index) => {
        const segment = bar.children[index];
        const width = Math.abs(value) / scale.span;
        if (value < 0) left -= width;
        place(segment, name, value < 0 ? left : right, width);
        if (value > 0) right += width;
        segment.classList.toggle("negative", value < 0);
        segment.title = `${labelOf(name)} ${points(value)}`;
    });
    bar.style.setProperty("--zero", `${(scale.zero * 100).toFixed(2)}%`);
    bar.classList.toggle("signed", scale.zero > 0);
    bar.setAttribute("aria-label", parts.map(([name, value]) => `${labelOf(name)} ${points(value)}`).join(", "));
}

/** One component alone, for the details. */
export function drawSingle(name, value, scale) {
    const segment = el("i", { class: value < 0 ? "negative" : "" });
    const width = Math.abs(value) / scale.span;
    place(segment, name, value < 0 ? scale.zero - width : scale.zero, width);
    const bar = el("div", { class: scale.zero > 0 ? "bar signed" : "bar", aria: { hidden: "true" } }, segment);
    bar.style.setProperty("--zero", `${(scale.zero * 100).toFixed(2)}%`);
    return bar;
}

function place(segment, name, start, width) {
    segment.classList.toggle("nil", width === 0);
    segment.dataset.component = name;
    segment.style.setProperty("--start", `${(start * 100).toFixed(2)}%`);
    segment.style.setProperty("--width", `${(width * 100).toFixed(2)}%`);
}
