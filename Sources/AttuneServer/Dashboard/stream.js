// The live connection: plain EventSource, plus what it does not do by itself. It reopens when EventSource has given up
// (any status but 200), notices silence through the `hb` events, and keeps the cursor across reopenings.

import { streamURL } from "./api.js";

const EVENTS = [
    "hello", "context", "suggestions", "library", "experiment", "reset", "overloaded", "reauth", "bye", "hb",
];
const FIRST_WAIT = 500, LONGEST_WAIT = 10000;

/**
 * Opens the stream of a session and keeps it open.
 * @param {string} session
 * @param {(event: string, data: object) => void} onEvent every event of the session
 * @param {(state: "connecting"|"live"|"reconnecting"|"stale"|"ended", detail: string) => void} onState
 */
export function openStream(session, onEvent, onState) {
    let source = null, state = "", reopening = null, wait = FIRST_WAIT;
    let cursor = null, lastFrame = performance.now(), silenceLimit = 10000, farewell = "";

    function report(next, detail = "") {
        if (next === state && !detail) return;
        state = next;
        onState(next, detail);
    }

    function open() {
        clearTimeout(reopening);
        reopening = null;
        source?.close();
        source = new EventSource(streamURL(session, cursor));
        for (const name of EVENTS) source.addEventListener(name, receive);
        source.addEventListener("error", failed);
    }

    function receive(message) {
        if (message.currentTarget !== source) return;
        lastFrame = performance.now();
        if (message.lastEventId) cursor = message.lastEventId;
        let data;
        try {
            data = JSON.parse(message.data);
        } catch {
            return;
        }
        if (message.type === "hello") {
            wait = FIRST_WAIT;
            farewell = "";
            silenceLimit = 2000 * (data.ping_s ?? 5);
        }
        if (["bye", "overloaded", "reauth"].includes(message.type)) farewell = data.reason ?? message.type;
        report("live");
        onEvent(message.type, data);
    }

    function failed(event) {
        if (event.currentTarget !== source) return;
        const gaveUp = source.readyState === EventSource.CLOSED;
        // The answer to a session that was ended is 204; somebody may begin it again, so keep asking, slowly.
        if (gaveUp && farewell === "session_ended") {
            wait = LONGEST_WAIT;
            report("ended");
        } else {
            report(state === "connecting" ? "connecting" : "reconnecting", farewell);
        }
        if (gaveUp) reopenLater();
    }

    function reopenLater() {
        if (reopening !== null) return;
        const jittered = wait * (0.75 + Math.random() / 2);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        reopening = setTimeout(open, jittered);
    }

    /** Silence means a half-open connection: say so, and after as long again start afresh. */
    function watch() {
        const silence = performance.now() - lastFrame;
        if (state === "live" && silence > silenceLimit) report("stale");
        if (state === "stale" && silence > 2 * silenceLimit) {
            lastFrame = performance.now();
            report("reconnecting", "no answer");
            open();
        }
    }

    function wake() {
        if (document.visibilityState === "visible" && state !== "live" && state !== "connecting") open();
    }

    /** A page taken out of the browser's back-forward cache comes with a dead stream. */
    function restored(event) {
        if (event.persisted) open();
    }

    setInterval(watch, 500);
    addEventListener("pageshow", restored);
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    report("connecting");
    open();

    return {
        /** Milliseconds since the last frame of any kind. */
        silence: () => performance.now() - lastFrame,
        /** After a session has been started again, do not wait for the next attempt. */
        nudge() {
            if (source.readyState === EventSource.CLOSED) open();
        },
    };
}
