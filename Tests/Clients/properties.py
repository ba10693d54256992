"""Properties of the stream, over contexts and cuts that hypothesis makes up."""

import copy
import uuid

from checks import Service, expect
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw import RawStream, Watcher, decoded

# What a mood may be: no control characters, which are refused; everything else of Unicode.
MOODS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20
).filter(lambda text: text.strip() and len(text.encode()) <= 64)
CHANGES = st.lists(
    st.one_of(
        st.builds(lambda bpm: {"bpm": bpm}, st.integers(60, 180)),
        st.builds(lambda moods: {"mood_tags": moods}, st.lists(MOODS, max_size=4)),
        st.builds(lambda genre: {"genre": genre}, MOODS),
        st.sampled_from(["rules", "fusion", "auto"]),
    ),
    min_size=1, max_size=8,
)
RUN = settings(max_examples=25, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


def run(tally, url):
    tally.check("any prefix of a stream plus a resume equals the whole", prefix_and_resume, url, "")
    tally.check("the same with patches, applied by another's library", prefix_and_resume, url, "&delta=1")


def prefix_and_resume(url, more):
    @RUN
    # The place of the cut in ten thousandths: how many bytes there are is the server's to say.
    @given(CHANGES, st.integers(0, 10_000))
    def holds(changes, place):
        service = Service(url, f"property-{uuid.uuid4().hex[:12]}")
        query = f"session_id={service.session}{more}"
        stream = RawStream(url, query)
        try:
            stream.read_until(lambda frames: any(frame[0] == "suggestions" for frame in frames))
            events = make(service, changes)
            revision = service.change(energy=0.5)["revision"]
            whole = Watcher().learn(stream.read_until(lambda frames: is_whole(Watcher(), frames, revision, events)))
        finally:
            stream.close()
        cut = len(stream.bytes) * place // 10_000
        client = Watcher().learn(decoded(stream.bytes[:cut]))
        # Cut before the first id, a client knows of nothing to resume: it gets the states, and no event of before.
        missed = events if client.last_id else 0
        resumed = RawStream(url, query, client.last_id)
        try:
            client.learn(resumed.read_until(lambda frames: is_whole(client, frames, revision, missed)))
        finally:
            resumed.close()
        expect(client.states == whole.states, f"{client.states} instead of {whole.states}")
        expect(client.events == whole.events[:missed], f"{client.events} instead of {whole.events[:missed]}")

    holds()


def make(service, changes):
    """Does what was drawn; returns how many events must come of it."""
    modes = [change for change in changes if isinstance(change, str)]
    for change in changes:
        if isinstance(change, dict):
            service.change(**change)
        else:
            service.request("PUT", f"/v1/sessions/{service.session}/mode", {"mode": change})
    return len(modes)


def is_whole(client, frames, revision, events):
    """Whether a client that had learnt so much is up to date with these frames."""
    trial = copy.deepcopy(client).learn(frames)
    lists = [data["revision"] for (event, _), data in trial.states.items() if event == "suggestions"]
    return bool(frames) and lists == [revision] and len(trial.events) >= events
