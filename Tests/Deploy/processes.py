"""Real processes on free loopback ports: a Redis, nodes that share it, and proxies before them."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from checks import Service, expect
from files import DEPLOY, placed_nginx

DRAIN_WINDOW = 1


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def until(condition, sentence, seconds=20.0):
    """Waits until the condition holds."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        expect(time.monotonic() < deadline, sentence)
        time.sleep(0.02)
    return value


def answers(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A command whose output goes to a log, and which is ended with its holder."""

    def __init__(self, name, log):
        self.name, self.log, self.process = name, log, None

    def launch(self, *command, **environment):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=os.environ | environment
            )

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def end(self, number=signal.SIGKILL):
        """Signals it and waits; the exit status."""
        if not self.is_running():
            return None
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def tell(self):
        print(f"The last words of {self.name}:\n{self.log.read_text(errors='replace')[-2000:]}", file=sys.stderr)


class Redis(Process):
    def __init__(self, work):
        super().__init__("Redis", work / "redis.log")
        self.port = free_port()
        self.launch("redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", str(work))
        until(lambda: answers(self.port), "Redis did not start")

    @property
    def url(self):
        return f"redis://127.0.0.1:{self.port}/0"


class Node(Process):
    """One `attune serve` with a data folder of its own."""

    def __init__(self, name, program, work, redis, secret, token):
        super().__init__(name, work / f"{name}.log")
        self.program, self.data, self.redis, self.secret = program, work / name, redis, secret
        self.port = free_port()
        self.service = Service(f"http://127.0.0.1:{self.port}", "demo", token)

    def fill(self, samples):
        done = subprocess.run(
            [self.program, "import", str(samples), "--data-dir", str(self.data)],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )
        expect(done.returncode == 0, f"the import failed: {done.stdout}{done.stderr}")

    def start(self):
        self.launch(
            self.program, "serve", "--data-dir", str(self.data), "--port", str(self.port), "--redis", self.redis.url,
            "--auth-secret-file", str(self.secret), "--drain-window", str(DRAIN_WINDOW),
        )
        until(lambda: self.service.is_ready() or not self.is_running(), f"{self.name} did not become ready")
        expect(self.is_running(), f"{self.name} ended")

    def metric(self, pattern):
        """The sum of the metrics that match."""
        headers = {"authorization": f"Bearer {self.service.token}"}
        request = urllib.request.Request(f"{self.service.url}/metrics", headers=headers)
        with urllib.request.urlopen(request, timeout=5) as answer:
            text = answer.read().decode()
        return sum(float(value) for value in re.findall(rf"^{pattern} (\S+)$", text, re.M))

    def streams(self):
        return self.metric("attune_streams_open")

    def lists(self):
        """How many lists were asked for since it started."""
        return self.metric(r"attune_http_request_seconds_count\{.*recommendations/top.*\}")


class HAProxy(Process):
    def __init__(self, nodes, work):
        super().__init__("HAProxy", work / "haproxy.log")
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.launch(
            "haproxy", "-db", "-f", str(DEPLOY / "haproxy.cfg"), ATTUNE_BIND=f"127.0.0.1:{port}", ATTUNE_MAXCONN="1000",
            ATTUNE_NODE_A=f"127.0.0.1:{nodes[0].port}", ATTUNE_NODE_B=f"127.0.0.1:{nodes[1].port}",
        )
        until(lambda: answers(port), "HAProxy did not start")


class Nginx(Process):
    def __init__(self, nodes, work):
        super().__init__("nginx", work / "nginx.log")
        port = free_port()
        self.url = f"https://127.0.0.1:{port}"
        file = placed_nginx(work, {
            "listen 443 ": f"listen 127.0.0.1:{port} ",
            "127.0.0.1:8081": f"127.0.0.1:{nodes[0].port}",
            "127.0.0.1:8082": f"127.0.0.1:{nodes[1].port}",
        })
        self.launch("nginx", "-p", str(work), "-c", str(file), "-g", "daemon off;")
        until(lambda: answers(port), "nginx did not start")

    def end(self, number=signal.SIGTERM):
        # SIGKILL would leave its workers behind.
        return super().end(signal.SIGTERM)
