// The lines above the list: how many fitted, what was loosened, how long it took and how old it is.

import { byID, setText } from "./dom.js";
import { ago, integer, milliseconds } from "./format.js";

const LOOSENED = { tempo: "tempo", key_compatible: "key to compatible", key_any: "key to any", role: "role" };

export function createListHead() {
    const facts = byID("list-facts"), times = byID("list-times");
    let set = null, travel = null, scan = null;

    function tick() {
        if (!set) return;
        const total = set.timings_ms?.total;
        const parts = [
            typeof total === "number" ? `ranked in ${milliseconds(total)}` : null,
            travel === null ? null : `your change to list ${milliseconds(travel)}`,
            set.complete === false ? "still ranking" : null,
            ago(Math.max(0, Date.now() - Date.parse(set.generated_at))),
        ];
        setText(times, parts.filter(Boolean).join(" \u00b7 "));
    }

    function tell() {
        const { suggestions = [], eligible_rows: eligible, rows, relaxations = [] } = set ?? {};
        const loosened = relaxations.map((name) => LOOSENED[name] ?? name);
        const importing = scan?.phase === "running"
            ? `importing ${integer(scan.done)} of ${integer(scan.total)}` : null;
        const count = integer(suggestions.length), fitting = integer(eligible ?? 0);
        setText(facts, [
            rows > 0 && loosened.length ? `${count} shown, ${fitting} fit as asked` : null,
            rows > 0 && !loosened.length ? `${count} of ${fitting} that fit` : null,
            rows > 0 ? `${integer(rows)} in the library` : null,
            loosened.length ? `loosened: ${loosened.join(", ")}` : null,
            set?.missing_role ? set.missing_role.text : null,
            importing,
        ].filter(Boolean).join(" \u00b7 "));
    }

    return {
        tick,
        /** Progress of an import on the server, as the `library` event tells it. */
        showScan(next) {
            scan = next ?? null;
            tell();
        },
        /** `journey`: milliseconds from this page's change to the frame; null when the change came from elsewhere. */
        show(next, journey) {
            set = next;
            travel = journey;
            tell();
            const stages = Object.entries(set.timings_ms ?? {});
            times.title = stages.map(([stage, ms]) => `${stage} ${milliseconds(ms)}`).join(", ");
            tick();
        },
    };
}
