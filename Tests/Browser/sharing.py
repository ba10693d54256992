"""Checks of the stream in a browser: plain EventSource, one connection for all pages, and a proxy that holds bytes back."""

import http.client
import http.server
import re
import threading
import urllib.parse

from checks import Dashboard, Service, expect

# Records what a plain EventSource hears, as any page may use one.
PLAIN = """url => {
    const source = new EventSource(url);
    window.plain = { source, seen: [] };
    for (const name of ["hello", "context", "suggestions", "reset", "bye", "message"])
        source.addEventListener(name, (event) => window.plain.seen.push([name, event.data, event.lastEventId]));
}"""
HEARD = """bpm => window.plain.seen.some(([name, data]) => name === "suggestions"
    && JSON.parse(data).context.bpm === bpm)"""


def run(tally, context, dashboard):
    tally.check("two pages share one connection, and each follows its own session", shares, context, dashboard)
    tally.check("when the page that holds it closes, the next one goes on without a gap", hands_over, context, dashboard)
    tally.check("a session that ends stops a plain EventSource with 204", stops, context, dashboard)
    tally.check("the self-test finds no buffer here", finds_no_buffer, dashboard)
    tally.check("and finds the one of a proxy that holds answers back", finds_buffer, context, dashboard)


def streams_open(service):
    with_text = http.client.HTTPConnection(urllib.parse.urlsplit(service.url).netloc, timeout=10)
    with_text.request("GET", "/metrics")
    text = with_text.getresponse().read().decode()
    return int(re.search(r"^attune_streams_open (\d+)", text, re.MULTILINE).group(1))


def another(context, dashboard, session):
    service = Service(dashboard.service.url, session)
    service.change(bpm=101)
    page = Dashboard(context, service)
    page.open()
    return page


def shares(context, dashboard):
    expect(streams_open(dashboard.service) == 1, f"{streams_open(dashboard.service)} streams are open for one page")
    other = another(context, dashboard, dashboard.service.session + "-other")
    twin = another(context, dashboard, dashboard.service.session)
    dashboard.wait_for_state("live")
    expect(streams_open(dashboard.service) == 1, f"{streams_open(dashboard.service)} streams are open for three pages")
    other.service.change(bpm=77)
    other.until("() => document.getElementById('bpm').value === '77'")
    dashboard.service.change(bpm=122)
    for page in (dashboard, twin):
        page.until("() => document.getElementById('bpm').value === '122'")
    expect(other.page.input_value("#bpm") == "77", "a page shows another's session")
    for page in (other, twin):
        page.page.close()


def hands_over(context, dashboard):
    """A browser of its own, so that it is known who holds the connection: the page that came first."""
    with_own = context.browser.new_context()
    with_own.set_default_timeout(5000)
    first = another(with_own, dashboard, dashboard.service.session + "-handover")
    second = another(with_own, dashboard, first.service.session)
    second.page.evaluate("""() => {
        window.resets = 0;
        const announcer = document.getElementById("announcer");
        new MutationObserver(() => { window.resets += announcer.textContent.includes("loaded afresh"); })
            .observe(announcer, { childList: true, characterData: true, subtree: true });
    }""")
    first.page.close()
    first.service.change(bpm=93)
    second.until("() => document.getElementById('bpm').value === '93'", seconds=5)
    second.wait_for_state("live")
    expect(second.page.evaluate("window.resets") == 0, "the cursor was lost")
    with_own.close()


def stops(context, dashboard):
    service = Service(dashboard.service.url, dashboard.service.session + "-ended")
    service.change(bpm=100)
    page = context.new_page()
    page.goto(f"{service.url}/dashboard/app.css")
    page.evaluate(PLAIN, f"/v1/recommendations/stream?session_id={service.session}")
    page.wait_for_function(HEARD, arg=100)
    service.request("DELETE", f"/v1/recommendations/context?session_id={service.session}")
    page.wait_for_function("() => window.plain.source.readyState === EventSource.CLOSED", timeout=10_000)
    seen = [name for name, _, _ in page.evaluate("window.plain.seen")]
    expect(seen[-1] == "bye" and seen.count("hello") == 1, f"it heard {seen}")
    page.close()


TEST = """async () => (await import("/dashboard/attune-stream.js")).testStream()"""


def finds_no_buffer(dashboard):
    found = dashboard.page.evaluate(TEST)
    expect(found["buffered"] is False and found["received"] == found["expected"] == 8, f"it found {found}")


class Holding(http.server.BaseHTTPRequestHandler):
    """Passes an answer on when it is complete, as badly configured proxies do."""

    def do_GET(self):
        connection = http.client.HTTPConnection(self.server.target, timeout=20)
        connection.request("GET", self.path)
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name in ("content-type", "content-security-policy"):
            if answer.headers.get(name):
                self.send_header(name, answer.headers[name])
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nobody reads it."""


def finds_buffer(context, dashboard):
    proxy = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Holding)
    proxy.target = urllib.parse.urlsplit(dashboard.service.url).netloc
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    page = context.new_page()
    try:
        page.goto(f"http://127.0.0.1:{proxy.server_port}/dashboard/app.css")
        found = page.evaluate(TEST)
        expect(found["buffered"] is True, f"it found {found}")
    finally:
        page.close()
        proxy.shutdown()


def plain_survives(context, service, restart):
    """A plain EventSource, through a kill and a restart of the server, without a line of code."""
    page = context.new_page()
    page.goto(f"{service.url}/dashboard/app.css")
    service.change(bpm=100)
    page.evaluate(PLAIN, f"/v1/recommendations/stream?session_id={service.session}")
    page.wait_for_function(HEARD, arg=100)
    restart()
    service.change(bpm=131)
    page.wait_for_function(HEARD, arg=131, timeout=15_000)
    seen = [name for name, _, _ in page.evaluate("window.plain.seen")]
    expect("message" not in seen and "reset" in seen, f"it heard {seen}")
    page.close()
