// One suggestion of the list: a clone of the page's template that is filled again for every set.

import { byID, el, icon, setText, slots } from "./dom.js";
import { drawBar } from "./bars.js";
import { drawDetails } from "./details.js";
import { decimal, fitPhrases, keyName, percent, points, seconds } from "./format.js";

const RELAXED = { tempo: "wider tempo", key_compatible: "compatible key", key_any: "any key", role: "other role" };

const PLACED = {
    variety: ["for variety", "Stands above a sample that scores more, because it differs more from the others"],
    pack_cap: ["other pack", "Stands above a sample that scores more, whose pack had its share"],
};

export function createRow() {
    const node = byID("row").content.firstElementChild.cloneNode(true);
    const slot = slots(node);
    const play = node.querySelector("[data-action=play]"), pin = node.querySelector("[data-action=pin]");
    const why = node.querySelector("[data-action=why]");
    let suggestion = null, scale = null;

    return {
        node,
        get suggestion() { return suggestion; },

        /** Shows `next`; `change` is "new", places risen (positive) or fallen (negative), or 0. */
        fill(next, listScale, change, judged) {
            suggestion = next;
            scale = listScale;
            node.dataset.sample = next.sample_id;
            const worth = `score ${points(next.score)}`;
            node.setAttribute("aria-label", `${next.rank}, ${next.name}, ${worth}. ${next.rationale ?? ""}`);
            setText(slot.rank, String(next.rank));
            showChange(slot.change, change);
            setText(slot.name, next.name);
            slot.name.title = next.name;
            setText(slot.pack, next.pack ?? "");
            setText(slot.why, next.rationale ?? "");
            slot.traits.replaceChildren(...traits(next));
            slot.badges.replaceChildren(...badges(next, judged));
            setText(slot.score, points(next.score));
            drawBar(slot.bar, next, listScale);
            setText(slot.fit, fitPhrases(next.fit).join(" \u00b7 "));
            pin.setAttribute("aria-pressed", String(Boolean(next.pinned)));
            pin.lastElementChild.textContent = next.pinned ? "Unpin" : "Pin";
            node.classList.toggle("pinned", Boolean(next.pinned));
            node.dataset.judged = judged ?? "";
            label(node, next);
            if (!slot.details.hidden) drawDetails(slot.details, next, listScale);
        },

        /** The same set, judged since it was drawn. */
        judge(judged) {
            slot.badges.replaceChildren(...badges(suggestion, judged));
            node.dataset.judged = judged ?? "";
        },

        showPlayback({ playing, progress }) {
            play.classList.toggle("playing", playing);
            play.style.setProperty("--progress", `${(progress * 100).toFixed(1)}%`);
            play.querySelector("use").setAttribute("href", playing ? "#i-pause" : "#i-play");
            play.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${suggestion.name}`);
        },

        toggleDetails() {
            slot.details.hidden = !slot.details.hidden;
            why.setAttribute("aria-expanded", String(!slot.details.hidden));
            if (!slot.details.hidden) drawDetails(slot.details, suggestion, scale);
        },
    };
}

function label(node, { name }) {
    for (const button of node.querySelectorAll("[data-action]")) {
        const verb = button.dataset.action === "play" ? (button.classList.contains("playing") ? "Pause" : "Play")
            : button.textContent.trim();
        button.setAttribute("aria-label", `${verb} ${name}`);
    }
}

function showChange(node, change) {
    node.className = "change";
    let text = "", title = "";
    if (change === "new") {
        node.classList.add("new");
        [text, title] = ["new", "New in the list"];
    } else if (change) {
        const places = Math.abs(change);
        node.classList.add(change > 0 ? "up" : "down");
        [text, title] = change > 0 ? [`\u25b2${places}`, `Up ${places}`] : [`\u25bc${places}`, `Down ${places}`];
    }
    setText(node, text);
    node.title = title;
}

/** What the sample is; doubt is shown with the fact, and the unknown is named, not left out. */
function traits(s) {
    return [
        trait(typeof s.bpm === "number" ? `${decimal(s.bpm)} BPM` : null, s.bpm_confidence, "no tempo"),
        trait(s.key ? keyName(s.key) : null, s.key_confidence, "no key"),
        trait(s.role ?? null, s.role_confidence, "no role"),
        trait(typeof s.duration_s === "number" ? seconds(s.duration_s) : null, null, ""),
        ...(s.tags ?? []).slice(0, 3).map((tag) => el("span", { class: "tag" }, tag)),
    ].filter(Boolean);
}

function trait(text, confidence, unknown) {
    if (!text) return unknown ? el("span", { class: "trait unknown" }, unknown) : null;
    const known = typeof confidence === "number";
    const node = el("span", { class: "trait" }, text);
    if (known) {
        node.append(el("small", { title: `${percent(confidence)} sure` }, percent(confidence)));
        node.classList.toggle("doubtful", confidence < 0.5);
    }
    return node;
}

function badges(s, judged) {
    const list = [];
    if (s.pinned) list.push(el("span", { class: "badge strong" }, icon("pin"), "pinned"));
    if (judged === "accept") list.push(el("span", { class: "badge strong" }, icon("accept"), "accepted"));
    if (judged === "skip") list.push(el("span", { class: "badge" }, "skipped"));
    if (PLACED[s.placed_by]) {
        const [text, title] = PLACED[s.placed_by];
        list.push(el("span", { class: "badge", title }, text));
    }
    for (const relaxed of s.relaxed ?? []) {
        const title = "Too few samples fitted, so this filter was loosened for it";
        list.push(el("span", { class: "badge relaxed", title }, RELAXED[relaxed] ?? relaxed));
    }
    return list;
}
