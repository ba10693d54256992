#!/usr/bin/env python3
"""Watches a running Attune with the event-stream libraries people use, and compares what they say with what was done.

    python Tests/Clients/test_clients.py --url http://127.0.0.1:8080

With --server-command and --pid-file the server is also killed and started again under a client. The exit code is 1 when a
check failed.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import hostile
import patch_sizes
import properties
from checks import Service, Tally, expect
from clients import CLIENTS, with_launchdarkly


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="where the service is, as in http://127.0.0.1:8080")
    parser.add_argument("--server-command", help="shell command that starts the server again on the same port and data")
    parser.add_argument("--pid-file", type=Path, help="file with the server's process id; rewritten after the restart")
    parser.add_argument("--sizes", action="store_true", help="print how large lists and patches are instead")
    return parser.parse_args()


def main():
    options, tally = arguments(), Tally()
    if options.sizes:
        patch_sizes.run(options.url)
        return 0
    side_by_side(tally, {
        f"{name} gets every change, no empty event from a heartbeat, and resumes where it was":
            (follows, options.url, client) for name, client in CLIENTS.items()
    })
    tally.check("the self-test's events arrive as they were sent", self_test, options.url)
    hostile.run(tally, options.url)
    properties.run(tally, options.url)
    if options.server_command and options.pid_file:
        tally.check("launchdarkly-eventsource goes on after kill -9 and a restart", restart, options)
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


def side_by_side(tally, checks):
    """All at once, since most of their time is waiting for a heartbeat."""
    outcomes = {}

    def run(sentence, function, *given):
        try:
            function(*given)
        except Exception as error:  # Any failure is told by the tally, in order.
            outcomes[sentence] = error

    threads = [threading.Thread(target=run, args=(sentence, *check)) for sentence, check in checks.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def outcome(sentence):
        if sentence in outcomes:
            raise outcomes[sentence]

    for sentence in checks:
        tally.check(sentence, outcome, sentence)


def stream_url(service, query="ping=5"):
    return f"{service.url}/v1/recommendations/stream?session_id={service.session}&{query}"


def follows(url, client):
    service = Service(url, f"client-{uuid.uuid4().hex[:8]}")
    service.change(bpm=100)
    events = client(stream_url(service), None)
    opening = [next(events) for _ in range(3)]
    expect([event for event, _, _ in opening] == ["hello", "context", "suggestions"], f"the stream opens with {opening}")
    # Longer than a heartbeat: nothing may come of it.
    time.sleep(6)
    service.change(bpm=110)
    last_id = until_tempo(events, 110)
    events.close()
    service.change(bpm=120)
    service.request("PUT", f"/v1/sessions/{service.session}/mode", {"mode": "rules"})
    service.change(bpm=130)
    resumed = client(stream_url(service), last_id)
    seen = []
    until_tempo(resumed, 130, seen)
    resumed.close()
    expect(seen[0] == "hello" and "reset" not in seen, f"the resumed stream opens with {seen}")
    expect(seen.count("experiment") == 1, f"the change of the mode came {seen.count('experiment')} times")


def until_tempo(events, bpm, seen=None):
    """Reads on to the list at a tempo; the id then. Every event must have a name and JSON."""
    for event, data, last_id in events:
        expect(event in ("hello", "context", "suggestions", "experiment", "library", "bye"), f"an event {event!r}")
        if seen is not None:
            seen.append(event)
        if event == "suggestions" and json.loads(data)["context"].get("bpm") == bpm:
            return last_id
        json.loads(data)
    raise AssertionError("the stream ended")


def self_test(url):
    arrivals = []
    for event, data, _ in CLIENTS["httpx-sse"](f"{url}/v1/streams/selftest", None):
        if event == "done":
            expect(json.loads(data)["count"] == len(arrivals), f"{len(arrivals)} events came")
            break
        arrivals.append((json.loads(data)["sent_ms"], time.monotonic() * 1000))
    late = [(at - arrivals[0][1]) - (sent - arrivals[0][0]) for sent, at in arrivals]
    expect(max(late) - min(late) < 200, f"the events came {late} ms from when they were sent")


def restart(options):
    service = Service(options.url, f"client-{uuid.uuid4().hex[:8]}")
    service.change(bpm=100)
    events = with_launchdarkly(stream_url(service), None)
    until_tempo(events, 100)
    os.kill(int(options.pid_file.read_text()), signal.SIGKILL)
    server = subprocess.Popen(["sh", "-c", f"exec {options.server_command}"], stdin=subprocess.DEVNULL)
    options.pid_file.write_text(str(server.pid))
    deadline = time.monotonic() + 20
    while not service.is_ready():
        expect(time.monotonic() < deadline and server.poll() is None, "the server did not come back")
        time.sleep(0.05)
    service.change(bpm=90)
    seen = []
    for event, data, _ in events:
        seen.append(event)
        if event == "suggestions" and json.loads(data)["context"].get("bpm") == 90:
            break
    # The history of before is gone with the process, and the stream says so.
    expect("reset" in seen, f"after the restart came {seen}")
    events.close()


if __name__ == "__main__":
    sys.exit(main())
