// What happened to each suggestion, sent in batches that survive failures and reloads. An event keeps its id for ever,
// so sending it again is harmless; a suggestion of a set is viewed once, also across reloads.

import { newID, postTelemetry, Problem } from "./api.js";
import { recall, remember } from "./storage.js";

const BATCH = 100, QUEUE_LIMIT = 1000, SEEN_LIMIT = 2000, LONGEST_WAIT = 30000;

export function createTelemetry(session, onRefused) {
    const queueKey = `telemetry:${session}`, seenKey = `seen:${session}`;
    let queue = recall(sessionStorage, queueKey, []);
    let seen = new Set(recall(sessionStorage, seenKey, []));
    let timer = null, sending = false, wait = 1000;

    function save() {
        remember(sessionStorage, queueKey, queue);
    }

    function record(kind, set, suggestion, details = {}) {
        queue.push({
            event_id: newID(), event: `recommendation.${kind}`, set_id: set.set_id, sample_id: suggestion.sample_id,
            rank: suggestion.rank, occurred_at: new Date().toISOString(), session_id: session,
            ...(details.dwell_ms === undefined ? {} : { dwell_ms: details.dwell_ms }),
        });
        if (queue.length > QUEUE_LIMIT) queue = queue.slice(-QUEUE_LIMIT);
        save();
        schedule(kind === "view" ? 600 : 0);
    }

    function schedule(delay) {
        if (timer !== null && delay > 0) return;
        clearTimeout(timer);
        timer = setTimeout(flush, delay);
    }

    async function flush() {
        timer = null;
        if (sending || queue.length === 0) return;
        sending = true;
        const batch = queue.slice(0, BATCH);
        let again = 0;
        try {
            await postTelemetry(batch);
            forget(batch);
            wait = 1000;
        } catch (error) {
            again = refused(error, batch);
        }
        sending = false;
        if (queue.length > 0) schedule(again);
    }

    /** A batch that is refused loses the event it names; one that got no answer waits, longer each time. */
    function refused(error, batch) {
        const final = error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
        if (!final) {
            wait = Math.min(wait * 2, LONGEST_WAIT);
            return wait;
        }
        const named = error.errors.map((e) => Number(/events\D+(\d+)/.exec(e.field)?.[1])).filter(Number.isInteger);
        forget(named.length > 0 ? named.map((index) => batch[index]).filter(Boolean) : batch);
        onRefused(error);
        return 0;
    }

    function forget(events) {
        const done = new Set(events.map((event) => event.event_id));
        queue = queue.filter((event) => !done.has(event.event_id));
        save();
    }

    /** The page goes: send what is left, unanswered. It stays stored; a second copy with the same id is harmless. */
    function leave() {
        if (queue.length === 0) return;
        const body = new Blob([JSON.stringify({ events: queue.slice(0, BATCH) })], { type: "application/json" });
        navigator.sendBeacon("/v1/telemetry/recommendations", body);
    }

    addEventListener("pagehide", leave);
    addEventListener("online", () => schedule(0));
    if (queue.length > 0) schedule(500);

    return {
        record,
        /** Counts a view, unless this suggestion of this set has been seen already. */
        view(set, suggestion) {
            const key = `${set.set_id}/${suggestion.sample_id}`;
            if (seen.has(key)) return;
            seen.add(key);
            if (seen.size > SEEN_LIMIT) seen = new Set([...seen].slice(-SEEN_LIMIT / 2));
            remember(sessionStorage, seenKey, [...seen]);
            record("view", set, suggestion);
        },
    };
}
