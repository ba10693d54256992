// Numbers and facts as people read them. One place, so that the list, the bars and the details agree.

const count = new Intl.NumberFormat("en");

export function integer(value) {
    return count.format(value);
}

/** At most `digits` decimals, without trailing zeros, with a real minus sign. */
export function decimal(value, digits = 1) {
    return String(Number(value.toFixed(digits))).replace("-", "\u2212");
}

/** Points and scores: three decimals always, so that columns line up. */
export function points(value) {
    return value.toFixed(3).replace("-", "\u2212");
}

/** With an explicit sign. */
export function signed(value, digits = 1) {
    const text = decimal(Math.abs(value), digits);
    if (Number(text) === 0) return "0";
    return (value < 0 ? "\u2212" : "+") + text;
}

export function percent(fraction) {
    return `${Math.round(fraction * 100)} %`;
}

export function seconds(value) {
    return value < 60 ? `${decimal(value, value < 10 ? 2 : 1)} s`
        : `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, "0")}`;
}

/** Milliseconds as a latency. */
export function milliseconds(value) {
    return value < 10 ? `${decimal(value, 1)} ms` : `${Math.round(value)} ms`;
}

/** How long ago, coarse enough to be calm. */
export function ago(ms) {
    if (ms < 1500) return "now";
    const s = Math.round(ms / 1000);
    if (s < 60) return `${s} s ago`;
    if (s < 3600) return `${Math.floor(s / 60)} min ago`;
    return `${Math.floor(s / 3600)} h ago`;
}

/** Tonics as musicians write them: `F# minor` reads `F♯ minor`. */
export function keyName(text) {
    return text.replace(/^([A-G])#/, "$1\u266f").replace(/^([A-G])b(?=\s|$)/, "$1\u266d");
}

/** What to do with a sample to make it fit, as short phrases. */
export function fitPhrases(fit) {
    const phrases = [];
    if (!fit) return phrases;
    if (typeof fit.stretch_ratio === "number") {
        const ratio = decimal(fit.stretch_ratio, 3);
        phrases.push(ratio === "1" ? "no stretch" : `stretch \u00d7${ratio}`);
    }
    if (typeof fit.transpose_semitones === "number" && fit.transpose_semitones !== 0) {
        phrases.push(`${signed(fit.transpose_semitones, 0)} st`);
    }
    if (typeof fit.gain_db === "number") phrases.push(`${signed(fit.gain_db)} dB`);
    if (typeof fit.bars === "number") phrases.push(`${decimal(fit.bars, 2)} ${fit.bars === 1 ? "bar" : "bars"}`);
    return phrases;
}
