// Single-key commands, silent while somebody types.

const KEYS = {
    j: ["move", 1], ArrowDown: ["move", 1], k: ["move", -1], ArrowUp: ["move", -1],
    " ": ["run", "play"], a: ["run", "accept"], s: ["run", "skip"], p: ["run", "pin"],
    b: ["run", "ban"], B: ["run", "ban-pack"],
    Enter: ["run", "why"], u: ["undo"], "/": ["form"], f: ["find"], "?": ["help"], Escape: ["leave"],
};

/** `commands`: an object with `move(step)`, `run(action)`, `undo()`, `form()`, `find()`, `help()`, `leave()`. */
export function listenToKeys(commands) {
    addEventListener("keydown", (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
        if (document.querySelector("dialog[open]")) return;
        const entry = KEYS[event.key];
        if (!entry) return;
        const target = event.target;
        const typing = target.closest("input, select, textarea");
        if (typing && event.key !== "Escape") return;
        // A focused button, link or summary keeps the keys that press it.
        if ((event.key === " " || event.key === "Enter") && target.closest("button, summary, a")) return;
        event.preventDefault();
        const [name, argument] = entry;
        commands[name](argument);
    });
}
