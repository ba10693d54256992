"""Checks of the dashboard on a service that asks for tokens."""

import os
import subprocess

from checks import Dashboard, Service, expect
from using import NEW_SET

SECRET = {"ATTUNE_AUTH_SECRET": "a secret of this test, long enough to be one"}


def run(tally, context, dashboard, restart, program):
    tally.check(
        "without a token the page asks for one, takes it, and is live", signs_in, context, dashboard, restart, program
    )


def signs_in(context, dashboard, restart, program):
    restart(SECRET)
    made = subprocess.run(
        [program, "token", "browser"], env=os.environ | SECRET, capture_output=True, text=True, check=True
    )
    service = Service(dashboard.service.url, dashboard.service.session, made.stdout.strip())
    service.change(bpm=104)
    page = Dashboard(context, service)
    page.page.goto(f"{service.url}/?session_id={service.session}")
    page.page.wait_for_selector("#sign-in[open]", timeout=15_000)
    page.page.fill("#token", "nonsense")
    page.page.press("#token", "Enter")
    page.page.wait_for_selector("#token[aria-invalid=true]")
    expect("not a JSON Web Token" in page.page.text_content("#token-note"), page.page.text_content("#token-note"))
    page.page.fill("#token", service.token)
    page.page.press("#token", "Enter")
    page.wait_for_state("live", seconds=15)
    page.page.wait_for_selector("li.row")
    # The page that was open before holds the connection, and asked too: one token signs both in, and neither asks again.
    dashboard.wait_for_state("live", seconds=15)
    for each in (page, dashboard):
        each.page.wait_for_selector("#sign-in", state="detached")
    old_set = page.set_id()
    service.change(bpm=88)
    # The row that is chosen must not be replaced by the list that comes with the change.
    page.until(NEW_SET, old_set)
    page.until("() => document.getElementById('bpm').value === '88'")
    expect(page.page.evaluate("document.cookie") == "", "a script can read the token")
    page.page.focus("li.row:first-child")
    page.page.keyboard.press("p")
    page.page.wait_for_selector("li.row.pinned")
