// The bans made from this page, so that each can be taken back later, not only while its notice is up.

import { byID, el } from "./dom.js";
import { recall, remember } from "./storage.js";

export function createBans(onUndo) {
    const panel = byID("bans-panel"), box = byID("bans");
    let entries = recall(localStorage, "bans", []);

    function draw() {
        panel.hidden = entries.length === 0;
        box.replaceChildren(...entries.map(({ scope, id, name }) => {
            const label = `Undo the ban of ${name}`;
            const undo = el("button", { type: "button", class: "quiet small", aria: { label } }, "Undo");
            undo.addEventListener("click", () => onUndo(scope, id, name));
            return el("li", {},
                el("span", { class: "name", title: name }, name), el("small", { class: "muted" }, scope), undo);
        }));
        remember(localStorage, "bans", entries);
    }

    draw();
    return {
        add(entry) {
            entries = entries.filter((e) => e.scope !== entry.scope || e.id !== entry.id).concat(entry);
            draw();
        },
        remove(scope, id) {
            entries = entries.filter((e) => e.scope !== scope || e.id !== id);
            draw();
        },
        last: () => entries.at(-1),
    };
}
