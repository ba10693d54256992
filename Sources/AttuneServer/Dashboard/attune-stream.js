// Attune's stream for web pages: import { openStream } from "https://…/dashboard/attune-stream.js". docs/STREAM.md tells
// what comes over it.

import { connect } from "./stream-connection.js";
import { canShare, share } from "./stream-sharing.js";

/**
 * Watches sessions, and keeps watching through restarts, lost networks, sleeping laptops and expired tickets.
 * @param {object} options
 * @param {string[]} options.sessions what to watch; `["*"]` for all
 * @param {(event: string, data: object, id: string) => void} options.onEvent every event; patches arrive as whole `suggestions`
 * @param {(state: "connecting"|"live"|"reconnecting"|"stale"|"ended"|"unauthorized", detail: string) => void} options.onState
 * @param {string} [options.url] the stream's address; by default of the service this module came from
 * @param {() => Promise<string>} [options.ticket] makes a ticket, for pages of another origin; a rejection with `status` 401
 *     means that somebody must sign in
 * @param {boolean} [options.delta] take changed lists as patches
 * @param {number} [options.ping] seconds between heartbeats, 5…60; twice that of silence is stale
 * @param {boolean} [options.share] one connection for all pages of this origin, where the browser can
 */
export function openStream({
    sessions, onEvent, onState, ticket, delta = true, ping = 5, share: shares = true,
    url = new URL("/v1/recommendations/stream", import.meta.url).href,
}) {
    const options = { url, delta, ping, ticket };
    let state = "";
    const report = (next, detail) => {
        state = next;
        onState(next, detail);
    };
    const stream = shares && canShare()
        ? share(options, sessions, onEvent, report)
        : connect(options, sessions, null, onEvent, report);

    function wake() {
        if (document.visibilityState === "visible" && state !== "live" && state !== "connecting") stream.reopen();
    }

    /** A page taken out of the browser's back-forward cache comes with a dead stream. */
    function restored(event) {
        if (event.persisted) stream.reopen();
    }

    addEventListener("pageshow", restored);
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);

    return {
        /** Milliseconds since the last frame of any kind. */
        silence: stream.silence,
        /** Tries now, as after a session has been started again. */
        nudge: stream.nudge,
        /** Watches other sessions from now on; their snapshot follows. */
        watch: stream.watch,
        close() {
            removeEventListener("pageshow", restored);
            removeEventListener("online", wake);
            document.removeEventListener("visibilitychange", wake);
            stream.close();
        },
    };
}

/** Milliseconds by which events may come apart from how they were sent: more than a network's jitter, less than their distance. */
const TOLERANCE = 200;

/**
 * Whether something between here and the service holds bytes back: asks for a stream of timed events and compares when they
 * were sent with when they came.
 * @returns {Promise<{buffered: boolean, worst_ms: number, received: number, expected: number}>}
 */
export function testStream(url = new URL("/v1/streams/selftest", import.meta.url).href) {
    return new Promise((resolve, reject) => {
        const source = new EventSource(url);
        const arrivals = [];
        source.addEventListener("tick", (message) => arrivals.push([JSON.parse(message.data), performance.now()]));
        source.addEventListener("done", (message) => {
            source.close();
            const { count } = JSON.parse(message.data);
            const [[first, start]] = arrivals;
            const late = arrivals.map(([tick, at]) => at - start - (tick.sent_ms - first.sent_ms));
            const spread = Math.max(...late) - Math.min(...late);
            resolve({
                buffered: arrivals.length < count || spread > TOLERANCE, worst_ms: Math.round(spread),
                received: arrivals.length, expected: count,
            });
        });
        source.addEventListener("error", () => {
            source.close();
            reject(new Error("The stream was cut before its end."));
        });
    });
}
