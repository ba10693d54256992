// The line under the list: which sample comes next, and what would have brought it in.

import { byID, el } from "./dom.js";
import { points } from "./format.js";
import { tryButton } from "./explanation.js";

/** `tryOut(counterfactual)` makes the wish it names; `onAsked(id)` when somebody wants to know more. */
export function createRunnerUp({ tryOut, onAsked }) {
    const line = byID("runner-up");

    return {
        show({ runner_up: next }) {
            line.hidden = !next;
            if (!next) return line.replaceChildren();
            const change = next.counterfactual;
            const why = el("button", { type: "button", class: "quiet small", aria: { label: `Why not ${next.name}` } }, "Why not?");
            why.addEventListener("click", () => onAsked(next.sample_id));
            line.dataset.sample = next.sample_id;
            line.replaceChildren(
                el("span", {}, "Next is ", el("strong", {}, next.name), ` with ${points(next.score)}`,
                    change ? `; it ${change.text}.` : "."),
                ...(change ? [tryButton(change, tryOut)] : []), why);
        },
    };
}
