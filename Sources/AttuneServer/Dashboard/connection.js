// The connection as a person sees it: live, reconnecting, stale or ended, and how long since the last frame.

import { byID, setText } from "./dom.js";
import { ago } from "./format.js";

const WORDS = { connecting: "connecting", live: "live", reconnecting: "reconnecting", stale: "stale", ended: "ended",
    unauthorized: "signed out" };

export function createConnectionView() {
    const box = byID("connection"), word = byID("connection-state"), age = byID("connection-age");
    const part = byID("connection-degraded");

    return {
        show(state, detail) {
            box.dataset.state = state;
            document.body.dataset.connection = state;
            setText(word, WORDS[state]);
            box.title = {
                live: "Changes arrive as they happen.",
                connecting: "Opening the stream.",
                reconnecting: `The stream has ended${detail ? ` (${detail})` : ""}; trying again. The list may be old.`,
                stale: "Nothing has arrived for longer than the heartbeat. The list may be old.",
                unauthorized: "The service asks for a token.",
                ended: "This session was ended. Change the context to begin it again.",
            }[state];
        },
        /** `reason`: what the service lacks; null when it lacks nothing. */
        showDegraded(reason) {
            part.hidden = reason === null;
            part.title = reason ?? "";
        },
        /** Called about once a second. */
        tick(silence) {
            setText(age, box.dataset.state === "connecting" ? "" : ago(silence));
        },
    };
}
