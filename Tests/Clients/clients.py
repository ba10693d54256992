"""One way to use each event-stream library: a generator of (event, data, id), which ends when its holder does."""

import asyncio
import queue
import subprocess
import threading

import aiohttp
import httpx
import httpx_sse
import ld_eventsource
import ld_eventsource.config
import requests
import sseclient
from aiohttp_sse_client import client as aiohttp_client


def with_httpx(url, last_id):
    headers = {"Last-Event-ID": last_id} if last_id else {}
    with httpx.Client(timeout=30) as client, httpx_sse.connect_sse(client, "GET", url, headers=headers) as source:
        for event in source.iter_sse():
            yield event.event, event.data, event.id


def with_sseclient(url, last_id):
    headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last_id} if last_id else {})
    with requests.get(url, headers=headers, stream=True, timeout=30) as answer:
        # Unbuffered, as its documentation tells: requests would wait for a full chunk.
        for event in sseclient.SSEClient(chunks(answer)).events():
            yield event.event, event.data, event.id


def chunks(answer):
    """What has come, as it comes."""
    while piece := answer.raw.read1():
        yield piece


def with_launchdarkly(url, last_id):
    client = ld_eventsource.SSEClient(
        connect=ld_eventsource.config.ConnectStrategy.http(url), last_event_id=last_id, initial_retry_delay=0.2,
        # It goes on after a cut, as EventSource does.
        error_strategy=ld_eventsource.config.ErrorStrategy.always_continue(),
    )
    try:
        for event in client.events:
            yield event.event, event.data, event.last_event_id
    finally:
        client.close()


def with_aiohttp(url, last_id):
    """Its loop runs in a thread, since everything else here waits."""
    events, stop = queue.Queue(), threading.Event()

    async def read():
        headers = {"Last-Event-ID": last_id} if last_id else {}
        async with aiohttp_client.EventSource(url, headers=headers) as source:
            async for event in source:
                events.put((event.type, event.data, event.last_event_id))
                if stop.is_set():
                    return

    def run():
        try:
            asyncio.run(read())
        except (aiohttp.ClientError, ConnectionError, TimeoutError) as error:
            events.put(error)
        events.put(None)

    threading.Thread(target=run, daemon=True).start()
    try:
        while (event := events.get(timeout=30)) is not None:
            if isinstance(event, Exception):
                raise event
            yield event
    finally:
        stop.set()


def with_curl(*options):
    def run(url, last_id):
        headers = ["-H", f"Last-Event-ID: {last_id}"] if last_id else []
        curl = subprocess.Popen(
            ["curl", "-sN", *options, *headers, "-H", "Accept: text/event-stream", url], stdout=subprocess.PIPE
        )
        try:
            yield from decode(iter(curl.stdout.readline, b""))
        finally:
            curl.kill()
            curl.wait()

    return run


def decode(lines):
    """The event stream of HTML 9.2.6, by httpx-sse's decoder, which reads line by line."""
    decoder = httpx_sse._decoders.SSEDecoder()
    for line in lines:
        event = decoder.decode(line.decode("utf-8").rstrip("\r\n"))
        if event is not None:
            yield event.event, event.data, event.id


CLIENTS = {
    "httpx-sse": with_httpx,
    "sseclient-py": with_sseclient,
    "launchdarkly-eventsource": with_launchdarkly,
    "aiohttp-sse-client": with_aiohttp,
    "curl -N": with_curl(),
    "curl -N --compressed": with_curl("--compressed"),
}
