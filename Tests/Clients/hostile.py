"""What hostile or careless people write must not break a stream open: CR, LF and NUL in every string that reaches a frame."""

import json
import urllib.error
import urllib.parse
import uuid

from checks import Service, expect
from raw import RawStream, decoded

BREAK = "x\r\ndata: forged\r\n\r\nevent: forged\ndata: {}\n\n\x00\u2028id: 0\n"


def run(tally, url):
    tally.check("a cursor that tries to break out comes back inside its string", cursor, url)
    tally.check("a context's strings cannot break out: refused by name, or escaped", contexts, url)
    tally.check("a session id or an experiment's name cannot hold a line break", names, url)


def only_ours(data):
    expect(b"\r" not in data and b"\x00" not in data, "a CR or NUL is in the stream")
    frames = decoded(data)
    expect(not [frame for frame in frames if "forged" in frame[0]], f"a forged event is among {frames}")
    for _, text, last_id in frames:
        json.loads(text)
        expect(len(last_id) <= 32 and last_id.isascii(), f"the id is {last_id!r}")
    return frames


def cursor(url):
    service = Service(url, f"hostile-{uuid.uuid4().hex[:8]}")
    query = urllib.parse.urlencode({"session_id": service.session, "last_event_id": BREAK})
    stream = RawStream(url, query)
    stream.read_until(lambda frames: any(frame[0] == "suggestions" for frame in frames))
    stream.close()
    frames = only_ours(stream.bytes)
    resets = [json.loads(text) for event, text, _ in frames if event == "reset"]
    expect(resets[0]["reason"] == "malformed" and BREAK.startswith(resets[0]["from"]), f"the reset says {resets}")


def contexts(url):
    service = Service(url, f"hostile-{uuid.uuid4().hex[:8]}")
    stream = RawStream(url, f"session_id={service.session}")
    changes = [
        {"mood_tags": [BREAK]}, {"genre": BREAK}, {"key": BREAK}, {"role": BREAK}, {"mode": BREAK},
        {"bpm": BREAK}, {BREAK: 1}, {"sources": {"bpm": {"from": BREAK, "confidence": 0.5}}},
        {"sources": {BREAK: {"from": "x"}}}, {"playing_sample_id": BREAK},
    ]
    for change in changes:
        try:
            service.change(**change)
        except urllib.error.HTTPError as refusal:
            expect(refusal.code == 422, f"{change} was answered {refusal.code}")
    revision = service.change(bpm=111)["revision"]
    stream.read_until(
        lambda frames: any(event == "suggestions" and json.loads(text)["revision"] == revision for event, text, _ in frames)
    )
    stream.close()
    only_ours(stream.bytes)


def names(url):
    service = Service(url, "hostile")
    quoted = urllib.parse.quote(BREAK, safe="")
    for method, path, body in [
        ("GET", f"/v1/recommendations/stream?session_id={quoted}", None),
        ("PUT", f"/v1/experiments/{quoted}", {"arms": [{"name": "a", "mode": "rules"}]}),
        ("PUT", "/v1/experiments/hostile", {"arms": [{"name": BREAK, "mode": "rules"}]}),
    ]:
        try:
            answer, _ = service.request(method, path, body)
            raise AssertionError(f"{path} was answered {answer.status}")
        except urllib.error.HTTPError as refusal:
            expect(refusal.code == 422, f"{path} was answered {refusal.code}")
            json.loads(refusal.read())
