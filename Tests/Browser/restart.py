"""Checks that an open page survives what happens to servers: a stall, a kill and a restart."""

import os
import signal
import subprocess
import time

from checks import expect


def run(tally, dashboard, command, pid_file):
    tally.check(
        "a server that falls silent is called stale, and live again when it speaks", stalls, dashboard, pid_file
    )
    tally.check(
        "after kill -9 and a restart the page is live again by itself, with its list",
        survives,
        dashboard,
        command,
        pid_file,
    )
    tally.check("and follows the next change", follows, dashboard)


def stalls(dashboard, pid_file):
    pid = int(pid_file.read_text())
    os.kill(pid, signal.SIGSTOP)
    try:
        dashboard.wait_for_state("stale", seconds=25)
    finally:
        os.kill(pid, signal.SIGCONT)
    dashboard.wait_for_state("live", seconds=15)


def survives(dashboard, command, pid_file):
    service, page = dashboard.service, dashboard.page
    service.change(bpm=90)
    dashboard.until("() => document.getElementById('bpm').value === '90'")
    page.evaluate("window.notReloaded = true")
    os.kill(int(pid_file.read_text()), signal.SIGKILL)
    dashboard.wait_for_state("reconnecting", seconds=10)
    expect(dashboard.ids(), "the list vanished with the server")
    server = subprocess.Popen(["sh", "-c", f"exec {command}"], stdin=subprocess.DEVNULL)
    pid_file.write_text(str(server.pid))
    deadline = time.monotonic() + 20
    while not service.is_ready():
        expect(time.monotonic() < deadline and server.poll() is None, "the server did not come back")
        time.sleep(0.05)
    dashboard.wait_for_state("live", seconds=15)
    page.wait_for_selector("li.row")
    expect(page.evaluate("window.notReloaded"), "the page was loaded again")
    expect(page.input_value("#bpm") == "90", f"the tempo is {page.input_value('#bpm')} after the restart")


def follows(dashboard):
    dashboard.service.change(bpm=130)
    dashboard.until("() => document.getElementById('bpm').value === '130'")
    expect(dashboard.ids(), "the list is empty")
