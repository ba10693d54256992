"""Checks of two nodes behind a proxy: what clients see while nodes are killed, drained and started again."""

import http.client
import json
import os
import signal
import subprocess
import threading
import time
import urllib.error
import uuid

from checks import Service, expect
from clients import with_curl
from processes import until
from raw import RawStream, decoded


def run(tally, proxy, nodes):
    place = Place(proxy, nodes)
    name = proxy.name
    tally.check(f"{name}: a stream opens with a hello and a list, for a token of either node", opens, place)
    tally.check(f"{name}: without a token there is no list, and metrics are not for clients", closed, place)
    tally.check(f"{name}: events are passed on as they come", unbuffered, place)
    if proxy.url.startswith("https:"):
        tally.check(f"{name}: a stream passes over HTTP/2 too", multiplexed, place)
    tally.check(f"{name}: a page of its own may post, another one may not", origins, place)
    tally.check(f"{name}: when a node is killed its streams go on with the other, and requests too", killed, place)
    tally.check(f"{name}: a node that comes back is asked again", returns, place)
    tally.check(f"{name}: a node that drains says bye, and no request fails", drained, place)
    tally.check(f"{name}: what is posted to one node is seen on the other", shared, place)


class Place:
    """The proxy, the nodes, and a client that knows only the proxy."""

    def __init__(self, proxy, nodes):
        self.proxy, self.nodes = proxy, nodes
        self.token = nodes[0].service.token

    def client(self):
        return Service(self.proxy.url, f"deploy-{uuid.uuid4().hex[:8]}", self.token)

    def watch(self, session, last_id=None, url=None):
        bearer = {"Authorization": f"Bearer {self.token}"}
        return RawStream(url or self.proxy.url, f"session_id={session}&ping=5", last_id, bearer)

    def holder(self):
        """The node that has the only stream, and the other one."""
        having = until(
            lambda: [node for node in self.nodes if node.streams() == 1 and self.other(node).streams() == 0],
            "not one stream is open",
        )[0]
        return having, self.other(having)

    def other(self, node):
        return next(other for other in self.nodes if other is not node)


class Traffic:
    """Requests through the proxy to all nodes without a pause, and those that failed."""

    def __init__(self, place):
        self.client, self.made, self.failures, self.over = place.client(), 0, [], threading.Event()
        self.nodes = place.nodes
        # One node has a stream already; with another one, which goes to the other, both are asked.
        self.ballast = place.watch(self.client.session)
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.over.is_set():
            self.made += 1
            try:
                self.client.change(energy=self.made % 10 / 10)
                self.client.request("GET", f"/v1/recommendations/top?session_id={self.client.session}")
                # Three, so that turns between two nodes do not always give one of them the same.
                self.client.context()
            except Exception as error:  # Whatever a client would have to deal with.
                self.failures.append(f"{type(error).__name__}: {error}")

    def __enter__(self):
        before = [node.lists() for node in self.nodes]
        self.thread.start()
        try:
            until(
                lambda: all(node.lists() > then + 5 for node, then in zip(self.nodes, before)),
                "requests do not reach both nodes",
            )
        except AssertionError:
            self.__exit__()
            raise
        return self

    def __exit__(self, *problem):
        self.over.set()
        self.thread.join(timeout=20)
        self.ballast.close()

    def expect_failed(self, at_most):
        made = self.made
        until(lambda: self.made > made + 5, "requests are no longer answered")
        expect(len(self.failures) <= at_most, f"{len(self.failures)} of {self.made} failed: {self.failures[:3]}")


def tempo(frames, bpm):
    """Whether a list at the tempo is among the frames, and not empty."""
    sets = [json.loads(text) for event, text, _ in frames if event == "suggestions"]
    return any(found["suggestions"] and found["context"].get("bpm") == bpm for found in sets)


def opens(place):
    client = place.client()
    client.change(bpm=120)
    stream = place.watch(client.session)
    frames = stream.read_until(lambda frames: tempo(frames, 120))
    expect([event for event, _, _ in frames] == ["hello", "context", "suggestions"], f"it opens with {frames}")
    expect(stream.answer.headers["content-type"].startswith("text/event-stream"), "it is no event stream")
    stream.close()
    until(lambda: sum(node.streams() for node in place.nodes) == 0, "the node keeps a stream whose client has gone",
          seconds=3)


def closed(place):
    for path, token, status in [
        ("/v1/recommendations/top?session_id=demo", None, 401),
        ("/metrics", place.token, 404),
        ("/debug/streams", place.token, 404),
    ]:
        found = status_of(Service(place.proxy.url, "demo", token), "GET", path)
        expect(found == status, f"{path} answers {found}")


def status_of(service, *request):
    try:
        return service.request(*request)[0].status
    except urllib.error.HTTPError as error:
        return error.code


def unbuffered(place):
    bearer = {"Authorization": f"Bearer {place.token}"}
    stream = RawStream(place.proxy.url, "", headers=bearer, path="/v1/streams/selftest")
    late = []

    def done(frames):
        ticks = [json.loads(text) for event, text, _ in frames if event == "tick"]
        now = time.monotonic() * 1000
        late.extend(now - tick["sent_ms"] for tick in ticks[len(late):])
        return any(event == "done" for event, _, _ in frames)

    stream.read_until(done)
    stream.close()
    expect(len(late) == 8 and max(late) - min(late) < 200, f"{len(late)} ticks, late by {late} ms")


def multiplexed(place):
    """By curl, since Python's own clients speak HTTP/1.1."""
    trust = ["--http2", "--cacert", os.environ["SSL_CERT_FILE"]]
    told = subprocess.run(
        ["curl", "-s", *trust, "-o", "/dev/null", "-w", "%{http_version}", f"{place.proxy.url}/health/live"],
        capture_output=True, text=True, check=True,
    )
    expect(told.stdout == "2", f"curl speaks HTTP/{told.stdout}")
    client = place.client()
    client.change(bpm=120)
    watch = with_curl(*trust, "-H", f"Authorization: Bearer {place.token}")
    events = watch(f"{place.proxy.url}/v1/recommendations/stream?session_id={client.session}", None)
    expect([next(events)[0] for _ in range(3)] == ["hello", "context", "suggestions"], "it opens otherwise")
    events.close()
    until(lambda: sum(node.streams() for node in place.nodes) == 0, "the node keeps a stream whose client has gone",
          seconds=3)


def origins(place):
    client = place.client()
    body = {"session_id": client.session, "context": {"bpm": 100}}
    for origin, status in [(place.proxy.url, 202), ("https://elsewhere.example", 403)]:
        found = status_of(client, "POST", "/v1/recommendations/context", body, {"origin": origin})
        expect(found == status, f"a page of {origin} gets {found}")


def killed(place):
    client = place.client()
    client.change(bpm=100)
    stream = place.watch(client.session)
    last_id = stream.read_until(lambda frames: tempo(frames, 100))[-1][2]
    holder, _ = place.holder()
    with Traffic(place) as traffic:
        holder.end()
        ends(stream)
        resumed = place.watch(client.session, last_id)
        client.change(bpm=110)
        goes_on(resumed, 110)
        resumed.close()
        # The one that the node had begun to answer.
        traffic.expect_failed(at_most=1)


def goes_on(resumed, bpm):
    """The other node has the same history: a cursor is continued, and what was seen does not come again."""
    frames = resumed.read_until(lambda frames: tempo(frames, bpm))
    events = [event for event, _, _ in frames]
    expect(events[0] == "hello" and "reset" not in events, f"it opens with {events}")


def ends(stream):
    """Reads a stream to its end, which may be in the middle of a frame; its frames."""
    try:
        while piece := stream.answer.read1(65536):
            stream.bytes += piece
    except (OSError, http.client.HTTPException):
        pass
    return decoded(stream.bytes)


def returns(place):
    gone = next(node for node in place.nodes if not node.is_running())
    gone.start()
    client = place.client()

    def was_asked():
        client.request("GET", f"/v1/recommendations/top?session_id={client.session}")
        return gone.lists() > 0

    until(was_asked, "it gets no requests")


def drained(place):
    client = place.client()
    client.change(bpm=90)
    stream = place.watch(client.session)
    last_id = stream.read_until(lambda frames: tempo(frames, 90))[-1][2]
    holder, _ = place.holder()
    with Traffic(place) as traffic:
        status = holder.end(signal.SIGTERM)
        expect(status == 0, f"the node ended with {status}")
        frames = ends(stream)
        expect(frames[-1][0] == "bye", f"the stream ended with {frames[-1]}")
        resumed = place.watch(client.session, last_id)
        client.change(bpm=95)
        goes_on(resumed, 95)
        resumed.close()
        traffic.expect_failed(at_most=0)
    holder.start()


def shared(place):
    for source, target in [place.nodes, place.nodes[::-1]]:
        poster = Service(source.service.url, place.client().session, place.token)
        poster.change(bpm=100)
        stream = place.watch(poster.session, url=target.service.url)
        cursor = stream.read_until(lambda frames: tempo(frames, 100))[-1][2]
        poster.change(bpm=110)
        stream.read_until(lambda frames: tempo(frames, 110))
        stream.close()
        # A cursor of one node is one of the other.
        resumed = place.watch(poster.session, cursor, url=source.service.url)
        goes_on(resumed, 110)
        resumed.close()
