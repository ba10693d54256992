#!/usr/bin/env python3
"""Reads every file in deploy/ with the programs they are for, and runs two nodes with one Redis behind HAProxy and nginx.

    SSL_CERT_FILE=WORK/certificate.pem python Tests/Deploy/test_deploy.py --program attune --samples FOLDER --work WORK

WORK holds certificate.pem and key.pem for 127.0.0.1, and both.pem with both. The exit code is 1 when a check failed.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import files
import proxied
from checks import Tally, expect
from processes import HAProxy, Nginx, Node, Redis


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, help="the program to test")
    parser.add_argument("--samples", required=True, type=Path, help="a folder of sounds")
    parser.add_argument("--work", required=True, type=Path, help="a folder for everything that is written")
    return parser.parse_args()


def main():
    options, tally = arguments(), Tally()
    program = str(Path(options.program).resolve())
    files.run(tally, program, options.work)
    processes = []
    try:
        nodes = prepare(options, program, processes)
        tally.check("nodes that imported the same sounds know them by the same ids", same_samples, nodes)
        for kind in (HAProxy, Nginx):
            proxy = kind(nodes, options.work)
            processes.append(proxy)
            proxied.run(tally, proxy, nodes)
            proxy.end()
    finally:
        for process in reversed(processes):
            process.end()
        if tally.failed or sys.exc_info()[0]:
            for process in processes:
                process.tell()
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


def prepare(options, program, processes):
    """A Redis and two nodes with one secret and the same small library, each in a folder of its own."""
    secret = options.work / "secret"
    secret.write_text("a secret that only this test knows\n")
    token = subprocess.run(
        [program, "token", "test", "--scope", "read", "--scope", "write", "--scope", "admin", "--data-dir",
         str(options.work), "--auth-secret-file", str(secret)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
    ).stdout.strip()
    library = options.work / "library"
    library.mkdir()
    for sound in sorted(options.samples.glob("loop_*"))[:12]:
        shutil.copy(sound, library)
    processes.append(Redis(options.work))
    nodes = [Node(name, program, options.work, processes[0], secret, token) for name in ("node-a", "node-b")]
    for node in nodes:
        node.fill(library)
        processes.append(node)
        node.start()
    return nodes


def same_samples(nodes):
    known = [
        sorted(sample["id"] for sample in node.service.request("GET", "/v1/samples?limit=100")[1]["samples"])
        for node in nodes
    ]
    expect(known[0] and known[0] == known[1], f"they know {known}")


if __name__ == "__main__":
    sys.exit(main())
