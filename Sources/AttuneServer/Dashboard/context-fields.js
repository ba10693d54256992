// The fields of the context form: each reads, writes, normalises and prints one value of a context; `null` is "no
// wish".

import { byID, el, setText } from "./dom.js";
import { decimal, keyName } from "./format.js";
import { createMoods } from "./moods.js";

const TONICS = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
const ROLES = ["drums", "percussion", "bass", "chords", "melody", "pad", "vocal", "fx", "loop", "one-shot"];

/** The fields by their name in a context. `edited(name)` on every keystroke, `commit()` when a value is meant. */
export function createFields(form, { edited, commit }) {
    const fields = new Map();

    function add(name, controls, behaviour) {
        const box = form.querySelector(`[data-field="${name}"]`);
        const normal = (value) => value ?? null;
        fields.set(name, { name, box, controls, dirty: false, normal, print: String, ...behaviour });
    }

    function onType(control, name) {
        control.addEventListener("input", () => edited(name));
        control.addEventListener("change", () => commit());
    }

    const bpm = byID("bpm");
    add("bpm", [bpm], {
        read() {
            const text = bpm.value.trim().replace(",", ".");
            if (text === "") return null;
            return Number.isFinite(Number(text)) ? Number(text) : text;
        },
        write(value) { bpm.value = value === null ? "" : String(value); },
        print: (value) => value === null ? "any tempo" : `${decimal(value, 2)} BPM`,
    });
    onType(bpm, "bpm");
    let nudge = null;
    bpm.addEventListener("keydown", (event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        const value = fields.get("bpm").read();
        if (!step || typeof value !== "number") return;
        event.preventDefault();
        bpm.value = decimal(value + step * (event.shiftKey ? 10 : 1), 2);
        edited("bpm");
        clearTimeout(nudge);
        nudge = setTimeout(commit, 120);
    });

    const key = byID("key"), pick = byID("key-pick");
    const option = (value) => el("option", { value }, keyName(value));
    const keys = (mode) => TONICS.map((tonic) => option(`${tonic} ${mode}`));
    pick.append(
        el("option", { value: "" }, "any key"),
        ...["minor", "major"].map((mode) => el("optgroup", { label: mode }, ...keys(mode))));
    add("key", [key], {
        read: () => key.value.trim() || null,
        write(value) { key.value = value ?? ""; },
        print: (value) => value === null ? "any key" : keyName(value),
    });
    onType(key, "key");
    pick.addEventListener("focus", () => { pick.value = key.value; });
    pick.addEventListener("change", () => {
        key.value = pick.value;
        edited("key");
        commit();
    });

    const moods = createMoods(() => edited("mood_tags"), commit);
    add("mood_tags", [moods.input], {
        read: moods.read, write: moods.write, offer: moods.offer, addPending: moods.addPending,
        normal: (value) => value?.length ? [...value].sort() : null,
        print: (value) => value === null ? "any mood" : value.join(", "),
    });

    const role = byID("role");
    role.append(el("option", { value: "" }, "any"), el("option", { value: "auto" }, "what is lacking"), ...ROLES.map((name) => el("option", { value: name }, name)));
    add("role", [role], {
        read: () => role.value || null,
        write(value) { role.value = value ?? ""; },
        print: (value) => value === "auto" ? "what is lacking" : value ?? "any role",
    });
    onType(role, "role");

    addEnergy(add, edited, commit);
    return fields;
}

/** A slider that also knows "any". It sends while it is dragged, so that the list can be heard to follow. */
function addEnergy(add, edited, commit) {
    const slider = byID("energy"), clear = byID("energy-clear"), output = byID("energy-value");
    let value = null, timer = null;

    function show(next) {
        value = next;
        slider.value = String(next ?? 0.5);
        slider.classList.toggle("unset", next === null);
        slider.setAttribute("aria-valuetext", next === null ? "any" : decimal(next, 2));
        clear.hidden = next === null;
        setText(output, next === null ? "any" : next.toFixed(2));
    }

    function change(next) {
        show(next);
        edited("energy");
        timer ??= setTimeout(() => { timer = null; commit(); }, 120);
    }

    add("energy", [slider], {
        read: () => value, write: show,
        print: (v) => v === null ? "any energy" : `energy ${decimal(v, 2)}`,
    });
    slider.addEventListener("input", () => change(Number(slider.value)));
    clear.addEventListener("click", () => { change(null); slider.focus(); });
    show(null);
}
