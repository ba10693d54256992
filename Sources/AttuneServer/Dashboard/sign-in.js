// Asks for a token where the service wants one, and keeps it in the service's cookie, out of reach of scripts.

import { byID, el } from "./dom.js";
import { postAccess } from "./api.js";

let dialog = null;

/** Opens the dialog, once, whoever finds out first that nobody is signed in. */
export function askForToken() {
    if (dialog) return;
    const field = el("input", {
        id: "token", type: "password", autocomplete: "current-password", spellcheck: false, required: true,
        aria: { describedby: "token-note" },
    });
    const note = el("p", { id: "token-note", class: "note" }, "Whoever runs this service makes one with: attune token NAME");
    const form = el("form", {},
        el("h2", { id: "sign-in-title" }, "This service asks for a token"),
        el("div", { class: "field" }, el("label", { htmlFor: "token" }, "Token"), field, note),
        el("div", { class: "buttons" }, el("button", { type: "submit", class: "primary" }, "Sign in")));
    form.addEventListener("submit", async (event) => {
        event.preventDefault();
        try {
            await signIn(field.value.trim());
        } catch (problem) {
            field.setAttribute("aria-invalid", "true");
            note.textContent = problem.message;
        }
    });
    dialog = el("dialog", { id: "sign-in", aria: { labelledby: "sign-in-title" } }, form);
    document.body.append(dialog);
    dialog.showModal();
}

/** Somebody has signed in, here or on another page. */
export function stopAskingForToken() {
    dialog?.remove();
    dialog = null;
}

async function signIn(token) {
    await postAccess(token);
    // Everything on the page was refused; with the cookie it is loaded as if it had been there from the start.
    location.reload();
}

/** A link may carry a token behind its `#`, which browsers send to no server; it is taken out of the address at once. */
export async function takeTokenFromAddress() {
    const token = new URLSearchParams(location.hash.slice(1)).get("token");
    if (!token) return;
    history.replaceState(null, "", location.pathname + location.search);
    await signIn(token).catch((problem) => {
        askForToken();
        byID("token-note").textContent = problem.message;
    });
}
