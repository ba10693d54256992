// Short messages at the lower edge, with an optional way back, and the polite voice for screen readers.

import { byID, el } from "./dom.js";

/** Shows `text` for a while; `undo` is offered as a button. */
export function notify(text, { undo, kind = "info", seconds = 6 } = {}) {
    const notice = el("div", { class: "notice", data: { kind } }, el("span", {}, text));
    const leave = () => notice.remove();
    if (undo) {
        const button = el("button", { type: "button", class: "quiet small" }, "Undo");
        button.addEventListener("click", () => { leave(); undo(); });
        notice.append(button);
    }
    const notices = byID("notices");
    notices.append(notice);
    while (notices.children.length > 3) notices.firstElementChild.remove();
    setTimeout(leave, seconds * 1000);
    if (kind === "error" || undo) announce(text);
}

let pending = "", timer = null;

/** Speaks the newest text at most every two seconds, so that a burst does not chatter. */
export function announce(text) {
    pending = text;
    timer ??= setTimeout(() => {
        timer = null;
        byID("announcer").textContent = pending;
    }, 400);
}
