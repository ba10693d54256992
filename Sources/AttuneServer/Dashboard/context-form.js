// The context form: sends what was changed as a merge-patch, takes changes from outside, and never overwrites the field
// somebody is in.

import { newID, postContext } from "./api.js";
import { byID, setText } from "./dom.js";
import { createFields } from "./context-fields.js";

/** `onPosted(revision, startedAt)` after each accepted change. */
export function createContextForm(session, onPosted) {
    const form = byID("context-form"), general = byID("context-error"), apply = byID("context-apply");
    const fields = createFields(form, { edited, commit });
    const refused = new Map();
    let baseline = null, sending = false, again = false, unanswered = false;

    /** The fields whose value is not the server's; `null` clears. */
    function difference() {
        const patch = {};
        for (const [name, field] of fields) {
            const value = field.read();
            const same = JSON.stringify(value) === JSON.stringify(field.normal(baseline?.[name]));
            if (!same && refused.get(name) !== JSON.stringify(value)) patch[name] = value;
        }
        return patch;
    }

    function edited(name) {
        fields.get(name).dirty = true;
        refused.delete(name);
        showError(name, "");
        setText(general, "");
        apply.disabled = Object.keys(difference()).length === 0;
    }

    async function commit() {
        if (sending) {
            again = true;
            return;
        }
        const patch = difference();
        if (Object.keys(patch).length === 0) return;
        sending = true;
        unanswered = false;
        const startedAt = performance.now();
        try {
            const answer = await postContext(session, patch, newID());
            for (const [name, value] of Object.entries(patch)) {
                const field = fields.get(name);
                if (JSON.stringify(field.read()) === JSON.stringify(value)) field.dirty = false;
            }
            setText(general, "");
            onPosted(answer.revision, startedAt);
            take(answer.context, Object.keys(patch));
        } catch (problem) {
            refuse(problem, patch);
        }
        sending = false;
        if (again) {
            again = false;
            commit();
        }
    }

    /** Marks the fields the service named; what was fine in the same patch is sent again without them. */
    function refuse(problem, patch) {
        let named = 0;
        for (const { field, detail } of problem.errors ?? []) {
            const name = field.replace(/^context\./, "").split(/[.[]/)[0];
            if (!fields.has(name) || !(name in patch)) continue;
            refused.set(name, JSON.stringify(patch[name]));
            showError(name, detail);
            named += 1;
        }
        unanswered = problem.status === 0;
        if (named === 0) setText(general, problem.message);
        else if (named < Object.keys(patch).length) again = true;
    }

    function showError(name, text) {
        const note = byID(`${name}-note`);
        setText(note, text);
        note.classList.toggle("error", text !== "");
        for (const control of fields.get(name).controls) {
            if (text) control.setAttribute("aria-invalid", "true");
            else control.removeAttribute("aria-invalid");
        }
    }

    /** The server's context is now `context`; `own` names fields this page has just sent. */
    function take(context, own = []) {
        const isFirst = baseline === null;
        baseline = context ?? {};
        for (const [name, field] of fields) {
            const value = field.normal(baseline[name]);
            const busy = field.box.contains(document.activeElement) && document.activeElement.id !== "context-apply";
            const differs = JSON.stringify(field.read()) !== JSON.stringify(value);
            if (!differs) {
                field.dirty = false;
                showError(name, "");
            } else if (!field.dirty && (!busy || own.includes(name))) {
                field.write(value);
                showError(name, "");
                if (!isFirst) flash(field.box);
            } else if (busy && !own.includes(name)) {
                setText(byID(`${name}-note`), `now ${field.print(value)} in the session`);
            }
        }
        summarize();
        apply.disabled = Object.keys(difference()).length === 0;
    }

    function flash(box) {
        box.classList.remove("flash");
        requestAnimationFrame(() => box.classList.add("flash"));
    }

    function summarize() {
        const parts = [...fields.values()].filter((f) => f.normal(baseline[f.name]) !== null)
            .map((f) => f.print(f.normal(baseline[f.name])));
        setText(byID("context-summary"), parts.join(" \u00b7 ") || "nothing set");
    }

    form.addEventListener("submit", (event) => {
        event.preventDefault();
        fields.get("mood_tags").addPending();
        refused.clear();
        commit();
    });
    form.addEventListener("focusout", ({ target }) => {
        const field = [...fields.values()].find((f) => f.box.contains(target));
        if (field && !field.dirty && !refused.has(field.name)) setTimeout(() => take(baseline ?? {}), 0);
    });
    byID("context-clear").addEventListener("click", () => {
        for (const field of fields.values()) {
            field.write(null);
            edited(field.name);
        }
        commit();
    });
    apply.disabled = true;

    /** Gives up what was typed in the field of `control` and not accepted. */
    function revert(control) {
        const field = [...fields.values()].find((f) => f.box.contains(control));
        if (!field || !(field.dirty || refused.has(field.name))) return;
        field.write(field.normal(baseline?.[field.name]));
        field.dirty = false;
        refused.delete(field.name);
        showError(field.name, "");
    }

    /** Makes one wish from elsewhere on the page, as if it had been typed. */
    function wish(name, value) {
        fields.get(name).write(value);
        edited(name);
        return commit();
    }

    /** The service is back: what it did not answer is sent again. */
    function resume() {
        if (!unanswered) return;
        unanswered = false;
        setText(general, "");
        commit();
    }

    return { take, revert, wish, resume, offerMoods: (tags) => fields.get("mood_tags").offer(tags) };
}
