// One EventSource that stays open, and what EventSource does not do by itself: it asks for a new ticket, reopens when
// EventSource has given up (any status but 200), notices silence through the `hb` events, keeps the cursor across
// reopenings, and makes whole lists of patches.

import { applyPatch } from "./json-patch.js";

const EVENTS = [
    "hello", "context", "suggestions", "patch", "library", "experiment", "reset", "overloaded", "reauth", "bye", "hb",
];
const FIRST_WAIT = 500, LONGEST_WAIT = 10000;

/**
 * @param {{url: string, ping: number, delta: boolean, ticket?: () => Promise<string>}} options
 * @param {string[]} sessions @param {string|null} cursor the newest id seen of the same sessions
 * @param {(event: string, data: object, id: string) => void} receive
 * @param {(state: string, detail: string) => void} report
 */
export function connect(options, sessions, cursor, receive, report) {
    let source = null, state = "", reopening = null, wait = FIRST_WAIT, attempt = 0, closed = false;
    let lastFrame = performance.now(), silenceLimit = 2000 * options.ping, farewell = "", held = new Map();

    function tell(next, detail = "") {
        if (next === state && !detail) return;
        state = next;
        report(next, detail);
    }

    function address(ticket) {
        const url = new URL(options.url, location.href);
        for (const session of sessions) url.searchParams.append("session_id", session);
        url.searchParams.set("hb", "event");
        url.searchParams.set("ping", options.ping);
        if (options.delta) url.searchParams.set("delta", "1");
        if (cursor) url.searchParams.set("last_event_id", cursor);
        if (ticket) url.searchParams.set("ticket", ticket);
        return url;
    }

    async function open() {
        clearTimeout(reopening);
        reopening = null;
        source?.close();
        source = null;
        const mine = ++attempt;
        let ticket = "";
        try {
            ticket = options.ticket ? await options.ticket() : "";
        } catch (error) {
            if (mine === attempt && !closed) refused(error.status === 401 ? "unauthorized" : "reconnecting", "no ticket");
            return;
        }
        if (mine !== attempt || closed) return;
        held = new Map();
        source = new EventSource(address(ticket));
        for (const name of EVENTS) source.addEventListener(name, heard);
        source.addEventListener("error", failed);
    }

    function heard(message) {
        if (message.currentTarget !== source) return;
        lastFrame = performance.now();
        let data;
        try {
            data = JSON.parse(message.data);
        } catch {
            return;
        }
        let name = message.type;
        if (name === "patch") {
            data = patched(data);
            if (!data) return;
            name = "suggestions";
        }
        if (name === "suggestions") held.set(data.session_id, data);
        if (message.lastEventId) cursor = message.lastEventId;
        if (name === "hello") {
            wait = FIRST_WAIT;
            farewell = "";
            silenceLimit = 2000 * (data.ping_s ?? options.ping);
        }
        if (["bye", "overloaded", "reauth"].includes(name)) farewell = data.reason ?? name;
        else tell("live");
        receive(name, data, message.lastEventId);
        // A ticket that has expired opens nothing again: do not let EventSource try.
        if (name === "reauth") open();
    }

    /** The list a patch leads to; `null`, and a fresh start, when it does not fit what we hold. */
    function patched(patch) {
        const base = held.get(patch.session_id);
        try {
            if (base?.set_id !== patch.base) throw new Error("another base");
            return applyPatch(base, patch.ops);
        } catch {
            cursor = null;
            open();
            return null;
        }
    }

    async function failed(event) {
        if (event.currentTarget !== source) return;
        if (source.readyState !== EventSource.CLOSED) {
            tell(state === "connecting" ? "connecting" : "reconnecting", farewell);
            return;
        }
        const mine = attempt;
        const status = await fetch(source.url, { method: "HEAD" }).then((answer) => answer.status, () => 0);
        if (mine !== attempt || closed) return;
        if (status === 401 && !options.ticket) refused("unauthorized", "");
        // The answer to a session that was ended is 204; somebody may begin it again, so keep asking, slowly.
        else if (status === 204 || farewell === "session_ended") refused("ended", "");
        else refused(state === "connecting" ? "connecting" : "reconnecting", farewell);
    }

    function refused(next, detail) {
        if (next === "ended" || next === "unauthorized") wait = LONGEST_WAIT;
        tell(next, detail);
        if (reopening !== null) return;
        const jittered = wait * (0.75 + Math.random() / 2);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        reopening = setTimeout(open, jittered);
    }

    /** Silence means a half-open connection: say so, and after as long again start afresh. */
    const watching = setInterval(() => {
        const silence = performance.now() - lastFrame;
        if (state === "live" && silence > silenceLimit) tell("stale");
        if (state === "stale" && silence > 2 * silenceLimit) {
            lastFrame = performance.now();
            tell("reconnecting", "no answer");
            open();
        }
    }, 500);

    tell("connecting");
    open();

    return {
        /** Milliseconds since the last frame of any kind. */
        silence: () => performance.now() - lastFrame,
        /** Tries now instead of when the next attempt is due. */
        nudge() {
            if (reopening === null) return;
            // Somebody may have signed in since: no verdict until the service has spoken again.
            if (state === "unauthorized") tell("connecting");
            open();
        },
        /** Starts afresh, as after the page was frozen. */
        reopen: open,
        /** Watches other sessions. A cursor says nothing about sessions that were not watched, so it is let go. */
        watch(next) {
            sessions = next;
            cursor = null;
            open();
        },
        close() {
            closed = true;
            attempt += 1;
            clearInterval(watching);
            clearTimeout(reopening);
            source?.close();
        },
    };
}
