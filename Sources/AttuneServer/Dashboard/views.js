// Decides what counts as seen: at least half of a row on screen, for half a second, in a visible page.

const DWELL = 500;

/** `onView(row)` is called once per arming; arm every row of a new set again. */
export function createViewWatch(onView) {
    const timers = new Map(), onScreen = new Set(), since = new WeakMap();
    const observer = new IntersectionObserver((entries) => {
        for (const { target, isIntersecting } of entries) {
            if (isIntersecting) {
                onScreen.add(target);
                arm(target);
            } else {
                onScreen.delete(target);
                disarm(target);
            }
        }
    }, { threshold: 0.5 });

    function arm(row) {
        disarm(row);
        if (!onScreen.has(row) || document.visibilityState !== "visible") return;
        timers.set(row, setTimeout(() => {
            timers.delete(row);
            if (!since.has(row)) since.set(row, performance.now() - DWELL);
            onView(row);
        }, DWELL));
    }

    function disarm(row) {
        clearTimeout(timers.get(row));
        timers.delete(row);
    }

    document.addEventListener("visibilitychange", () => { for (const row of onScreen) arm(row); });

    return {
        add: (row) => observer.observe(row),
        remove(row) {
            observer.unobserve(row);
            onScreen.delete(row);
            disarm(row);
        },
        /** A new set is shown: what stays on screen is to be counted for it. */
        rearm() { for (const row of onScreen) arm(row); },
        /** Milliseconds since the row was first seen, or undefined. */
        dwell: (row) => since.has(row) ? Math.round(performance.now() - since.get(row)) : undefined,
    };
}
