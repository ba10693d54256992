// Single-key commands, silent while somebody types.

const KEYS = {
    j: ["move", 1], ArrowDown: ["move", 1], k: ["move", -1], ArrowUp: ["move", -1],
    " ": ["run", "play"], a: ["run", "accept"], s: ["run", "skip"], p: ["run", "pin"],
    b: ["run", "ban"], B: ["run", "ban-pack"],
    Enter: ["run", "why"], u: ["undo"], "/": ["form"], f: ["find"], "?": ["help"], Escape: ["leave"],
};

/** What a control does with a key by itself, it keeps doing. */
const OWN_KEYS = {
    "button, summary, a": [" ", "Enter"],
    "input[type=checkbox]": [" "],
    "input[type=radio]": [" ", "ArrowDown", "ArrowUp"],
};

/** `commands`: an object with `move(step)`, `run(action)`, `undo()`, `form()`, `find()`, `help()`, `leave()`. */
export function listenToKeys(commands) {
    addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        if (document.querySelector("dialog[open]")) return;
        const entry = KEYS[event.key];
        if (!entry) return;
        const target = event.target;
        const typing = target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
        if (typing && event.key !== "Escape") return;
        const isOwn = ([control, keys]) => keys.includes(event.key) && target.closest(control);
        if (Object.entries(OWN_KEYS).some(isOwn)) return;
        event.preventDefault();
        const [name, argument] = entry;
        commands[name](argument);
    });
}
