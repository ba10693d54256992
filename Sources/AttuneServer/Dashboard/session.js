// Which session the page watches: `?session_id=`, by default "demo"; the chooser opens another.

import { byID, el } from "./dom.js";
import { recall, remember } from "./storage.js";

const FORM = /^[A-Za-z0-9._:-]{1,64}$/;

export function currentSession() {
    const asked = new URLSearchParams(location.search).get("session_id") ?? "";
    return FORM.test(asked) ? asked : "demo";
}

export function createSessionChooser(session) {
    const form = byID("session-form"), input = byID("session-id");
    const known = [session, ...recall(localStorage, "sessions", []).filter((id) => id !== session)].slice(0, 12);
    remember(localStorage, "sessions", known);
    byID("known-sessions").append(...known.map((id) => el("option", { value: id })));
    input.value = session;
    document.title = session === "demo" ? "Attune" : `${session} \u00b7 Attune`;
    const open = () => {
        const wanted = input.value.trim();
        if (FORM.test(wanted) && wanted !== session) location.search = new URLSearchParams({ session_id: wanted });
    };
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        open();
    });
}
