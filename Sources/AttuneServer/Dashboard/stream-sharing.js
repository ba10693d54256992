// One connection per browser: the pages of an origin elect one of them through a Web Lock; it holds the connection and
// tells the others through a BroadcastChannel. When it goes, the lock falls to the next, which resumes where it was.

import { connect } from "./stream-connection.js";

/** Whether this page can share: Web Locks need a secure context, which plain HTTP on a network is not. */
export const canShare = () => Boolean(navigator.locks && globalThis.BroadcastChannel);

/** As `connect`, over the connection all pages share. */
export function share(options, sessions, receive, report) {
    const name = `attune-stream ${options.url}${options.delta ? " delta" : ""}`, me = crypto.randomUUID();
    const channel = new BroadcastChannel(name);
    const wanted = new Map([[me, sessions]]);
    const newest = new Map();
    let connection = null, watched = [], cursor = null, state = "connecting", detail = "";
    let lastWord = performance.now(), silenceLimit = 2000 * options.ping, release = null, closed = false, stale = false;

    const union = () => [...new Set([...wanted.values()].flat())].sort();
    const covers = (list) => watched.includes("*") || list.every((session) => watched.includes(session));

    function spoken() {
        lastWord = performance.now();
        if (!stale) return;
        stale = false;
        report(state, detail);
    }

    function deliver(event, data, id) {
        spoken();
        if (id) cursor = id;
        if (event === "hello") {
            watched = data.session_ids;
            silenceLimit = 2000 * (data.ping_s ?? options.ping);
        }
        if (["hello", "context", "suggestions", "experiment"].includes(event)) {
            newest.set(`${event} ${data.session_id ?? ""}`, { event, data, id });
        }
        const mine = wanted.get(me);
        if (!data.session_id || mine.includes("*") || mine.includes(data.session_id)) receive(event, data, id);
    }

    function show(next, why) {
        lastWord = performance.now();
        stale = false;
        state = next;
        detail = why;
        report(next, why);
    }

    async function lead() {
        const present = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
        for (const page of wanted.keys()) if (page !== me && !present.has(`${name} ${page}`)) wanted.delete(page);
        const sessionsNow = union();
        connection = connect(options, sessionsNow, covers(sessionsNow) ? cursor : null, (event, data, id) => {
            channel.postMessage({ kind: "event", event, data, id });
            deliver(event, data, id);
        }, (next, why) => {
            channel.postMessage({ kind: "state", state: next, detail: why });
            show(next, why);
        });
        watched = sessionsNow;
        channel.postMessage({ kind: "leader" });
    }

    /** Waits for the lock; a page that takes it over from one that hangs says `steal`. */
    function stand(steal = false) {
        navigator.locks.request(name, { steal }, async () => {
            if (closed) return;
            await lead();
            await new Promise((resolve) => { release = resolve; });
        }).catch(() => {
            // Somebody thought this page had died, and leads now.
            connection?.close();
            connection = null;
            if (!closed) stand();
        });
    }

    function welcome(page, list) {
        // A page that comes may be one on which somebody has just signed in.
        if (state === "unauthorized") connection.nudge();
        if (!covers(list)) {
            watched = union();
            connection.watch(watched);
        }
        const frames = [...newest.values()].filter(({ data }) => !data.session_id || list.includes(data.session_id)
            || list.includes("*"));
        channel.postMessage({ kind: "snapshot", page, frames, cursor, state, detail, wanted: [...wanted] });
    }

    channel.onmessage = ({ data: message }) => {
        if (message.kind === "want") {
            wanted.set(message.page, message.sessions);
            if (connection) welcome(message.page, message.sessions);
        } else if (message.kind === "leave") {
            wanted.delete(message.page);
        } else if (message.kind === "leader") {
            channel.postMessage({ kind: "want", page: me, sessions: wanted.get(me) });
        } else if (message.kind === "event") {
            deliver(message.event, message.data, message.id);
        } else if (message.kind === "state") {
            show(message.state, message.detail);
        } else if (message.kind === "snapshot" && message.page === me) {
            for (const [page, list] of message.wanted) if (page !== me) wanted.set(page, list);
            for (const { event, data, id } of message.frames) deliver(event, data, id);
            cursor = message.cursor;
            show(message.state, message.detail);
        } else if (message.kind === "nudge") {
            connection?.nudge();
        }
    };

    const watching = setInterval(() => {
        if (connection) return;
        const silence = performance.now() - lastWord;
        if (state === "live" && !stale && silence > silenceLimit) {
            stale = true;
            report("stale", "");
        }
        // The page that holds the connection may be hidden, where browsers let timers sleep.
        if (state === "reconnecting" && document.visibilityState === "visible") channel.postMessage({ kind: "nudge" });
        if (silence > 3 * silenceLimit && document.visibilityState === "visible") {
            lastWord = performance.now();
            stand(true);
        }
    }, 1000);

    navigator.locks.request(`${name} ${me}`, () => new Promise(() => {}));
    report(state, detail);
    channel.postMessage({ kind: "want", page: me, sessions });
    stand();

    return {
        silence: () => performance.now() - lastWord,
        nudge() {
            if (connection) connection.nudge();
            else channel.postMessage({ kind: "nudge" });
        },
        reopen() {
            if (connection) connection.reopen();
            else channel.postMessage({ kind: "want", page: me, sessions: wanted.get(me) });
        },
        watch(next) {
            wanted.set(me, next);
            if (connection && !covers(next)) connection.watch(watched = union());
            else channel.postMessage({ kind: "want", page: me, sessions: next });
        },
        close() {
            closed = true;
            clearInterval(watching);
            channel.postMessage({ kind: "leave", page: me });
            connection?.close();
            release?.();
            channel.close();
        },
    };
}
