// What the page knows, in one object: set keys, and whoever watches one of them is told.

export function createState(initial) {
    const values = { ...initial };
    const watchers = [];

    return {
        get(key) {
            return values[key];
        },

        /** Merges and tells the watchers of the keys that changed, once. */
        set(patch) {
            const changed = new Set(Object.keys(patch).filter((key) => !Object.is(values[key], patch[key])));
            Object.assign(values, patch);
            if (changed.size === 0) return;
            for (const { keys, react } of watchers) {
                if (keys.some((key) => changed.has(key))) react(values);
            }
        },

        /** Calls `react(values)` now and whenever one of `keys` changes. */
        watch(keys, react) {
            watchers.push({ keys, react });
            react(values);
        },
    };
}
