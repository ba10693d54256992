// The dashboard: joins the stream, the list, the form and what people do with suggestions.

import { openStream } from "./attune-stream.js";
import { createState } from "./state.js";
import { createConnectionView } from "./connection.js";
import { createList, idOf } from "./list.js";
import { createListHead } from "./head.js";
import { createLegend } from "./legend.js";
import { createContextForm } from "./context-form.js";
import { createMode } from "./mode.js";
import { createEmptyStates } from "./empty.js";
import { createTelemetry } from "./telemetry.js";
import { createViewWatch } from "./views.js";
import { createPlayer } from "./player.js";
import { createBans } from "./bans.js";
import { createExplanation } from "./explanation.js";
import { createFinder } from "./finder.js";
import { createRunnerUp } from "./runner-up.js";
import { createActions } from "./actions.js";
import { createSessionChooser, currentSession } from "./session.js";
import { listenToKeys } from "./keyboard.js";
import { degradation } from "./api.js";
import { announce, notify } from "./notices.js";
import { askForToken, stopAskingForToken, takeTokenFromAddress } from "./sign-in.js";
import { byID } from "./dom.js";
import { integer } from "./format.js";
import { recall, remember } from "./storage.js";

const session = currentSession();
createSessionChooser(session);

const state = createState({ set: null, context: null, ranking: null, setting: null });
const connection = createConnectionView();
const telemetry = createTelemetry(session, (problem) => {
    notify(`An event was refused. ${problem.message}`, { kind: "error" });
});
const views = createViewWatch((node) => {
    const row = list.row(node.dataset.sample);
    if (row) telemetry.view(state.get("set"), row.suggestion);
});
const list = createList(views);
const head = createListHead();
const legend = createLegend();
const empty = createEmptyStates(session);
const player = createPlayer(
    (playback) => list.row(playback.id)?.showPlayback(playback),
    (suggestion, sentence) => notify(`${suggestion.name}: ${sentence}`, { kind: "error" }));
const bans = createBans((scope, id, name) => actions.unban(scope, id, name));
const actions = createActions({ list, player, telemetry, views, bans, state, redraw: draw });
createMode(session, state);

// The newest change made in this form, to tell how long it took to become a list.
let ownChange = null;
const form = createContextForm(session, (revision, startedAt) => {
    ownChange = { revision, startedAt };
    stream.nudge();
    settleJourney();
});

const wrong = (problem) => notify(problem.message, { kind: "error" });
const tryOut = ({ field, value }) => {
    const moods = (state.get("context") ?? {}).mood_tags ?? [];
    form.wish(field, field === "mood_tags" ? [...moods, value] : value);
};
const explanation = createExplanation(session, { tryOut, onProblem: wrong });
const finder = createFinder((sample) => explanation.show(sample.id), wrong);
const runnerUp = createRunnerUp({ tryOut, onAsked: (id) => explanation.show(id) });

// One drawing per frame of the screen, whatever the stream's pace; the newest set wins.
let shown = null, drawing = false, journey = null, arrivedAt = 0, freshStream = true, contextRevision = -1;

function draw() {
    if (drawing) return;
    drawing = true;
    requestAnimationFrame(() => {
        drawing = false;
        const set = state.get("set");
        if (!set) return;
        const isFirst = shown === null, isNew = shown?.set_id !== set.set_id;
        const suggestions = set.suggestions ?? [];
        if (isFirst || isNew) {
            const change = list.show(set, actions.judged, isFirst);
            if (!isFirst) speak(change, suggestions);
        } else {
            for (const s of suggestions) list.row(s.sample_id)?.judge(actions.judged(s.sample_id));
        }
        for (const s of suggestions) player.refresh(s);
        shown = set;
        legend.show(suggestions);
        if (isFirst || isNew) {
            runnerUp.show(set);
            explanation.refresh();
        }
        head.show(set, journey);
        empty.show(set, state.get("context") ?? set.context);
        form.offerMoods(frequentTags(suggestions));
    });
}

function speak({ added, moved, removed }, suggestions) {
    if (added.length + moved + removed === 0) return;
    const first = suggestions[0] ? ` First is ${suggestions[0].name}.` : " The list is empty.";
    announce(`List updated: ${added.length} new, ${moved} moved.${first}`);
}

function frequentTags(suggestions) {
    const counts = new Map();
    for (const tag of suggestions.flatMap((s) => s.tags ?? [])) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1]).map(([tag]) => tag);
}

/** The first set at or past the revision of our own change ends its journey. */
function settleJourney() {
    const set = state.get("set");
    if (!ownChange || !set || set.revision < ownChange.revision || arrivedAt < ownChange.startedAt) return;
    journey = arrivedAt - ownChange.startedAt;
    ownChange = null;
    draw();
    if (shown === set) head.show(set, journey);
}

const handlers = {
    hello() {
        freshStream = true;
        contextRevision = -1;
        lookForDegradation();
    },
    context({ context, revision }) {
        contextRevision = revision;
        state.set({ context });
        form.take(context);
        draw();
    },
    suggestions(data) {
        const current = state.get("set");
        if (!freshStream && current && data.revision < current.revision) return;
        freshStream = false;
        arrivedAt = performance.now();
        if (current && data.set_id !== current.set_id) journey = null;
        // A session without a context frame still tells its context with the list, as after a restart that lost it.
        if (data.context && data.revision > contextRevision) handlers.context(data);
        state.set({ set: data, ranking: { mode: data.mode, experiment: data.experiment } });
        settleJourney();
        draw();
    },
    library({ added, changed, removed, rows, scan }) {
        const parts = Object.entries({ added, changed, removed })
            .filter(([, n]) => n > 0)
            .map(([what, n]) => `${integer(n)} ${what}`);
        if (parts.length) notify(`Library: ${parts.join(", ")}; ${integer(rows)} in all.`);
        head.showScan(scan);
    },
    experiment({ name, arm, mode, setting }) {
        state.set({ ranking: { mode, experiment: name ? { name, arm } : null }, setting });
    },
    reset() {
        freshStream = true;
        // A change of the mode may be among what was missed.
        state.set({ ranking: null, setting: null });
        announce("The list has been loaded afresh.");
        lookForDegradation();
    },
};

async function lookForDegradation() {
    connection.showDegraded(await degradation());
}

empty.show(null, null);

const stream = openStream({
    sessions: [session],
    onEvent: (event, data) => handlers[event]?.(data),
    onState(name, detail) {
        connection.show(name, detail);
        if (name === "unauthorized") askForToken();
        if (name === "live") {
            stopAskingForToken();
            form.resume();
        }
        connection.tick(0);
    },
});

addEventListener("attune-unauthorized", askForToken);
takeTokenFromAddress();

setInterval(() => {
    connection.tick(stream.silence());
    head.tick();
}, 1000);
setInterval(() => { if (!document.hidden) lookForDegradation(); }, 15_000);

byID("suggestions").addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]"), id = idOf(event.target);
    if (!id) return;
    list.select(id, false);
    if (button) actions.run(button.dataset.action, list.row(id));
});

const inTempo = byID("in-tempo");
inTempo.checked = recall(localStorage, "in-tempo", true);
player.inTempo = inTempo.checked;
inTempo.addEventListener("change", () => {
    player.inTempo = inTempo.checked;
    remember(localStorage, "in-tempo", inTempo.checked);
});

const panel = byID("context-panel"), help = byID("help");
panel.open = !matchMedia("(max-width: 1000px)").matches;
byID("help-open").addEventListener("click", () => help.showModal());
byID("help-close").addEventListener("click", () => help.close());
help.addEventListener("click", (event) => { if (event.target === help) help.close(); });

listenToKeys({
    move: (step) => list.move(step),
    run: (action) => actions.run(action),
    undo: () => actions.undoLastBan(),
    form() {
        panel.open = true;
        byID("bpm").focus();
        byID("bpm").select();
    },
    find: () => finder.focus(),
    help: () => help.showModal(),
    leave() {
        if (explanation.isOpen && !document.activeElement?.closest("form")) return explanation.close();
        if (document.activeElement?.closest("form")) {
            form.revert(document.activeElement);
            document.activeElement.blur();
        }
        if (list.selected) list.select(list.selected.suggestion.sample_id, true);
    },
});
