// The lines above the list: how many fitted, what was loosened, how long it took and how old it is.

import { byID, setText } from "./dom.js";
import { ago, integer, milliseconds } from "./format.js";

const LOOSENED = { tempo: "tempo", key_compatible: "key to compatible", key_any: "key to any", role: "role" };

export function createListHead() {
    const facts = byID("list-facts"), times = byID("list-times");
    let set = null, travel = null;

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

    return {
        tick,
        /** `journey`: milliseconds from this page's change to the frame, or null when the change came from elsewhere. */
        show(next, journey) {
            set = next;
            travel = journey;
            const count = set.suggestions?.length ?? 0;
            const fitting = typeof set.eligible_rows === "number"
                ? `${integer(count)} of ${integer(set.eligible_rows)} that fit` : integer(count);
            const loosened = (set.relaxations ?? []).map((name) => LOOSENED[name] ?? name);
            setText(facts, set.rows === 0 ? "" : [
                set.relaxations?.length ? `${integer(count)} shown, ${integer(set.eligible_rows ?? 0)} fit as asked` : fitting,
                typeof set.rows === "number" ? `${integer(set.rows)} in the library` : null,
                loosened.length ? `loosened: ${loosened.join(", ")}` : null,
            ].filter(Boolean).join(" \u00b7 "));
            times.title = Object.entries(set.timings_ms ?? {}).map(([stage, ms]) => `${stage} ${milliseconds(ms)}`).join(", ");
            tick();
        },
    };
}
