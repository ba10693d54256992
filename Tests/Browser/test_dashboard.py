#!/usr/bin/env python3
"""Drives the dashboard of a running Attune in headless Chromium and checks what a person would see.

    python Tests/Browser/test_dashboard.py --url http://127.0.0.1:8080 --screenshot dashboard.png

The library should be Debian's sonic-pi-samples. With --server-command and --pid-file the checks that stop, kill and
restart the server run too. The exit code is 1 when a check failed.
"""

import argparse
import os
import shutil
import sys
import uuid
from pathlib import Path

from playwright.sync_api import sync_playwright

import explaining
import restart
import seeing
import using
from checks import Dashboard, Service, Tally


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True, help="where the service is, as in http://127.0.0.1:8080")
    parser.add_argument("--screenshot", type=Path, help="PNG to write; NAME-dark.png and NAME-phone.png go beside it")
    parser.add_argument(
        "--chromium",
        default=os.environ.get("CHROMIUM") or shutil.which("chromium"),
        help="the browser (default: chromium on the PATH)",
    )
    parser.add_argument(
        "--session", default=f"browser-{uuid.uuid4().hex[:8]}", help="session to use (default: a new one)"
    )
    parser.add_argument("--server-command", help="shell command that starts the server again on the same port and data")
    parser.add_argument("--pid-file", type=Path, help="file with the server's process id; rewritten after the restart")
    options = parser.parse_args()
    if not options.chromium:
        parser.error("chromium is not on the PATH; install Debian's chromium or give --chromium")
    return options


def main():
    options, tally = arguments(), Tally()
    service = Service(options.url, options.session)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"]
        )
        context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="light")
        context.set_default_timeout(5000)
        service.change(bpm=130, key="A minor")
        dashboard = Dashboard(context, service)
        tally.check("the page loads and says live", dashboard.open)
        seeing.run(tally, dashboard)
        using.run(tally, dashboard)
        explaining.run(tally, dashboard)
        seeing.run_pictures(tally, browser, dashboard, options.screenshot)
        tally.check("no console error, no uncaught error, no policy violation", seeing.nothing_went_wrong, dashboard)
        if options.server_command and options.pid_file:
            restart.run(tally, dashboard, options.server_command, options.pid_file)
        browser.close()
    print(f"{tally.passed} passed, {tally.failed} failed")
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
