#!/bin/sh
# Recorded speech and noise from Debian packages, as 16 kHz mono FLAC: OUT/index.jsonl (five hours of speech, one
# recording a line) and OUT/noise (an hour). What it is and its licences: SOURCES.md.
#
#   models/recipe/recordings/fetch.sh OUT [PACKAGE...]      without PACKAGE: all that index.py knows
#
# Downloads 1 GB from the Debian mirror that apt is set up for (versions named are those of Debian 12); unpacked
# packages are removed in the end, unless KEEP=1. Needs apt-get, dpkg, ffmpeg; Python packages of requirements.txt.
set -eu
mkdir -p "$1"
OUT=$(realpath "$1")
shift
cd "$(dirname "$0")"
PYTHON=${PYTHON:-python3}
export PYTHONDONTWRITEBYTECODE=1
[ $# -gt 0 ] || set -- $($PYTHON index.py packages)
mkdir -p "$OUT/packages"
cd "$OUT/packages"
missing=""
for package in "$@"; do
    [ -d "$package" ] || missing="$missing $package"
done
rm -rf ./*.deb ./*.part
[ -z "$missing" ] || apt-get download $missing
for package in $missing; do
    dpkg -x "$package"_*.deb "$package.part"
    dpkg-deb -f "$package"_*.deb Version > "$package.part/version"
    rm "$package"_*.deb
    mv "$package.part" "$package"
done
cd "$OLDPWD"
$PYTHON index.py build "$OUT"
[ -n "${KEEP:-}" ] || rm -rf "$OUT/packages"
