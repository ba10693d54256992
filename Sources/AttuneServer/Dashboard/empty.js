// What the page says when there is nothing to show, and what to do about it, with the command.

import { byID, command, el } from "./dom.js";

/** Whether a context wishes for anything. */
export function isEmptyContext(context) {
    return !context || !Object.entries(context).some(([name, value]) => !["sources", "preferences"].includes(name)
        && value !== null && !(Array.isArray(value) && value.length === 0));
}

export function createEmptyStates(session) {
    const banner = byID("list-banner"), empty = byID("empty");
    const curl = `curl -X POST ${location.origin}/v1/recommendations/context -H 'content-type: application/json' `
        + `-d '{"session_id":"${session}","context":{"bpm":128,"key":"A minor","mood_tags":["dark"]}}'`;
    let bannerShown = null, emptyShown = null;

    function put(box, shown, key, ...content) {
        if (shown === key) return key;
        box.hidden = key === null;
        box.replaceChildren(...content);
        return key;
    }

    return {
        show(set, context) {
            const rows = set?.rows, none = set && (set.suggestions ?? []).length === 0;
            const noContext = set && isEmptyContext(context) && rows !== 0;
            bannerShown = noContext
                ? put(banner, bannerShown, "context",
                    el("p", {}, el("strong", {}, "No context yet."), " This is what is newest and most accepted. "
                        + "Give a tempo or a key in the form, or send them from your DAW or a terminal:"),
                    command(curl))
                : put(banner, bannerShown, null);
            if (!set) {
                const waiting = el("p", { class: "muted" }, "Waiting for the first list\u2026");
                emptyShown = put(empty, emptyShown, "waiting", waiting);
            } else if (rows === 0) {
                emptyShown = put(empty, emptyShown, "library",
                    el("h3", {}, "The library is empty"),
                    el("p", {}, "Import a folder of samples; they appear here while they are analysed."),
                    command("attune import FOLDER"));
            } else if (none) {
                emptyShown = put(empty, emptyShown, "none",
                    el("h3", {}, "Nothing passes"),
                    el("p", {}, "Every sample is banned or ruled out by the role. "
                        + "Take back a ban, or choose another role."));
            } else {
                emptyShown = put(empty, emptyShown, null);
            }
        },
    };
}
