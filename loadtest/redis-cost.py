#!/usr/bin/env python3
"""redis-cost.py DATA-FOLDER [SESSIONS] [RATE]: what a session and an update cost with Redis, and without.

Starts `attune serve` on the library in DATA-FOLDER, once alone and once with a Redis of its own, both from .build/release;
gives SESSIONS (5000) sessions a context that nobody watches, rests for half a minute, then runs `attune-loadtest sessions --sessions 200` at RATE
(200) updates a second, and prints a table.
"""
import http.client
import json
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time

PROGRAMS = pathlib.Path(__file__).parent.parent / ".build/release"
LOOK = 30
CONTEXT = {"bpm": 128, "key": "A minor", "mood_tags": ["dark", "tense"], "genre": "techno", "energy": 0.7}


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port):
    deadline = time.monotonic() + 20
    while True:
        with socket.socket() as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > deadline:
            sys.exit(f"nothing listens on port {port}")
        time.sleep(0.02)


def start(*command):
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def redis_info(port, section):
    text = subprocess.run(["redis-cli", "-p", str(port), "info", section], capture_output=True, text=True, check=True)
    return dict(line.split(":", 1) for line in text.stdout.splitlines() if ":" in line)


def processor_seconds(process):
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident(process):
    return int(pathlib.Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * resource.getpagesize()


def fill(port, name, sessions):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for number in range(sessions):
        body = json.dumps({"session_id": f"{name}-{number}", "context": CONTEXT})
        connection.request("POST", "/v1/recommendations/context", body, {"content-type": "application/json"})
        answer = connection.getresponse()
        if answer.status != 202:
            sys.exit(f"a context was answered with {answer.status}: {answer.read().decode()}")
        answer.read()


def measure(data, sessions, rate, with_redis):
    figures, started = {}, []
    with tempfile.TemporaryDirectory() as folder:
        try:
            options, redis_port = [], free_port()
            if with_redis:
                redis = start("redis-server", "--bind", "127.0.0.1", "--port", str(redis_port), "--dir", folder,
                              "--save", "", "--appendonly", "yes")
                started.append(redis)
                wait_for(redis_port)
                options = ["--redis", f"redis://127.0.0.1:{redis_port}"]
            port = free_port()
            # A copy: sessions that one run saved would be the other's.
            copy = shutil.copytree(data, pathlib.Path(folder) / "data")
            node = start(f"{PROGRAMS}/attune", "serve", "--data-dir", str(copy), "--port", str(port), *options)
            started.append(node)
            wait_for(port)
            fill(port, "first", 200)  # What is made once is not a session's.
            before = resident(node), int(redis_info(redis_port, "memory")["used_memory"]) if with_redis else 0
            fill(port, "idle", sessions)
            figures["node, bytes per idle session"] = (resident(node) - before[0]) / sessions
            if with_redis:
                used = int(redis_info(redis_port, "memory")["used_memory"])
                figures["Redis, bytes per idle session"] = (used - before[1]) / sessions
            # As long as a node takes between two looks at all sessions.
            before = [processor_seconds(process) for process in started]
            time.sleep(LOOK)
            used = [after - then for after, then in zip(map(processor_seconds, started), before)]
            figures[f"node, µs of processor per idle session in {LOOK} s"] = used[-1] / sessions * 1e6
            if with_redis:
                figures[f"Redis, µs of processor per idle session in {LOOK} s"] = used[0] / sessions * 1e6
            before = [processor_seconds(process) for process in started]
            report = json.loads(subprocess.run(
                [f"{PROGRAMS}/attune-loadtest", "sessions", "--url", f"http://127.0.0.1:{port}", "--sessions", "200",
                 "--rate", str(rate), "--seconds", "15", "--warmup", "0", "--json"],
                capture_output=True, text=True, check=True).stdout)
            used = [after - then for after, then in zip(map(processor_seconds, started), before)]
            updates = report["throughput"] * report["seconds"]
            figures["node, µs of processor per update"] = used[-1] / updates * 1e6
            if with_redis:
                figures["Redis, µs of processor per update"] = used[0] / updates * 1e6
            for name, key in [("POST to answer", "post_ms"), ("POST to list", "post_to_frame_ms")]:
                for part in ("p50", "p99"):
                    figures[f"{name}, {part}, ms"] = report[key][part]
        finally:
            for process in started:
                process.kill()
                process.wait()
    return figures


def main():
    if not 2 <= len(sys.argv) <= 4 or not all(argument.isdigit() for argument in sys.argv[2:]):
        sys.exit(__doc__)
    sessions, rate = [*map(int, sys.argv[2:]), *[5000, 200][len(sys.argv) - 2:]]
    alone = measure(sys.argv[1], sessions, rate, with_redis=False)
    shared = measure(sys.argv[1], sessions, rate, with_redis=True)
    print(f"| {sessions} sessions, {rate} updates/s | alone | with Redis |\n|---|---|---|")
    for name, value in shared.items():
        other = f"{alone[name]:.2f}" if name in alone else ""
        print(f"| {name} | {other} | {value:.2f} |")


if __name__ == "__main__":
    main()
