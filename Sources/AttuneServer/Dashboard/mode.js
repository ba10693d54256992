// Fusion, rules or auto: the switch, what ranks now, and the experiment's arm.

import { getContext, putMode } from "./api.js";
import { byID, setText } from "./dom.js";
import { notify } from "./notices.js";

const MEANING = {
    fusion: "Sound similarity and taste count beside the musical rules.",
    rules: "Musical rules alone: tempo, key, moods, freshness.",
};

/** Shows and changes `setting`, who decides; `ranking` is what they decided. */
export function createMode(session, state) {
    const box = byID("mode"), note = byID("mode-note");
    let asking = false;

    function draw() {
        const { mode, experiment } = state.get("ranking") ?? {}, setting = state.get("setting");
        // What is learnt draws again, perhaps before this returns.
        if (mode && setting === null) return learn(experiment);
        for (const radio of box.querySelectorAll("input")) radio.checked = radio.value === setting;
        const arm = experiment?.name && experiment?.arm ? ` Experiment ${experiment.name}, arm ${experiment.arm}.` : "";
        setText(note, mode ? `${setting === "auto" ? `Ranked by ${mode}. ` : ""}${MEANING[mode] ?? ""}${arm}` : "");
        note.dataset.mode = mode ?? "";
    }

    /** The stream tells of every change. What held before it was opened: an arm is dealt only under auto, else ask. */
    async function learn(experiment) {
        if (experiment?.name) return state.set({ setting: "auto" });
        if (asking) return;
        asking = true;
        // A session that is not stored yet has its mode from nobody.
        const { setting } = await getContext(session).catch(() => ({ setting: "auto" }));
        asking = false;
        if (state.get("setting") === null) state.set({ setting });
    }

    box.addEventListener("change", async (event) => {
        const before = state.get("setting");
        state.set({ setting: event.target.value });
        try {
            await putMode(session, event.target.value);
        } catch (problem) {
            state.set({ setting: before });
            notify(`The mode stays as it was. ${problem.message}`, { kind: "error" });
        }
    });

    state.watch(["ranking", "setting"], draw);
}
