// A search field over the whole library: type, choose with the arrows or the mouse, and the chosen sample is told of.

import { searchSamples } from "./api.js";
import { byID, el, setText } from "./dom.js";

const SHOWN = 8, PAUSE = 150;

/** `onChosen(sample)` for a sample of the library; `onProblem(problem)` when it cannot be searched. */
export function createFinder(onChosen, onProblem) {
    const input = byID("find"), box = byID("find-results"), note = byID("find-note");
    let found = [], active = -1, timer = null, asked = 0;

    async function search() {
        const text = input.value.trim(), number = ++asked;
        if (!text) return show([], "");
        try {
            const { samples } = await searchSamples(text, SHOWN);
            if (number === asked) show(samples, samples.length ? "" : `Nothing in the library is called \u201c${text}\u201d.`);
        } catch (problem) {
            if (number === asked) onProblem(problem);
        }
    }

    function show(samples, sentence) {
        found = samples;
        box.replaceChildren(...samples.map((sample, place) => {
            const option = el("li", { id: `find-${place}`, role: "option", aria: { selected: "false" } },
                el("span", { class: "name" }, sample.name),
                el("small", { class: "muted" }, [sample.pack, sample.role].filter(Boolean).join(" \u00b7 ")));
            // Before the field loses the focus, which would close the list.
            option.addEventListener("pointerdown", (event) => {
                event.preventDefault();
                choose(place);
            });
            return option;
        }));
        box.hidden = samples.length === 0;
        input.setAttribute("aria-expanded", String(!box.hidden));
        setText(note, sentence);
        activate(samples.length ? 0 : -1);
    }

    function activate(place) {
        box.children[active]?.setAttribute("aria-selected", "false");
        active = place;
        const option = box.children[place];
        option?.setAttribute("aria-selected", "true");
        if (option) input.setAttribute("aria-activedescendant", option.id);
        else input.removeAttribute("aria-activedescendant");
    }

    function choose(place) {
        const sample = found[place];
        close();
        if (!sample) return;
        input.value = "";
        onChosen(sample);
    }

    function close() {
        asked += 1;
        clearTimeout(timer);
        show([], "");
    }

    input.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(search, PAUSE);
    });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && found.length) activate((active + step + found.length) % found.length);
        else if (event.key === "Enter") choose(active);
        else if (event.key === "Escape" && !box.hidden) close();
        else return;
        event.preventDefault();
        event.stopPropagation();
    });
    return { focus: () => input.focus() };
}
