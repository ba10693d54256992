"""Checks that an open page survives what happens to servers: a stall, a kill and a restart."""

import os
import signal
import subprocess
import time

from checks import Service, expect
from sharing import plain_survives


def run(tally, context, dashboard, server):
    tally.check(
        "a server that falls silent is called stale, and live again when it speaks", stalls, dashboard, server
    )
    tally.check(
        "after kill -9 and a restart the page is live again by itself, with its list",
        survives,
        dashboard,
        server,
    )
    tally.check("and follows the next change", follows, dashboard)
    tally.check("a change made while the server is away is sent when it is back", sends_later, dashboard, server)
    tally.check(
        "a plain EventSource comes back by itself too, and is told of the lost history",
        plain_survives,
        context,
        Service(dashboard.service.url, dashboard.service.session + "-plain"),
        server.restart,
    )


class Server:
    """The server's process, which is stopped and started under the pages."""

    def __init__(self, command, pid_file, service):
        self.command, self.pid_file, self.service = command, pid_file, service
        # None as long as the one runs that the script started.
        self.process = None

    def signal(self, number):
        os.kill(int(self.pid_file.read_text()), number)

    def start(self, more=None):
        """Starts it, with more in its environment, and waits until it is ready. One that was killed before is waited for: until all
        of its threads have ended, the data folder is its own."""
        if self.process:
            self.process.wait(timeout=10)
        environment = os.environ | (more or {})
        self.process = subprocess.Popen(["sh", "-c", f"exec {self.command}"], stdin=subprocess.DEVNULL, env=environment)
        self.pid_file.write_text(str(self.process.pid))
        deadline = time.monotonic() + 20
        while not self.service.is_ready():
            expect(time.monotonic() < deadline and self.process.poll() is None, "the server did not come back")
            time.sleep(0.05)

    def restart(self, more=None):
        self.signal(signal.SIGKILL)
        self.start(more)


def stalls(dashboard, server):
    server.signal(signal.SIGSTOP)
    try:
        dashboard.wait_for_state("stale", seconds=25)
    finally:
        server.signal(signal.SIGCONT)
    dashboard.wait_for_state("live", seconds=15)


def survives(dashboard, server):
    service, page = dashboard.service, dashboard.page
    service.change(bpm=90)
    dashboard.until("() => document.getElementById('bpm').value === '90'")
    page.evaluate("window.notReloaded = true")
    server.signal(signal.SIGKILL)
    dashboard.wait_for_state("reconnecting", seconds=10)
    expect(dashboard.ids(), "the list vanished with the server")
    server.start()
    dashboard.wait_for_state("live", seconds=15)
    page.wait_for_selector("li.row")
    expect(page.evaluate("window.notReloaded"), "the page was loaded again")
    expect(page.input_value("#bpm") == "90", f"the tempo is {page.input_value('#bpm')} after the restart")


def follows(dashboard):
    dashboard.service.change(bpm=130)
    dashboard.until("() => document.getElementById('bpm').value === '130'")
    expect(dashboard.ids(), "the list is empty")


def sends_later(dashboard, server):
    service, page = dashboard.service, dashboard.page
    server.signal(signal.SIGKILL)
    dashboard.wait_for_state("reconnecting", seconds=10)
    page.fill("#bpm", "99")
    page.press("#bpm", "Enter")
    dashboard.until("() => document.getElementById('context-error').textContent !== ''")
    server.start()
    dashboard.wait_for_state("live", seconds=15)
    dashboard.until("() => document.getElementById('context-apply').disabled")
    expect(service.context().get("bpm") == 99, f"the service has {service.context()}")
    expect(page.text_content("#context-error") == "", "the sentence stays although the service is back")
