"""Checks of what a person does: modes, playing, judging, pinning, banning, editing, and what is reported of it."""

from checks import NEW_SET, expect

MODE_IS = "mode => document.getElementById('mode-note').dataset.mode === mode"


def run(tally, dashboard):
    tally.check("rules and fusion can be chosen, and auto shows the experiment's arm", switches_mode, dashboard)
    tally.check("the switch shows what another program chose, also after a reload", shows_foreign_mode, dashboard)
    tally.check("play asks for the sound, which arrives, and is reported as a preview", plays, dashboard)
    tally.check("a is accept: reported, and the list is pushed again", judges, dashboard, "a", "accept", 2)
    tally.check("s is skip: reported, and the list is pushed again", judges, dashboard, "s", "skip", 1)
    tally.check("p pins to the top and unpins", pins, dashboard)
    tally.check("b bans, the row goes, and undo brings it back", bans, dashboard)
    tally.check("j and k move, ? explains", moves, dashboard)
    tally.check("the keys go on after a click on a mode or a checkbox, which keep their own", keeps_keys, dashboard)
    tally.check("a wrong tempo is explained at its field", explains_errors, dashboard)
    tally.check("only the fields that changed are sent", sends_changes_only, dashboard)
    tally.check("clearing a field clears it in the session", clears, dashboard)
    tally.check("an event that found no answer is sent again under its id", retries_events, dashboard)
    tally.check("views are reported once per set, also after a reload", counts_views_once, dashboard)


def choose(dashboard, mode):
    with dashboard.page.expect_response(lambda r: r.url.endswith("/mode") and r.request.method == "PUT") as answer:
        dashboard.page.click(f"#mode label:has(input[value={mode}])")
    expect(answer.value.status == 204, f"the switch to {mode} was answered {answer.value.status}")


def switches_mode(dashboard):
    choose(dashboard, "rules")
    dashboard.until(MODE_IS, "rules")
    dashboard.until("() => !document.querySelector('.meter [data-component=similarity]')")
    choose(dashboard, "auto")
    dashboard.until("() => document.getElementById('mode-note').textContent.includes('arm ')")
    choose(dashboard, "fusion")
    dashboard.until(MODE_IS, "fusion")
    expect(dashboard.page.is_checked("#mode input[value=fusion]"), "the switch does not say fusion")


def shows_foreign_mode(dashboard):
    chosen = "mode => document.querySelector(`#mode input[value=${mode}]`).checked"
    for mode in ["rules", "auto", "fusion"]:
        path = f"/v1/sessions/{dashboard.service.session}/mode"
        dashboard.service.request("PUT", path, {"mode": mode})
        dashboard.until(chosen, mode)
        dashboard.page.reload()
        dashboard.until(chosen, mode)
    dashboard.until("() => document.querySelector('#suggestions > *')")


def plays(dashboard):
    sample = dashboard.select(1)
    with dashboard.page.expect_response(lambda r: r.url.endswith(f"/samples/{sample}/audio")) as answer:
        dashboard.page.keyboard.press("Space")
    expect(answer.value.status in (200, 206), f"the sound was answered {answer.value.status}")
    event = dashboard.wait_for_event("preview", sample)
    expect(event["rank"] == 1 and event["session_id"] == dashboard.service.session, f"reported {event}")


def judges(dashboard, key, kind, place):
    sample, old_set = dashboard.select(place), dashboard.set_id()
    dashboard.page.keyboard.press(key)
    event = dashboard.wait_for_event(kind, sample)
    expect(event["rank"] == place and event["set_id"] == old_set, f"reported {event}")
    dashboard.until(NEW_SET, old_set)


def pins(dashboard):
    sample = dashboard.select(3)
    dashboard.page.keyboard.press("p")
    first = (
        "([sample, pinned]) => { const row = document.querySelector('li.row');"
        " return (row.dataset.sample === sample && row.classList.contains('pinned')) === pinned; }"
    )
    dashboard.until(first, [sample, True])
    expect(
        dashboard.page.evaluate("document.activeElement.dataset.sample") == sample, "the focus did not follow the row"
    )
    dashboard.page.keyboard.press("p")
    dashboard.until("() => !document.querySelector('li.row.pinned')")


def bans(dashboard):
    sample = dashboard.select(1)
    shown = "([sample, shown]) => Boolean(document.querySelector(`li.row[data-sample='${sample}']`)) === shown"
    dashboard.page.keyboard.press("b")
    dashboard.until(shown, [sample, False])
    with dashboard.page.expect_response(
        lambda r: f"/bans/sample/{sample}" in r.url and r.request.method == "DELETE"
    ) as answer:
        dashboard.page.click(".notice button")
    expect(answer.value.status == 204, f"undo was answered {answer.value.status}")
    dashboard.until(shown, [sample, True])


def moves(dashboard):
    page = dashboard.page
    dashboard.select(1)
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    current = page.eval_on_selector("li.row[aria-current=true]", "row => [...row.parentNode.children].indexOf(row)")
    expect(current == 1, f"the place is {current + 1}")
    page.keyboard.press("?")
    page.wait_for_selector("#help[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#help", state="hidden")


def keeps_keys(dashboard):
    page = dashboard.page
    page.click("#in-tempo")
    page.keyboard.press("Space")
    expect(page.is_checked("#in-tempo"), "the space bar does not tick the checkbox that has the focus")
    page.keyboard.press("f")
    expect(page.evaluate("document.activeElement.id") == "find", "f does not find after a click on the checkbox")
    choose(dashboard, "rules")
    with page.expect_response(lambda r: r.url.endswith("/mode") and r.request.method == "PUT"):
        page.keyboard.press("ArrowUp")
    expect(page.is_checked("#mode input[value=fusion]"), "the arrow does not choose the mode before")
    page.keyboard.press("?")
    page.wait_for_selector("#help[open]")
    page.keyboard.press("Escape")
    page.wait_for_selector("#help", state="hidden")


def explains_errors(dashboard):
    page = dashboard.page
    page.fill("#bpm", "1000")
    page.press("#bpm", "Enter")
    page.wait_for_selector("#bpm[aria-invalid=true]")
    expect(page.text_content("#bpm-note"), "the field is marked but not explained")
    page.keyboard.press("Escape")
    expect(page.input_value("#bpm") != "1000", "escape keeps what was refused")
    page.fill("#bpm", "120")
    page.press("#bpm", "Enter")
    dashboard.until("() => !document.getElementById('bpm').hasAttribute('aria-invalid')")
    dashboard.until("() => document.getElementById('context-apply').disabled")
    expect(dashboard.service.context().get("bpm") == 120, f"the service has {dashboard.service.context()}")
    page.keyboard.press("Escape")


def sends_changes_only(dashboard):
    page = dashboard.page

    def patch(act, *arguments):
        with page.expect_response(
            lambda r: r.url.endswith("/recommendations/context") and r.request.method == "POST"
        ) as answer:
            act(*arguments)
        expect(answer.value.status == 202, f"the change was answered {answer.value.status}")
        return answer.value.request.post_data_json["context"]

    def mood():
        page.fill("#mood", "Dark ")
        page.press("#mood", "Enter")

    sent = [
        patch(page.select_option, "#role", "loop"),
        patch(mood),
        patch(page.fill, "#energy", "0.7"),
        patch(page.select_option, "#key-pick", "E minor"),
    ]
    expect(sent == [{"role": "loop"}, {"mood_tags": ["dark"]}, {"energy": 0.7}, {"key": "E minor"}], f"sent {sent}")
    expect(patch(page.click, "#energy-clear") == {"energy": None}, "any energy is not sent as null")
    expect(patch(page.select_option, "#role", "") == {"role": None}, "any role is not sent as null")
    page.keyboard.press("Escape")


def clears(dashboard):
    page, old_set = dashboard.page, dashboard.set_id()
    page.fill("#key", "")
    page.press("#key", "Enter")
    dashboard.until(NEW_SET, old_set)
    expect("key" not in dashboard.service.context(), f"the service has {dashboard.service.context()}")
    page.fill("#key", "Am")
    page.press("#key", "Enter")
    dashboard.until("() => document.getElementById('key').value === 'A minor'")
    page.keyboard.press("Escape")


def retries_events(dashboard):
    page, refused = dashboard.page, []

    def refuse_once(route):
        if refused:
            route.continue_()
        else:
            refused.extend(event["event_id"] for event in route.request.post_data_json["events"])
            route.abort()

    page.route("**/v1/telemetry/recommendations", refuse_once)
    page.focus("li.row[data-judged='']")
    page.keyboard.press("s")
    for _ in range(80):
        page.wait_for_timeout(100)
        acknowledged = {event["event_id"] for event in dashboard.events}
        if refused and acknowledged.issuperset(refused):
            break
    page.unroute("**/v1/telemetry/recommendations")
    expect(refused, "nothing was sent")
    expect(acknowledged.issuperset(refused), f"{refused} were not sent again")


def counts_views_once(dashboard):
    dashboard.page.wait_for_timeout(800)
    dashboard.wait_for_event("view")
    dashboard.open()
    dashboard.page.wait_for_timeout(1800)
    views = [(e["set_id"], e["sample_id"]) for e in dashboard.events if e["event"] == "recommendation.view"]
    expect(len(views) == len(set(views)), "a view was reported twice for the same set")
    ids = [event["event_id"] for event in dashboard.events]
    expect(len(ids) == len(set(ids)), "an acknowledged event was sent again")
