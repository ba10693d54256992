"""An embedding worker for Attune: CLAP behind the HTTP contract of docs/EMBEDDING_WORKER.md.

    python worker.py                                   # laion/clap-htsat-unfused, fetched once by transformers
    python worker.py --model /path/to/a/saved/model    # any ClapModel with 512 dimensions

One request is computed at a time; others wait, and are told to come back (429) when too many do.
"""
import argparse
import http.server
import json
import os
import signal
import sys
import threading

import numpy
import torch
from transformers import ClapFeatureExtractor, ClapModel

RATE = 48_000
WINDOW = 480_000
MOST_WINDOWS = 8
DIMENSION = 512
MOST_WAITING = 8
RETRY_AFTER_SECONDS = 2


class Refusal(Exception):
    """An answer that is not 200."""

    def __init__(self, status, detail, headers=()):
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, dict(headers)


class Clap:
    """The model, and the turn to use it."""

    def __init__(self, name):
        self.name = name
        self.features = ClapFeatureExtractor.from_pretrained(name)
        self.model = ClapModel.from_pretrained(name).eval()
        found = self.model.config.projection_dim
        if found != DIMENSION:
            raise SystemExit(f"{name} gives vectors of {found} values; Attune takes {DIMENSION}.")
        if self.features.sampling_rate != RATE:
            raise SystemExit(f"{name} listens at {self.features.sampling_rate} Hz; Attune sends {RATE}.")
        self.turn = threading.Lock()
        self.waiting = threading.BoundedSemaphore(MOST_WAITING)

    def embed(self, windows):
        """Unit vectors, one for each row of WINDOW samples."""
        if not self.waiting.acquire(blocking=False):
            raise Refusal(429, "too many requests wait", {"Retry-After": str(RETRY_AFTER_SECONDS)})
        try:
            with self.turn, torch.inference_mode():
                features = self.features(list(windows), sampling_rate=RATE, return_tensors="pt")
                vectors = self.model.get_audio_features(**features).float().numpy()
        finally:
            self.waiting.release()
        lengths = numpy.linalg.norm(vectors, axis=1, keepdims=True)
        if not numpy.isfinite(vectors).all() or (lengths == 0).any():
            raise Refusal(422, "the model gives no direction for this sound")
        return vectors / lengths


def windows_of(body):
    """The windows of a request's body, or a refusal that says what is wrong with it."""
    if not body or len(body) % (4 * WINDOW):
        raise Refusal(400, f"{len(body)} bytes are no whole windows of {4 * WINDOW}")
    windows = numpy.frombuffer(body, dtype="<f4").reshape(-1, WINDOW)
    if not numpy.isfinite(windows).all():
        raise Refusal(422, "the samples hold values that are no numbers")
    return windows


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "attune-clap"
    # A client that sends nothing more is let go.
    timeout = 30
    clap = None

    def do_GET(self):
        if self.path != "/health":
            return self.refuse(Refusal(404, "there is GET /health and POST /v1/embed"))
        self.answer(200, {"status": "ok", "model": self.clap.name, "dimension": DIMENSION, "sample_rate": RATE})

    def do_POST(self):
        try:
            body = self.body()
            if self.path != "/v1/embed":
                raise Refusal(404, "there is GET /health and POST /v1/embed")
            vectors = self.clap.embed(windows_of(body))
            self.answer(200, {"model": self.clap.name, "vectors": vectors.astype(float).tolist()})
        except Refusal as refusal:
            self.refuse(refusal)
        except Exception as error:
            self.log_error("%r", error)
            self.refuse(Refusal(500, type(error).__name__))

    def body(self):
        length = self.headers.get("Content-Length", "")
        if not length.isdigit():
            self.close_connection = True
            raise Refusal(411, "Content-Length is missing")
        if int(length) > 4 * WINDOW * MOST_WINDOWS:
            self.close_connection = True
            raise Refusal(413, f"more than {MOST_WINDOWS} windows")
        return self.rfile.read(int(length))

    def refuse(self, refusal):
        problem = {"type": "about:blank", "status": refusal.status, "detail": refusal.detail}
        self.answer(refusal.status, problem, "application/problem+json", refusal.headers)

    def answer(self, status, content, kind="application/json", headers=None):
        body = json.dumps(content, allow_nan=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        """Only what goes wrong is logged."""


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


def main():
    parser = argparse.ArgumentParser(description="An embedding worker for Attune.")
    parser.add_argument("--model", default=os.environ.get("CLAP_MODEL", "laion/clap-htsat-unfused"))
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8765, help="0 takes a free one")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of the model")
    options = parser.parse_args()

    torch.set_num_threads(max(1, options.threads))
    Handler.clap = Clap(options.model)
    server = Server((options.host, options.port), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"{options.model} on http://{options.host}:{server.server_address[1]}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    server.server_close()


if __name__ == "__main__":
    sys.exit(main())
