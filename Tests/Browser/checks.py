"""What the checks share: a page with its recordings, the service's HTTP interface, and a tally."""

import json
import time
import traceback
import urllib.error
import urllib.request

# Set before the page's own scripts run: policy violations and uncaught errors, and a mark that a reload would wipe.
RECORDER = """
window.recorded = { violations: [] };
document.addEventListener("securitypolicyviolation",
    (event) => window.recorded.violations.push(event.violatedDirective + " " + event.blockedURI));
"""

# Of a list's set that was on the page: another is there now.
NEW_SET = "set => document.getElementById('suggestions').dataset.set !== set"


class Service:
    """The service under test, as another program sees it."""

    def __init__(self, url, session, token=None):
        self.url, self.session, self.token = url.rstrip("/"), session, token

    def request(self, method, path, body=None, more=None):
        """The answer and its JSON; `more` are headers. Raises when the status is an error."""
        data = None if body is None else json.dumps(body).encode()
        headers = ({} if body is None else {"content-type": "application/json"}) | (more or {})
        if self.token:
            headers["authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url + path, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
            return answer, json.loads(text) if text and "json" in answer.headers.get("content-type", "") else None

    def change(self, **context):
        """A context change from outside the page."""
        body = {"session_id": self.session, "context": context}
        return self.request("POST", "/v1/recommendations/context", body)[1]

    def context(self):
        return self.request("GET", f"/v1/recommendations/context?session_id={self.session}")[1]["context"]

    def is_ready(self):
        try:
            return self.request("GET", "/health/ready")[0].status == 200
        except (urllib.error.URLError, OSError):
            return False


class Dashboard:
    """The open page and what it did: console messages, errors, and every telemetry event the service took."""

    def __init__(self, context, service):
        self.service, self.page = service, context.new_page()
        self.console, self.errors, self.events = [], [], []
        self.page.add_init_script(RECORDER)
        self.page.on("console", lambda m: self.console.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("response", self._record)

    def _record(self, response):
        request = response.request
        if (
            request.method == "POST"
            and request.url.endswith("/v1/telemetry/recommendations")
            and response.status == 202
        ):
            self.events += (request.post_data_json or {}).get("events", [])

    def open(self):
        self.page.goto(f"{self.service.url}/?session_id={self.service.session}")
        self.wait_for_state("live")
        self.page.wait_for_selector("li.row")
        self.page.evaluate("window.notReloaded = true")

    def wait_for_state(self, state, seconds=5):
        self.page.wait_for_selector(f'#connection[data-state="{state}"]', timeout=seconds * 1000)

    def until(self, expression, argument=None, seconds=2.0):
        """Waits until the JavaScript function `expression` is true of the page."""
        return self.page.wait_for_function(expression, arg=argument, timeout=seconds * 1000)

    def ids(self):
        return self.page.eval_on_selector_all("li.row", "rows => rows.map(row => row.dataset.sample)")

    def set_id(self):
        return self.page.get_attribute("#suggestions", "data-set")

    def texts(self, slot):
        return self.page.eval_on_selector_all(
            f"[data-slot={slot}]", "nodes => nodes.map(node => node.textContent.trim())"
        )

    def select(self, place):
        """Moves the keyboard to the suggestion at `place`, from 1, and returns its sample."""
        self.page.focus(f"li.row:nth-child({place})")
        return self.page.get_attribute(f"li.row:nth-child({place})", "data-sample")

    def wait_for_event(self, kind, sample=None, seconds=3.0):
        """Waits for a telemetry event that the service has acknowledged."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for event in self.events:
                if event["event"] == f"recommendation.{kind}" and sample in (None, event["sample_id"]):
                    return event
            self.page.wait_for_timeout(25)
        raise AssertionError(
            f"no recommendation.{kind} was acknowledged within {seconds} s; had {len(self.events)} events"
        )


class Tally:
    """Runs checks, keeps going after a failure, and says how many passed."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, sentence, function, *arguments):
        started = time.monotonic()
        try:
            function(*arguments)
        except Exception as error:  # A check may fail in any way; all of them are failures.
            self.failed += 1
            print(f"FAILED  {sentence}\n        {str(error).strip() or type(error).__name__}")
            where = traceback.extract_tb(error.__traceback__)
            print(
                "".join(f"        {frame.filename}:{frame.lineno} {frame.line}\n" for frame in where[1:3]),
                end="",
                flush=True,
            )
        else:
            self.passed += 1
            print(f"passed  {sentence} ({time.monotonic() - started:.2f} s)", flush=True)


def expect(condition, sentence):
    if not condition:
        raise AssertionError(sentence)
