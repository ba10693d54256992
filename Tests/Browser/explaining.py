"""Checks of how the page explains: any sample of the library, the next one under the list, and wishes tried out."""

from checks import NEW_SET, expect

FAR = "loop_tabla"
CARD = "#explanation:not([hidden])"


def run(tally, dashboard):
    dashboard.service.change(bpm=130, key="A minor", mood_tags=None, role=None, energy=None, playing=None)
    dashboard.until("() => document.getElementById('bpm').value === '130'")
    tally.check("any sample can be found, and is told what keeps it out and by how much", finds, dashboard)
    tally.check("the wish that would bring it in can be tried, and does", tries, dashboard)
    tally.check("the card of a listed sample has its place and points, and escape closes it", explains_listed, dashboard)
    tally.check("a search without a find says so", finds_nothing, dashboard)
    tally.check("the next sample is named under the list, and why it is not in it", names_next, dashboard)
    tally.check("what is lacking beside what plays is asked for and said", asks_for_lacking, dashboard)
    tally.check("an accept can be taken back with the same key", takes_back, dashboard)


def find(dashboard, text):
    page = dashboard.page
    page.keyboard.press("f")
    expect(page.evaluate("document.activeElement.id") == "find", "f does not lead to the search field")
    page.keyboard.type(text)
    page.wait_for_selector("#find-results li")
    page.keyboard.press("Enter")
    page.wait_for_selector(CARD)
    page.evaluate("document.activeElement.blur()")


def finds(dashboard):
    page = dashboard.page
    find(dashboard, FAR)
    expect(FAR in page.text_content("#explanation-name"), "the card is about another sample")
    expect(page.get_attribute("#explanation", "data-verdict") == "excluded", "it is not said to be kept out")
    cause = page.text_content("#explanation-causes li[data-cause=tempo]")
    expect("BPM" in cause and "tolerance" in cause, f"the cause is {cause!r}")
    expect(page.is_hidden("#explanation-details"), "points are shown for what has no place")


def tries(dashboard):
    page = dashboard.page
    sample = page.get_attribute("#explanation", "data-sample")
    button = page.locator("#explanation-offer button")
    expect(button.count() == 1, "no wish is offered")
    button.click()
    dashboard.until("sample => Boolean(document.querySelector(`li.row[data-sample='${sample}']`))", sample)
    dashboard.until("() => document.getElementById('explanation').dataset.verdict === 'listed'")
    promised = dashboard.service.context()
    expect(promised["bpm"] != 130 or promised["key"] != "A minor", f"the context is as it was: {promised}")
    dashboard.service.change(bpm=130, key="A minor")
    dashboard.until("() => document.getElementById('explanation').dataset.verdict === 'excluded'")


def explains_listed(dashboard):
    page = dashboard.page
    name = page.text_content("li.row:nth-child(2) [data-slot=name]")
    find(dashboard, name)
    dashboard.until("() => document.getElementById('explanation-verdict').textContent === 'number 2'")
    rows = page.eval_on_selector_all(
        "#explanation-details .reasons tr .num", "cells => cells.map(c => Number(c.textContent.replace('\u2212', '-')))"
    )
    expect(len(rows) > 1 and abs(sum(rows[:-1]) - rows[-1]) < 1e-6, f"{rows} do not add up")
    page.keyboard.press("Escape")
    page.wait_for_selector("#explanation", state="hidden")


def finds_nothing(dashboard):
    page = dashboard.page
    page.fill("#find", "no sample is called this")
    dashboard.until("() => document.getElementById('find-note').textContent.includes('Nothing')")
    page.fill("#find", "")
    page.evaluate("document.activeElement.blur()")


def names_next(dashboard):
    page = dashboard.page
    sample = page.get_attribute("#runner-up:not([hidden])", "data-sample")
    expect(sample and sample not in dashboard.ids(), "the next sample is in the list, or there is none")
    page.click("#runner-up button:has-text('Why not?')")
    page.wait_for_selector(CARD)
    expect(page.get_attribute("#explanation", "data-sample") == sample, "the card is about another sample")
    expect(page.get_attribute("#explanation", "data-verdict") in ("below", "held_back"), "it has another verdict")
    page.click("#explanation-close")
    page.wait_for_selector("#explanation", state="hidden")


def asks_for_lacking(dashboard):
    page = dashboard.page
    dashboard.service.change(playing=["bass_dnb_f.flac"])
    page.select_option("#role", "auto")
    dashboard.until("() => document.getElementById('list-facts').textContent.includes('lacking')")
    expect(dashboard.service.context()["role"] == "auto", f"the service has {dashboard.service.context()}")
    page.select_option("#role", "")
    dashboard.until("() => !document.getElementById('list-facts').textContent.includes('lacking')")
    before = dashboard.set_id()
    dashboard.service.change(playing=None)
    # What comes next looks at the list, which is not to change under it.
    dashboard.until(NEW_SET, before)
    page.keyboard.press("Escape")


def takes_back(dashboard):
    sample, place = dashboard.select(3), "sample => document.querySelector(`li.row[data-sample='${sample}']`)"
    dashboard.page.keyboard.press("a")
    dashboard.until(f"sample => ({place})(sample)?.dataset.judged === 'accept'", sample)
    accepted = dashboard.wait_for_event("accept", sample)
    dashboard.page.focus(f"li.row[data-sample='{sample}']")
    dashboard.page.keyboard.press("a")
    undone = dashboard.wait_for_event("undo", sample)
    expect(undone["set_id"] == accepted["set_id"], "the undo names another set than the accept")
    dashboard.until(f"sample => !(({place})(sample)?.dataset.judged)", sample)
