// The card that says where one sample stands: its place or what keeps it out, by how much, and what would change it.

import { explain } from "./api.js";
import { byID, el, setText } from "./dom.js";
import { drawDetails } from "./details.js";
import { integer, keyName } from "./format.js";
import { scaleOf } from "./components.js";

const CAUSES = {
    tempo: "Tempo", key: "Key", role: "Role", playing: "Playing",
    banned_sample: "Banned", banned_pack: "Pack banned", banned_tag: "Tag banned",
};

function verdict({ verdict: kind, place, eligible_rows: eligible }) {
    switch (kind) {
    case "listed": return `number ${place}`;
    case "excluded": return "kept out";
    case "held_back": return `held back at ${integer(place)}`;
    default: return `number ${integer(place)} of ${integer(eligible)}`;
    }
}

/** `tryOut(counterfactual)` makes the wish it names; `onProblem(problem)` when the service cannot explain. */
export function createExplanation(session, { tryOut, onProblem }) {
    const card = byID("explanation");
    let sample = null, asked = 0;

    async function ask() {
        if (!sample) return;
        const number = ++asked;
        try {
            const answer = await explain(session, sample);
            if (number === asked) draw(answer);
        } catch (problem) {
            if (number === asked) {
                close();
                onProblem(problem);
            }
        }
    }

    function draw(answer) {
        const suggestion = answer.sample, kept = answer.verdict === "excluded";
        const change = answer.counterfactual;
        card.dataset.verdict = answer.verdict;
        card.dataset.sample = suggestion.sample_id;
        setText(byID("explanation-name"), suggestion.name);
        setText(byID("explanation-pack"), suggestion.pack ?? "");
        setText(byID("explanation-verdict"), verdict(answer));
        setText(byID("explanation-text"), kept ? "" : answer.text);
        byID("explanation-causes").replaceChildren(...answer.exclusions.map(({ cause, text }) =>
            el("li", { data: { cause } }, el("span", { class: "badge" }, CAUSES[cause] ?? cause), el("span", {}, text))));
        const offer = byID("explanation-offer");
        offer.replaceChildren(...(change ? [el("span", {}, `It ${change.text}.`), tryButton(change, tryOut)] : []));
        offer.hidden = !change;
        const details = byID("explanation-details");
        details.hidden = kept;
        if (!kept) drawDetails(details, suggestion, scaleOf([suggestion]), { bans: false });
        card.hidden = false;
    }

    function close() {
        sample = null;
        asked += 1;
        card.hidden = true;
    }

    byID("explanation-close").addEventListener("click", close);
    return {
        /** Opens the card for a sample's id. */
        async show(id) {
            sample = id;
            await ask();
            if (!card.hidden) card.scrollIntoView({ block: "nearest" });
        },
        /** The list is another: what the card says may be too. */
        refresh: ask,
        close,
        get isOpen() { return !card.hidden; },
    };
}

/** A button that makes the wish a counterfactual names. */
export function tryButton(change, tryOut) {
    const value = change.field === "key" ? keyName(change.value) : String(change.value);
    const unit = change.field === "bpm" ? " BPM" : "";
    const label = `${change.field === "mood_tags" ? "Add" : "Try"} ${value}${unit}`;
    const button = el("button", { type: "button", class: "quiet small", data: { field: change.field } }, label);
    button.addEventListener("click", () => tryOut(change));
    return button;
}
