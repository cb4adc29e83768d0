#!/usr/bin/env bash
# Kills a workflow host while it compensates, by the commands themselves: before
# the first has done its work, and behind that of the second. Started again it
# goes on with what is left; the one that was cut off runs again.
#
#   compensate.sh <root of the sources> <work folder> <host>...
set -euo pipefail
root=$1 work=$2
shift 2

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

rm -rf "$work"
mkdir -p "$work"
for status in 137 137 0; do
  got=0
  "$@" "$root/tests/examples/compensate.json" "$work/run" \
    >>"$work/log" 2>&1 || got=$?
  # A launcher may make something else of 137.
  ((got == status || (status != 0 && got != 0))) ||
    fail "exit code $got, not $status: $(tail -n 3 "$work/log")"
done
diff - "$work/run/undone.log" >&2 <<'END' || fail "compensated something else"
flight 1
hotel 1
hotel 1
car 1
END
(($(grep -c 'going on after' "$work/log") == 2)) || fail "it did not go on"
echo "ok: killed while it compensated, it went on with the rest"
