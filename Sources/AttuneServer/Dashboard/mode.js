// Fusion, rules or auto: the switch, what ranks now, and the experiment's arm.

import { putMode } from "./api.js";
import { byID, setText } from "./dom.js";
import { notify } from "./notices.js";
import { recall, remember } from "./storage.js";

const MEANING = {
    fusion: "Sound similarity and taste count beside the musical rules.",
    rules: "Musical rules alone: tempo, key, moods, freshness.",
};

export function createMode(session, state) {
    const box = byID("mode"), note = byID("mode-note"), key = `mode:${session}`;
    let chosen = recall(localStorage, key, null), asking = false, hadArm = false;

    function draw() {
        const { mode, experiment } = state.get("ranking") ?? {};
        // An arm is dealt only under auto. Without one the mode was forced, unless auto was chosen here and nobody
        // has changed it since.
        if (mode && !asking) {
            if (experiment?.name) keep("auto");
            else if (hadArm || chosen !== "auto") keep(mode);
            hadArm = Boolean(experiment?.name);
        }
        for (const radio of box.querySelectorAll("input")) radio.checked = radio.value === chosen;
        const arm = experiment?.name && experiment?.arm ? ` Experiment ${experiment.name}, arm ${experiment.arm}.` : "";
        setText(note, mode ? `${chosen === "auto" ? `Ranked by ${mode}. ` : ""}${MEANING[mode] ?? ""}${arm}` : "");
        note.dataset.mode = mode ?? "";
    }

    function keep(value) {
        chosen = value;
        remember(localStorage, key, value);
    }

    box.addEventListener("change", async (event) => {
        const before = chosen;
        keep(event.target.value);
        asking = true;
        try {
            await putMode(session, chosen);
        } catch (problem) {
            keep(before);
            notify(`The mode stays as it was. ${problem.message}`, { kind: "error" });
        }
        // The frame that follows says what ranks now; until then the old mode does not contradict the choice.
        setTimeout(() => { asking = false; draw(); }, 1500);
        draw();
    });

    state.watch(["ranking"], draw);
}
