// The service's HTTP interface as functions. A refusal becomes a `Problem` that carries the fields it names.

export class Problem extends Error {
    /** `status` 0 means that no answer came. */
    constructor(status, title, errors = []) {
        super(title);
        this.status = status;
        this.errors = errors;
    }
}

async function call(method, path, body, options = {}) {
    let answer;
    try {
        answer = await fetch(path, {
            method,
            headers: body === undefined ? {} : { "content-type": "application/json" },
            body: body === undefined ? undefined : JSON.stringify(body),
            ...options,
        });
    } catch {
        throw new Problem(0, "The service does not answer. Is it running?");
    }
    const text = await answer.text().catch(() => "");
    let document = null;
    try {
        document = text ? JSON.parse(text) : null;
    } catch {
        document = null;
    }
    if (answer.ok) return document;
    const errors = (document?.errors ?? []).map((error) => ({
        field: error.field ?? String(error.pointer ?? "").replace(/^#?\//, "").replaceAll("/", "."),
        detail: error.detail ?? error.message ?? document.title,
    }));
    if (answer.status === 401) dispatchEvent(new Event("attune-unauthorized"));
    const sentence = document?.detail ?? document?.title ?? `The service answered ${answer.status}.`;
    throw new Problem(answer.status, sentence, errors);
}

const segment = encodeURIComponent;

export function postContext(session, patch, idempotencyKey) {
    return call("POST", "/v1/recommendations/context",
        { session_id: session, context: patch, idempotency_key: idempotencyKey });
}

export function getContext(session) {
    return call("GET", `/v1/recommendations/context?${new URLSearchParams({ session_id: session })}`);
}

/** Samples of the library whose name, path, pack or tags hold every word of `text`. */
export function searchSamples(text, limit) {
    return call("GET", `/v1/samples?${new URLSearchParams({ q: text, limit })}`);
}

/** Where a sample stands in the session's list, and why. */
export function explain(session, sample) {
    return call("GET", `/v1/recommendations/explain?${new URLSearchParams({ session_id: session, sample_id: sample })}`);
}

/** Why the service answers from less than it should, or null. */
export async function degradation() {
    const health = await call("GET", "/health/ready").catch(() => null);
    const missing = (health?.checks ?? []).filter((check) => check.state === "degraded");
    return missing.map((check) => `${check.name}: ${check.detail}`).join("\n") || null;
}

export function putMode(session, mode) {
    return call("PUT", `/v1/sessions/${segment(session)}/mode`, { mode });
}

export function setPinned(sample, pinned) {
    return call(pinned ? "PUT" : "DELETE", `/v1/pins/${segment(sample)}`);
}

export function setBanned(scope, id, banned) {
    return call(banned ? "PUT" : "DELETE", `/v1/bans/${scope}/${segment(id)}`);
}

export function postTelemetry(events, keepalive = false) {
    return call("POST", "/v1/telemetry/recommendations", { events }, { keepalive });
}

/** Keeps a token in the service's cookie. */
export function postAccess(token) {
    return call("POST", "/v1/access", undefined, { headers: { authorization: `Bearer ${token}` } });
}

/** A UUID also where the page is not a secure context (plain HTTP on a local network). */
export function newID() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
