// What a person can do with a suggestion. Each action takes effect on the server; the list that follows is pushed back.

import { setBanned, setPinned } from "./api.js";
import { announce, notify } from "./notices.js";

/** `parts`: list, player, telemetry, views, bans, state. */
export function createActions({ list, player, telemetry, views, bans, state, redraw }) {
    const judgements = new Map();

    function record(kind, row) {
        telemetry.record(kind, state.get("set"), row.suggestion, { dwell_ms: views.dwell(row.node) });
    }

    /** Judges a sample; the same judgement again takes it back, in the set in which it was made. */
    function judge(kind, row) {
        const { sample_id: id, name } = row.suggestion, before = judgements.get(id);
        if (before?.kind === kind) {
            judgements.delete(id);
            telemetry.record("undo", before.set, before.suggestion);
            announce(`${name} no longer ${kind === "accept" ? "accepted" : "skipped"}.`);
        } else {
            judgements.set(id, { kind, set: { set_id: state.get("set").set_id }, suggestion: row.suggestion });
            record(kind, row);
            announce(`${name} ${kind === "accept" ? "accepted" : "skipped"}.`);
        }
        redraw();
    }

    async function attempt(work, sentence) {
        try {
            await work();
            return true;
        } catch (problem) {
            notify(`${sentence} ${problem.message}`, { kind: "error" });
            return false;
        }
    }

    async function ban(scope, id, name) {
        const done = await attempt(() => setBanned(scope, id, true), `${name} is not banned.`);
        if (!done) return;
        if (player.playingID && scope === "sample" && player.playingID === id) player.stop();
        bans.add({ scope, id, name });
        const what = `${scope === "pack" ? "Pack " : ""}\u201c${name}\u201d`;
        notify(`${what} is banned.`, { undo: () => unban(scope, id, name), seconds: 10 });
    }

    async function unban(scope, id, name) {
        const done = await attempt(() => setBanned(scope, id, false), `${name} is still banned.`);
        if (!done) return;
        bans.remove(scope, id);
        notify(`\u201c${name}\u201d may be suggested again.`);
    }

    const actions = {
        play(row) {
            if (player.toggle(row.suggestion)) record("preview", row);
        },
        accept: (row) => judge("accept", row),
        skip(row) {
            if (player.playingID === row.suggestion.sample_id) player.stop();
            judge("skip", row);
        },
        pin(row) {
            const { sample_id, name, pinned } = row.suggestion;
            return attempt(async () => {
                await setPinned(sample_id, !pinned);
                announce(`${name} ${pinned ? "unpinned" : "pinned"}.`);
            }, pinned ? "Still pinned." : "Not pinned.");
        },
        ban: (row) => ban("sample", row.suggestion.sample_id, row.suggestion.name),
        "ban-pack"(row) {
            if (row.suggestion.pack) return ban("pack", row.suggestion.pack, row.suggestion.pack);
        },
        why: (row) => row.toggleDetails(),
    };

    return {
        /** "accept", "skip" or undefined: what was last done with a sample on this page. */
        judged: (id) => judgements.get(id)?.kind,
        unban,
        /** Does `name` to a row, by default to the selected one. */
        run(name, row = list.selected) {
            if (row && actions[name]) actions[name](row);
        },
        undoLastBan() {
            const last = bans.last();
            if (last) unban(last.scope, last.id, last.name);
        },
    };
}
