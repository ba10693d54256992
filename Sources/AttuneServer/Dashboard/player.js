// Plays one sample at a time, level-matched, and at the session's tempo when that is wanted.

import { wantsLessMotion } from "./dom.js";

/** `onChange({ id, playing, progress })` is called on every change and while playing. */
export function createPlayer(onChange, onError) {
    const audio = new Audio();
    audio.preload = "none";
    let current = null, inTempo = true, frame = 0;

    function report() {
        if (!current) return;
        const progress = audio.duration > 0 ? audio.currentTime / audio.duration : 0;
        const playing = !audio.paused && !audio.ended;
        onChange({ id: current.sample_id, playing, progress: audio.ended ? 0 : progress });
    }

    function follow() {
        cancelAnimationFrame(frame);
        if (audio.paused || audio.ended || wantsLessMotion()) return;
        report();
        frame = requestAnimationFrame(follow);
    }

    for (const name of ["playing", "pause", "ended", "timeupdate", "emptied"]) audio.addEventListener(name, report);
    audio.addEventListener("playing", follow);
    audio.addEventListener("error", () => {
        if (current && audio.getAttribute("src")) onError(current, "This sample cannot be played here.");
        stop();
    });

    function tune() {
        const stretch = current?.fit?.stretch_ratio, gain = current?.fit?.gain_db;
        audio.preservesPitch = true;
        audio.playbackRate = inTempo && stretch > 0 ? Math.min(Math.max(stretch, 0.5), 2) : 1;
        audio.volume = typeof gain === "number" ? Math.min(1, 10 ** (gain / 20)) : 1;
    }

    function stop() {
        const stopped = current;
        current = null;
        audio.pause();
        if (stopped) onChange({ id: stopped.sample_id, playing: false, progress: 0 });
    }

    return {
        get playingID() { return current && !audio.paused ? current.sample_id : null; },
        /** Starts, pauses or continues. Returns true when it starts from the beginning, which is a preview. */
        toggle(suggestion) {
            if (current?.sample_id === suggestion.sample_id && !audio.paused) {
                audio.pause();
                return false;
            }
            const continues = current?.sample_id === suggestion.sample_id && !audio.ended && audio.currentTime > 0;
            if (!continues) {
                stop();
                current = suggestion;
                audio.src = suggestion.audio_url;
            }
            tune();
            audio.play().catch((error) => {
                if (error.name !== "NotAllowedError") return;
                onError(suggestion, "The browser wants a click before it plays sound.");
            });
            return !continues;
        },
        stop,
        /** The session's tempo may have changed while a sample plays. */
        refresh(suggestion) {
            if (current?.sample_id !== suggestion.sample_id) return;
            current = suggestion;
            tune();
        },
        set inTempo(value) {
            inTempo = value;
            tune();
        },
    };
}
