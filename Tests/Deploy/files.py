"""Checks of the files in deploy/: the programs they are for read them, and what they say of each other is true."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import yaml
from checks import expect

DEPLOY = Path(__file__).parents[2] / "deploy"
# The longest silence of a stream: its heartbeat at ping=60, 10 % late.
LONGEST_SILENCE = 66
# systemd's own scale, from 0 to 10; its word for less than 2 is "OK".
HIGHEST_EXPOSURE = 2.0


def run(tally, program, work):
    if shutil.which("systemd-analyze"):
        tally.check("systemd takes the unit, and finds it closed well enough", unit, program, work)
    else:
        print("skipped  the unit: there is no systemd here")
    tally.check("HAProxy takes its file, with and without a certificate", haproxy, work)
    tally.check("nginx takes its file", nginx, work)
    tally.check("the proxies wait longer than a stream is ever silent", timeouts)
    tally.check("the services, volumes, ports and secrets of the compose file fit each other", compose)
    tally.check("alarms name metrics that there are", alarms)
    tally.check("the image has every library that the program is linked with", libraries, program)


def succeeds(*command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **options)
    expect(done.returncode == 0, f"{command[0]} says: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def unit(program, work):
    text = (DEPLOY / "attune@.service").read_text()
    expect("ExecStart=/usr/local/bin/attune serve" in text, "the unit does not start `attune serve`")
    # The unit as it is, but for the place of the program.
    placed = work / "attune@8081.service"
    placed.write_text(text.replace("/usr/local/bin/attune", program))
    output = succeeds("systemd-analyze", "verify", "--man=no", str(placed))
    expect(not output.strip(), f"systemd-analyze says: {output}")
    succeeds("systemd-analyze", "security", "--offline=true", f"--threshold={HIGHEST_EXPOSURE * 10:.0f}", str(placed))


def haproxy(work):
    file = str(DEPLOY / "haproxy.cfg")
    for certificate in [{}, {"ATTUNE_PEM": str(work / "both.pem")}]:
        output = succeeds("haproxy", "-c", "-f", file, env=os.environ | certificate)
        expect("[WARNING]" not in output, f"haproxy says: {output}")


def nginx(work):
    output = succeeds("nginx", "-t", "-p", str(work), "-c", str(placed_nginx(work, {})))
    expect("[warn]" not in output, f"nginx says: {output}")


def placed_nginx(work, more):
    """deploy/nginx.conf with the places of this machine instead of those of a server."""
    places = {
        "user www-data;": "user root;" if os.geteuid() == 0 else "",
        "/run/nginx.pid": f"{work}/nginx.pid",
        "/var/log/nginx/error.log": f"{work}/nginx-error.log",
        "/var/log/nginx/attune.log": f"{work}/nginx-access.log",
        "/etc/ssl/certs/attune.pem": f"{work}/certificate.pem",
        "/etc/ssl/private/attune.key": f"{work}/key.pem",
        # As many as this machine allows.
        "worker_rlimit_nofile 65536;": "",
        "worker_connections 32768;": "worker_connections 1024;",
    }
    text = (DEPLOY / "nginx.conf").read_text()
    for there, here in (places | more).items():
        expect(text.count(there) == 1, f"{there} stands {text.count(there)} times in nginx.conf")
        text = text.replace(there, here)
    file = work / "nginx.conf"
    file.write_text(text)
    return file


def timeouts():
    said = {
        "haproxy.cfg": r"timeout (?:client|server) +(\d+)s",
        "nginx.conf": r"proxy_read_timeout (\d+)s",
    }
    for name, pattern in said.items():
        seconds = [int(number) for number in re.findall(pattern, (DEPLOY / name).read_text())]
        expect(seconds and min(seconds) > LONGEST_SILENCE, f"{name} waits {seconds} s")


def compose():
    file = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = file["services"]
    known = {"image", "build", "command", "environment", "secrets", "depends_on", "stop_grace_period", "restart",
             "read_only", "tmpfs", "cap_drop", "security_opt", "ulimits", "volumes", "ports", "healthcheck"}
    used = {"volumes": set(), "secrets": set()}
    published = []
    for name, service in services.items():
        expect(set(service) <= known, f"{name} has {set(service) - known}")
        expect("image" in service, f"{name} has no image")
        if build := service.get("build"):
            expect((DEPLOY / build["context"] / build["dockerfile"]).is_file(), f"{build} is not there")
        for needed, how in service.get("depends_on", {}).items():
            expect(needed in services, f"{name} depends on {needed}")
            healthy = "healthcheck" in services[needed] or "build" in services[needed]
            expect(how["condition"] != "service_healthy" or healthy, f"{needed} never becomes healthy")
        for volume in service.get("volumes", []):
            source, target = re.sub(r"\$\{SAMPLES:-(.*?)\}", r"\1", volume).split(":")[:2]
            expect(target.startswith("/"), f"{volume} of {name} has no absolute target")
            if not source.startswith("."):
                used["volumes"].add(source)
            elif source != "./samples":
                expect((DEPLOY / source).is_file(), f"{source} is not there")
        used["secrets"] |= set(service.get("secrets", []))
        published += [(name, port.split(":")) for port in service.get("ports", [])]
    for kind, names in used.items():
        expect(set(file[kind]) == names, f"{kind} declared {set(file[kind])}, used {names}")

    nodes = {name: service for name, service in services.items() if "build" in service}
    expect(len(nodes) == 2, f"nodes are {set(nodes)}")
    data = [volume.split(":")[0] for node in nodes.values() for volume in node["volumes"] if ":/data" in volume]
    expect(len(set(data)) == len(nodes), f"the nodes keep their data in {data}")
    for name, node in nodes.items():
        environment = node["environment"]
        expect(environment["ATTUNE_REDIS"] == "redis://redis:6379/0" and "redis" in services, f"Redis of {name}")
        secret = Path(environment["ATTUNE_AUTH_SECRET_FILE"])
        expect(secret.name in node["secrets"] and str(secret.parent) == "/run/secrets", f"the secret of {name}")
        grace = int(node["stop_grace_period"].removesuffix("s"))
        expect(grace > int(environment["ATTUNE_DRAIN_WINDOW"]), f"{name} is killed while it drains")
        for variable in environment:
            expect(f"`{variable}`" in (DEPLOY.parent / "README.md").read_text(), f"{variable} is no setting")
    proxy = services["haproxy"]["environment"]
    for variable in ("ATTUNE_NODE_A", "ATTUNE_NODE_B"):
        host, port = proxy[variable].split(":")
        expect(host in nodes and f"EXPOSE {port}" in dockerfile(), f"{variable} is {proxy[variable]}")
    for variable in proxy:
        expect(variable in (DEPLOY / "haproxy.cfg").read_text(), f"haproxy.cfg does not read {variable}")
    bound = proxy["ATTUNE_BIND"].removeprefix(":")
    expect(published == [("haproxy", ["127.0.0.1", "8080", bound])], f"published are {published}")


def alarms():
    docs = DEPLOY.parent / "docs"
    named = set(re.findall(r"attune_[a-z_]+", (docs / "OPERATIONS.md").read_text()))
    known = set(re.findall(r"attune_[a-z_]+", (docs / "METRICS.md").read_text()))
    unknown = {name for name in named if name.removesuffix("_bucket") not in known}
    expect(named and not unknown, f"OPERATIONS.md names {unknown}")


def dockerfile():
    return (DEPLOY / "Dockerfile").read_text()


def libraries(program):
    """Asks dpkg which packages hold the libraries that the program names itself; theirs come with them."""
    installed = set(re.search(r"-recommends (.*?) && rm", dockerfile().replace("\\\n", " "), re.S)[1].split())
    named = set(re.findall(r"NEEDED.*\[(.*?)\]", succeeds("readelf", "-d", program)))
    places = dict(re.findall(r"(\S+) => (/\S+)", succeeds("ldd", program)))
    lacking = {}
    for library in named:
        # Swift's own come with the image it runs on, and so do those of the C and C++ compilers.
        if "/swift/" in places.get(library, "/swift/"):
            continue
        place = os.path.realpath(places[library])
        found = subprocess.run(["dpkg", "-S", place, place.removeprefix("/usr")], capture_output=True, text=True,
                               check=False).stdout
        packages = {line.split(":")[0] for line in found.splitlines()}
        if not packages & (installed | {"libc6", "libgcc-s1", "libstdc++6"}):
            lacking[library] = packages
    expect(not lacking, f"the Dockerfile lacks {lacking}")
