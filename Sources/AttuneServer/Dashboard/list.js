// The ranked list: keeps one row per sample, moves rows instead of redrawing them, and shows what changed.

import { byID, wantsLessMotion } from "./dom.js";
import { scaleOf } from "./components.js";
import { createRow } from "./row.js";

const MOVE = { duration: 280, easing: "cubic-bezier(.2, .7, .2, 1)" };

/** `watch` counts views (views.js). */
export function createList(watch) {
    const list = byID("suggestions");
    const rows = new Map();
    let selected = null;

    function places() {
        return new Map([...rows].map(([id, row]) => [id, row.node.getBoundingClientRect().top]));
    }

    /** Shows a set; returns what changed: ids that are new, moved or gone. */
    function show({ set_id, revision, suggestions = [] }, judged, isFirst) {
        list.dataset.set = set_id;
        list.dataset.revision = revision;
        const scale = scaleOf(suggestions), before = places(), still = wantsLessMotion();
        const ranksBefore = new Map([...rows].map(([id, row]) => [id, row.suggestion.rank]));
        const focused = list.contains(document.activeElement) ? document.activeElement : null;
        const change = { added: [], moved: 0, removed: 0 };
        const kept = new Set(suggestions.map((s) => s.sample_id));
        for (const [id, row] of [...rows]) {
            if (kept.has(id)) continue;
            change.removed += 1;
            rows.delete(id);
            watch.remove(row.node);
            row.node.remove();
        }
        let previous = null;
        for (const suggestion of suggestions) {
            const id = suggestion.sample_id;
            let row = rows.get(id);
            let moved = 0;
            if (!row) {
                row = createRow();
                rows.set(id, row);
                moved = isFirst ? 0 : "new";
                change.added.push(suggestion);
            } else {
                moved = ranksBefore.get(id) - suggestion.rank;
                if (moved) change.moved += 1;
            }
            row.fill(suggestion, scale, moved, judged(id));
            const next = previous ? previous.nextElementSibling : list.firstElementChild;
            if (next !== row.node) list.insertBefore(row.node, next);
            if (moved === "new" || (isFirst && !before.has(id))) watch.add(row.node);
            previous = row.node;
        }
        watch.rearm();
        if (!still && !isFirst) animate(before);
        restore(focused, suggestions, ranksBefore);
        return change;
    }

    /** First-Last-Invert-Play: rows glide from where they were; new ones fade in. */
    function animate(before) {
        for (const [id, { node }] of rows) {
            for (const running of node.getAnimations()) running.cancel();
            const top = node.getBoundingClientRect().top;
            if (!before.has(id)) {
                node.animate([{ opacity: 0, transform: "translateY(6px)" }, { opacity: 1, transform: "none" }], MOVE);
            } else if (Math.abs(before.get(id) - top) > 1) {
                node.animate([{ transform: `translateY(${before.get(id) - top}px)` }, { transform: "none" }], MOVE);
            }
        }
    }

    /** A row that moved keeps the focus; one that left hands it to the row now in its place. */
    function restore(focused, suggestions, ranksBefore) {
        if (selected && !rows.has(selected)) {
            const rank = ranksBefore.get(selected) ?? 1;
            const heir = suggestions[Math.min(rank, suggestions.length) - 1];
            select(heir?.sample_id ?? null, false);
            if (heir && focused) rows.get(heir.sample_id).node.focus({ preventScroll: true });
        } else if (focused?.isConnected && document.activeElement !== focused) {
            focused.focus({ preventScroll: true });
        }
        if (!selected && suggestions.length > 0) select(suggestions[0].sample_id, false);
    }

    function select(id, focus) {
        rows.get(selected)?.node.removeAttribute("aria-current");
        if (rows.has(selected)) rows.get(selected).node.tabIndex = -1;
        selected = id;
        const node = rows.get(id)?.node;
        if (!node) return;
        node.setAttribute("aria-current", "true");
        node.tabIndex = 0;
        if (focus) {
            node.focus({ preventScroll: true });
            node.scrollIntoView({ block: "nearest", behavior: wantsLessMotion() ? "auto" : "smooth" });
        }
    }

    list.addEventListener("focusin", (event) => {
        const id = idOf(event.target);
        if (id && id !== selected) select(id, false);
    });

    return {
        show,
        select,
        row: (id) => rows.get(id),
        get selected() { return rows.get(selected) ?? null; },
        /** Selects the row `step` places further. */
        move(step) {
            const ids = [...list.children].map((node) => node.dataset.sample);
            const index = Math.max(ids.indexOf(selected), 0);
            // The first key press only brings the focus to the list.
            const further = list.contains(document.activeElement) ? step : 0;
            const next = Math.min(Math.max(index + further, 0), ids.length - 1);
            if (ids[next]) select(ids[next], true);
        },
    };
}

/** The sample whose row holds `node`. */
export function idOf(node) {
    return node?.closest?.("[data-sample]")?.dataset.sample ?? null;
}
