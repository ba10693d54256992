# Read by the other scripts: colours only on a terminal, one way to say where we are and one way to stop.
# shellcheck shell=bash

if [ -t 1 ]; then bold=$(printf '\033[1m') plain=$(printf '\033[0m'); else bold= plain=; fi

# heading TEXT: a section of the output, with the seconds since the script began.
heading() { printf '\n%s== %s%s (%ss)\n' "$bold" "$1" "$plain" "$SECONDS"; }

# stop CODE SENTENCE…: what is wrong and what to do next, on stderr. Codes are those of sysexits(3).
stop() { local code=$1; shift; printf '%s\n' "$@" >&2; exit "$code"; }

# as_root COMMAND…: through sudo only when needed.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo > /dev/null; then sudo "$@"
    else stop 69 "Installing Debian packages needs root, and sudo is not here." "Run as root: $*"
    fi
}
