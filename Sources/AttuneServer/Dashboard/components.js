// The named parts of a score: their order and labels. Colours live in app.css as `--c-<name>`.

export const COMPONENTS = [
    ["similarity", "Similarity", "close in sound to what you accepted, play or asked for"],
    ["tempo", "Tempo", "distance from the session's tempo, half and double time included"],
    ["key", "Key", "same, relative, neighbouring or parallel key"],
    ["mood", "Mood", "moods in common"],
    ["genre", "Genre", "the genre asked for"],
    ["energy", "Energy", "distance from the energy asked for"],
    ["freshness", "Freshness", "new in the library"],
    ["taste", "Taste", "what you accepted and skipped before"],
    ["readiness", "Readiness", "a loop that is ready, when time is short"],
    ["fatigue", "Fatigue", "shown lately and passed over"],
];

const labels = new Map(COMPONENTS.map(([name, label]) => [name, label]));
const order = new Map(COMPONENTS.map(([name], index) => [name, index]));

/** A component this page has not heard of still gets its name. */
export function labelOf(name) {
    return labels.get(name) ?? name;
}

/**
 * The components of a suggestion as `[name, points]`, in the order of the legend, rounded to three decimals so that
 * what is read adds up to the score that is read: the largest remainders are rounded up, as in apportionment.
 */
export function partsOf(suggestion) {
    const parts = Object.entries(suggestion.score_components ?? {})
        .filter(([, value]) => typeof value === "number")
        .sort(([a], [b]) => (order.get(a) ?? 99) - (order.get(b) ?? 99))
        .map(([name, value]) => {
            const thousandths = Math.floor(value * 1000);
            return { name, thousandths, rest: value * 1000 - thousandths };
        });
    let missing = Math.round(suggestion.score * 1000) - parts.reduce((sum, part) => sum + part.thousandths, 0);
    for (const part of [...parts].sort((a, b) => b.rest - a.rest)) {
        if (missing <= 0 || part.rest === 0) break;
        part.thousandths += 1;
        missing -= 1;
    }
    return parts.map(({ name, thousandths }) => [name, thousandths / 1000]);
}

/** The largest positive and negative sums of a list: one scale for all of its bars. */
export function scaleOf(suggestions) {
    let up = 0, down = 0;
    for (const suggestion of suggestions) {
        const parts = partsOf(suggestion).map(([, value]) => value);
        up = Math.max(up, parts.reduce((sum, value) => sum + Math.max(0, value), 0));
        down = Math.max(down, parts.reduce((sum, value) => sum + Math.max(0, -value), 0));
    }
    const span = up + down || 1;
    return { span, zero: down / span };
}
