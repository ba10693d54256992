"""A stream as bytes, and what a client makes of them."""

import http.client
import json
import time
import urllib.parse

import jsonpatch
from clients import decode


class RawStream:
    """Reads a stream and keeps every byte."""

    def __init__(self, url, query, last_id=None, headers=None, path="/v1/recommendations/stream"):
        parts = urllib.parse.urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(parts.hostname, parts.port, timeout=20)
        fields = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {}) | (headers or {})
        self.connection.request("GET", f"{path}?{query}", headers=fields)
        self.answer = self.connection.getresponse()
        self.bytes = b""

    def read_until(self, condition, seconds=20):
        """Reads until what has come so far, decoded, satisfies the condition."""
        deadline = time.monotonic() + seconds
        while True:
            frames = decoded(self.bytes)
            if condition(frames):
                return frames
            # Heartbeats come for ever.
            if time.monotonic() > deadline:
                raise AssertionError(f"after {seconds} s there came only {[frame[0] for frame in frames]}")
            piece = self.answer.read1(65536)
            if not piece:
                raise AssertionError(f"the stream ended after {[frame[0] for frame in frames]}")
            self.bytes += piece

    def close(self):
        self.connection.close()


def decoded(data):
    """The frames that are complete in a prefix of the bytes."""
    end = data.rfind(b"\n\n") + 2 if b"\n\n" in data else 0
    return list(decode(data[:end].split(b"\n")[:-1]))


class Watcher:
    """What a client holds: the newest of each state, and every event, told apart by id."""

    def __init__(self):
        self.states, self.events, self.last_id = {}, [], None

    def learn(self, frames):
        for event, text, last_id in frames:
            data = json.loads(text)
            if event in ("context", "suggestions"):
                self.states[event, data["session_id"]] = data
            elif event == "patch":
                held = self.states["suggestions", data["session_id"]]
                assert held["set_id"] == data["base"], f"a patch of {data['base']} for {held['set_id']}"
                self.states["suggestions", data["session_id"]] = jsonpatch.apply_patch(held, data["ops"])
            elif event == "experiment":
                self.events.append((last_id, text))
            elif event == "reset":
                raise AssertionError(f"a reset: {text}")
            self.last_id = last_id or self.last_id
        return self
