#!/usr/bin/env python3
"""How much smaller patches are than whole lists, for changes people make.

    scripts/clients-test.sh --sizes
"""

import json
import statistics
import uuid

import jsonpatch
from checks import Service
from raw import RawStream

CHANGES = {
    "one step of tempo, 120 to 121 BPM and on": [{"bpm": 121 + step} for step in range(10)],
    "ten steps of tempo": [{"bpm": 100 + 10 * step} for step in range(8)],
    "one mood more, one less": [{"mood_tags": ["dark"] if step % 2 else ["dark", "calm"]} for step in range(10)],
    "another key": [{"key": key} for key in ("C major", "G major", "D major", "A major", "E major", "B major")],
    "energy by 0.1": [{"energy": 0.1 * step} for step in range(1, 10)],
}
SKIPS = "a skip of the first suggestion"


def run(url):
    print("| change | whole list, bytes | with delta=1, bytes | came as patches |")
    print("|---|---|---|---|")
    for name, changes in CHANGES.items():
        row(name, *measure(url, lambda service, _, change: service.change(**change), changes))
    row(SKIPS, *measure(url, skip, range(8)))


def row(name, whole, patched, patches, count):
    print(f"| {name} | {statistics.mean(whole):.0f} | {statistics.mean(patched):.0f} | {patches} of {count} |")


def skip(service, held, number):
    first = held["suggestions"][0]
    service.request("POST", "/v1/telemetry/recommendations", {"events": [{
        "event_id": f"{service.session}-{number}", "event": "recommendation.skip", "set_id": held["set_id"],
        "sample_id": first["sample_id"], "rank": 1, "occurred_at": "2026-01-01T12:00:00Z", "session_id": service.session,
    }]})


def measure(url, act, changes):
    """Two streams of one session, whole and patched: the bytes of each list's event."""
    service = Service(url, f"sizes-{uuid.uuid4().hex[:8]}")
    service.change(bpm=120, key="A minor", mood_tags=["dark"], energy=0.5)
    whole = RawStream(url, f"session_id={service.session}")
    patched = RawStream(url, f"session_id={service.session}&delta=1")
    sizes, events, held = ([], []), [], None
    for stream in (whole, patched):
        frames = stream.read_until(lambda frames: any(frame[0] == "suggestions" for frame in frames))
        held = json.loads(frames[-1][1])
        stream.bytes = b""
    for change in changes:
        act(service, held, change)
        for stream, into in ((whole, sizes[0]), (patched, sizes[1])):
            frames = stream.read_until(lambda frames: any(frame[0] in ("suggestions", "patch") for frame in frames))
            event, data, _ = next(frame for frame in frames if frame[0] in ("suggestions", "patch"))
            into.append(len(data.encode()))
            if stream is patched:
                events.append(event)
                new = json.loads(data)
                held = jsonpatch.apply_patch(held, new["ops"]) if event == "patch" else new
            stream.bytes = b""
    for stream in (whole, patched):
        stream.close()
    return *sizes, events.count("patch"), len(events)
