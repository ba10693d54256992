// The mood field: words as removable tokens, and the tags of the current list on offer.

import { byID, el, icon } from "./dom.js";

const LIMIT = 16, OFFERS = 6;

export function createMoods(edited, commit) {
    const box = byID("mood-tokens"), input = byID("mood"), offers = byID("mood-offers");
    let moods = [], tags = [];

    const normal = (text) => text.trim().toLowerCase().replace(/\s+/g, " ");

    function draw() {
        for (const token of box.querySelectorAll(".token")) token.remove();
        input.before(...moods.map((mood) => {
            const button = el("button", { type: "button", aria: { label: `Remove ${mood}` } }, icon("close"));
            button.addEventListener("click", () => { change(moods.filter((m) => m !== mood)); input.focus(); });
            return el("span", { class: "token" }, mood, button);
        }));
        input.placeholder = moods.length ? "" : "any: add a mood";
        drawOffers();
    }

    function drawOffers() {
        const fresh = tags.filter((tag) => !moods.includes(tag)).slice(0, OFFERS);
        const now = [...offers.children].map((node) => node.textContent);
        if (JSON.stringify(now) === JSON.stringify(fresh)) return;
        offers.replaceChildren(...fresh.map((tag) => {
            const button = el("button", { type: "button", class: "offer", aria: { label: `Add ${tag}` } }, tag);
            button.addEventListener("click", () => change([...moods, tag]));
            return button;
        }));
    }

    function change(next) {
        moods = [...new Set(next)].slice(0, LIMIT);
        draw();
        edited();
        commit();
    }

    function addPending() {
        const words = input.value.split(",").map(normal).filter(Boolean);
        input.value = "";
        if (words.length) change([...moods, ...words]);
    }

    input.addEventListener("keydown", (event) => {
        if (event.key === "," || (event.key === "Enter" && input.value.trim())) {
            event.preventDefault();
            addPending();
        } else if (event.key === "Backspace" && input.value === "" && moods.length) {
            change(moods.slice(0, -1));
        }
    });
    input.addEventListener("blur", addPending);
    box.addEventListener("click", (event) => { if (event.target === box) input.focus(); });

    return {
        input, addPending,
        read: () => moods.length ? [...moods].sort() : null,
        write(value) {
            moods = value ?? [];
            draw();
        },
        /** Tags that occur in the list, most frequent first. */
        offer(next) {
            tags = next;
            drawOffers();
        },
    };
}
