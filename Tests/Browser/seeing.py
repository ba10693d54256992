"""Checks of what the page shows: the list, its reasons, changes from outside, and how it looks."""

import re

from checks import NEW_SET, expect

BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def run(tally, dashboard):
    tally.check("every suggestion has a rank, a name, a score, a bar and a reason", suggestions_are_complete, dashboard)
    tally.check("the named points add up to the score that is shown", points_add_up, dashboard)
    tally.check("the legend names the components that occur", legend_names_components, dashboard)
    tally.check("nothing lies over the list", nothing_overlaps, dashboard)
    tally.check(
        "90 BPM from outside changes the list and the form within 2 s, without a reload", follows_outside, dashboard
    )
    tally.check("what changed in the list is marked", changes_are_marked, dashboard)
    tally.check(
        "a burst of 50 changes ends on the newest, and never shows an older list after a newer one",
        takes_bursts,
        dashboard,
    )
    tally.check("a field somebody is typing in is not overwritten", leaves_typing_alone, dashboard)


def suggestions_are_complete(dashboard):
    expect(len(dashboard.ids()) >= 1, "the list is empty")
    ranks = dashboard.texts("rank")
    expect(ranks == [str(n + 1) for n in range(len(ranks))], f"ranks are {ranks}")
    expect(
        all(re.fullmatch(r"−?\d+\.\d{3}", text) for text in dashboard.texts("score")),
        f"scores are {dashboard.texts('score')}",
    )
    for slot in ("name", "why"):
        expect(all(dashboard.texts(slot)), f"some {slot} is empty")
    widths = dashboard.page.eval_on_selector_all(
        "li.row .meter .bar",
        "bars => bars.map(bar => [...bar.children].reduce((sum, i) => sum + i.getBoundingClientRect().width, 0))",
    )
    expect(max(widths) > 40, f"the bars are {widths} pixels wide")


def points_add_up(dashboard):
    page = dashboard.page
    page.focus("li.row:first-child")
    page.keyboard.press("Enter")
    page.wait_for_selector("li.row:first-child .reasons")
    rows = page.eval_on_selector_all(
        "li.row:first-child .reasons tr",
        """rows => rows.map(row => [
        row.cells[0].textContent, Number(row.querySelector(".num").textContent.replace("\u2212", "-")),
        row.querySelector(".phrase").textContent])""",
    )
    *parts, (_, score, _) = rows
    expect(parts, "no component is named")
    expect(abs(sum(points for _, points, _ in parts) - score) < 1e-6, f"{parts} do not add up to {score}")
    expect(all(phrase for _, _, phrase in parts), f"a component has no phrase: {parts}")
    page.keyboard.press("Enter")
    page.wait_for_selector("li.row:first-child .reasons", state="hidden")


def legend_names_components(dashboard):
    named = components(dashboard, "#legend button:not([hidden])")
    drawn = components(dashboard, "li.row .meter i")
    expect("tempo" in named and named == drawn, f"the legend names {named}, the bars show {drawn}")


def components(dashboard, selector):
    return set(dashboard.page.eval_on_selector_all(selector, "nodes => nodes.map(node => node.dataset.component)"))


def nothing_overlaps(dashboard):
    edges = dashboard.page.evaluate(
        """() => [
        Math.max(...[...document.querySelectorAll(".panel, .panel *")].map((n) => n.getBoundingClientRect().right)),
        document.querySelector("main").getBoundingClientRect().left,
        document.documentElement.scrollWidth, innerWidth]"""
    )
    expect(edges[0] <= edges[1], f"the side ends at {edges[0]}, the list begins at {edges[1]}")
    expect(edges[2] <= edges[3], f"the page is {edges[2]} pixels wide in a window of {edges[3]}")


def follows_outside(dashboard):
    before, old_set = dashboard.ids(), dashboard.set_id()
    dashboard.service.change(bpm=90)
    dashboard.until(NEW_SET, old_set)
    dashboard.until("() => document.getElementById('bpm').value === '90'")
    expect(dashboard.ids() != before, "the order is as it was at 130 BPM")
    expect(dashboard.page.evaluate("window.notReloaded"), "the page was loaded again")


def changes_are_marked(dashboard):
    expect(any(dashboard.texts("change")), "no row says that it is new or has moved")


def takes_bursts(dashboard):
    dashboard.page.evaluate("""() => {
        const list = document.getElementById("suggestions");
        window.revisions = [];
        new MutationObserver(() => window.revisions.push(Number(list.dataset.revision)))
            .observe(list, { attributes: true, attributeFilter: ["data-revision"] });
    }""")
    for step in range(50):
        last = dashboard.service.change(bpm=80 + step)
    dashboard.until(
        "revision => document.getElementById('suggestions').dataset.revision === String(revision)", last["revision"]
    )
    dashboard.until("() => document.getElementById('bpm').value === '129'")
    shown = dashboard.page.evaluate("window.revisions")
    expect(shown == sorted(shown), f"the revisions shown were {shown}")


def leaves_typing_alone(dashboard):
    page, service = dashboard.page, dashboard.service
    page.keyboard.press("/")
    expect(page.evaluate("document.activeElement.id") == "bpm", "/ does not lead to the form")
    page.keyboard.type("133")
    service.change(bpm=95)
    dashboard.until("() => document.getElementById('bpm-note').textContent.includes('95')")
    expect(page.input_value("#bpm") == "133", f"the field says {page.input_value('#bpm')}")
    page.keyboard.press("Enter")
    dashboard.until("() => document.getElementById('bpm-note').textContent === ''")
    expect(service.context()["bpm"] == 133, f"the service has {service.context()}")
    page.keyboard.press("Escape")


def run_pictures(tally, browser, dashboard, screenshot):
    dashboard.service.change(bpm=130, key="A minor", mood_tags=["dark"])
    tally.check(
        "a phone of 360 pixels needs no sideways scroll", phone, browser, dashboard, beside(screenshot, "phone")
    )
    tally.check("dark mode is dark and readable", dark, dashboard, beside(screenshot, "dark"))
    if screenshot:
        tally.check("a screenshot is saved", picture, dashboard, screenshot)


def beside(screenshot, name):
    return screenshot and screenshot.with_name(f"{screenshot.stem}-{name}{screenshot.suffix}")


def phone(browser, dashboard, screenshot):
    context = browser.new_context(viewport={"width": 360, "height": 780}, device_scale_factor=2, color_scheme="light")
    page = context.new_page()
    page.goto(dashboard.page.url)
    page.wait_for_selector("li.row")
    width = page.evaluate("document.documentElement.scrollWidth")
    expect(width <= 360, f"the page is {width} pixels wide")
    small = page.eval_on_selector_all(
        "li.row button", "nodes => nodes.filter(n => n.getBoundingClientRect().height < 40).length"
    )
    expect(small == 0, f"{small} buttons are too small for a thumb")
    if screenshot:
        page.wait_for_timeout(500)
        page.screenshot(path=str(screenshot))
    context.close()


def dark(dashboard, screenshot):
    page = dashboard.page
    page.emulate_media(color_scheme="dark")
    paper, ink = luminance(page.evaluate(BACKGROUND)), luminance(page.evaluate("getComputedStyle(document.body).color"))
    expect(paper < 0.05, f"the background's luminance is {paper:.2f}")
    contrast = (ink + 0.05) / (paper + 0.05)
    expect(contrast >= 7, f"the contrast is {contrast:.1f}")
    if screenshot:
        page.wait_for_timeout(400)
        page.screenshot(path=str(screenshot))
    page.emulate_media(color_scheme="light")


def luminance(colour):
    """WCAG relative luminance of `rgb(r, g, b)`."""
    channels = [int(value) / 255 for value in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear))


def picture(dashboard, screenshot):
    dashboard.page.evaluate("scrollTo(0, 0)")
    dashboard.page.wait_for_timeout(400)
    dashboard.page.screenshot(path=str(screenshot))
    expect(screenshot.stat().st_size > 20_000, "the picture is nearly empty")


def nothing_went_wrong(dashboard):
    violations = dashboard.page.evaluate("window.recorded.violations")
    # The browser itself reports the 422 and the broken request that two checks provoke.
    console = [text for text in dashboard.console if "422" not in text and "ERR_FAILED" not in text]
    expect(
        not console and not dashboard.errors and not violations,
        f"console {console}, errors {dashboard.errors}, violations {violations}",
    )
    answer, _ = dashboard.service.request("GET", "/")
    policy = answer.headers.get("content-security-policy", "")
    expect("unsafe-inline" not in policy and "default-src" in policy, f"the policy is {policy!r}")
