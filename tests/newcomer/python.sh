#!/usr/bin/env bash
# What who is new to it does in Python: installs the wheel into an empty
# virtual environment, and runs the example of README.md and the program; with
# nothing from the checkout, the network or the environment.
#
#   python.sh <wheel> [<python>...]   each python3 by default
#
# The sizes of what is downloaded and installed have limits here as well.
set -euo pipefail
wheel=$(realpath "$1")
shift
root=$(realpath "$(dirname "$0")/../..")
readonly WHEEL_LIMIT=4000000 LIBRARY_LIMIT=4500000 SECONDS_LIMIT=60
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

fail() {
  printf 'python.sh: %s\n' "$*" >&2
  exit 1
}

# at_most <limit> <file>
at_most() {
  local bytes
  bytes=$(stat -c %s "$2")
  echo "$(basename "$2"): $bytes bytes"
  ((bytes <= $1)) || fail "$2 has $bytes bytes, more than $1"
}

check_contents() {
  at_most "$WHEEL_LIMIT" "$wheel"
  python3 -m zipfile -e "$wheel" unpacked
  local version
  version=$(sed -n 's/^#define SNAPROLL_VERSION_STRING "\(.*\)"/\1/p' \
    "$root/capi/snaproll/version.h")
  local name
  for name in snaproll/py.typed \
    "snaproll-$version.data/scripts/snaproll" \
    "snaproll-$version.dist-info/licenses/"{LICENSE,NOTICE}; do
    [[ -s unpacked/$name || $name == *.typed && -f unpacked/$name ]] ||
      fail "$wheel has no $name"
  done
  at_most "$LIBRARY_LIMIT" unpacked/snaproll/libsnaproll.so
  local found
  found=$(cd unpacked && find . -name '*.so*' ! -path ./snaproll/libsnaproll.so)
  [[ -z $found ]] || fail "$wheel brings more libraries: $found"
  said="snaproll $version"
}

# The first text in Python that README.md shows.
example() {
  sed -n '/^```python$/,/^```$/{/^```/!p;/^```$/q}' "$root/README.md"
}

# try <python>
try() {
  local start=$EPOCHREALTIME
  "$1" -m venv "$work/venv"
  env -i PATH=/usr/bin:/bin HOME="$work" venv/bin/python -I -m pip install -q \
    --no-index --no-cache-dir --disable-pip-version-check "$wheel"
  env -i venv/bin/python -I hello.py >hello.output
  local seconds
  seconds=$(awk "BEGIN { printf \"%.1f\", $EPOCHREALTIME - $start }")
  diff "$root/examples/python/hello.output" hello.output >&2 ||
    fail "$1: the example says something else (>)"
  [[ $(env -i venv/bin/snaproll --version) == "$said" ]] ||
    fail "$1: the program is not '$said'"
  [[ ${seconds%.*} -lt $SECONDS_LIMIT ]] ||
    fail "$1: $seconds s from nothing to a snapshot"
  echo "ok: $("$1" -V), $seconds s from nothing to a snapshot"
  rm -r venv
}

check_contents
example >hello.py
[[ -s hello.py ]] || fail "README.md shows no Python"
(($#)) || set -- python3
for python; do try "$python"; done
