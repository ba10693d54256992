// Why this score: every component with its bar, points and phrase, their sum, the fit and where the sample lies.

import { el } from "./dom.js";
import { drawSingle } from "./bars.js";
import { labelOf, partsOf } from "./components.js";
import { decimal, points, signed } from "./format.js";

const SOURCES = {
    clap: "CLAP embedding", musicnn: "musicnn embedding", fingerprint: "fingerprint embedding",
    rules: "musical rules alone",
    trending: "what is accepted lately", recency: "what is newest",
};

const PLACED = {
    variety: "It stands above a sample that scores more, for variety.",
    pack_cap: "It stands above a sample that scores more, whose pack had its share.",
    hysteresis: "It keeps its place: the sample below scores less than 0.005 more.",
};

/** `bans`: whether to offer the bans, where the buttons work. */
export function drawDetails(box, suggestion, scale, { bans = true } = {}) {
    const phrases = new Map((suggestion.reasons ?? []).map((reason) => [reason.component, reason.text]));
    const rows = partsOf(suggestion).map(([name, value]) => el("tr", { data: { component: name } },
        el("th", { scope: "row" }, labelOf(name)),
        el("td", { class: "cell-bar" }, drawSingle(name, value, scale)),
        el("td", { class: "num" }, points(value)),
        el("td", { class: "phrase" }, phrases.get(name) ?? "")));
    const sum = el("tr", { class: "sum" },
        el("th", { scope: "row" }, "Score"), el("td"), el("td", { class: "num" }, points(suggestion.score)),
        el("td", { class: "phrase muted" }, `from ${SOURCES[suggestion.source] ?? suggestion.source}`));
    box.replaceChildren(
        el("table", { class: "reasons" },
            el("caption", { class: "hidden" }, `Why ${suggestion.name}`), el("tbody", {}, ...rows, sum)),
        ...(PLACED[suggestion.placed_by] ? [el("p", { class: "note" }, PLACED[suggestion.placed_by])] : []),
        el("dl", { class: "fit-list" }, ...fitRows(suggestion.fit ?? {})),
        el("div", { class: "buttons" },
            bans ? banButton("ban", "Ban this sample") : null,
            bans && suggestion.pack ? banButton("ban-pack", `Ban the pack \u201c${suggestion.pack}\u201d`) : null,
            el("code", { class: "id muted", title: "sample id" }, suggestion.sample_id)));
}

function banButton(action, text) {
    return el("button", { type: "button", class: "quiet small", data: { action } }, text);
}

function fitRows(fit) {
    const known = (value, print) => typeof value === "number" ? print(value) : "\u2013";
    const rows = [
        ["Stretch", known(fit.stretch_ratio, (ratio) => `\u00d7${decimal(ratio, 4)}`)],
        ["Transpose", known(fit.transpose_semitones, (steps) => `${signed(steps, 0)} semitones`)],
        ["Gain to \u221218 LUFS", known(fit.gain_db, (gain) => `${signed(gain)} dB`)],
        ["Length", known(fit.bars, (bars) => `${decimal(bars, 2)} bars`)],
    ];
    return rows.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", { class: "num" }, value)));
}
