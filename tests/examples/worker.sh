#!/usr/bin/env bash
# Four workers on one store, of which two are killed in the middle; a fifth one
# finishes what they left.
#
#   worker.sh <command>...
set -euo pipefail
folder=$(mktemp -d /dev/shm/snaproll-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

ids=()
for i in {10..89}; do ids+=("report-$i"); done
"$@" runs.db add "${ids[@]}"
workers=()
for name in a b c d; do
  "$@" runs.db work "$name" >"$name.output" &
  workers+=($!)
done
while [[ ! -d sent ]]; do sleep 0.01; done
for killed in "${workers[@]:0:2}"; do
  kill -KILL "$killed"
  wait "$killed" 2>/dev/null || (($? == 137)) || fail "was not killed"
done
for left in "${workers[@]:2}"; do wait "$left" || fail "a worker failed"; done
"$@" runs.db work e >e.output || fail "the last worker failed"

"$@" runs.db list | sort >list.output
for id in "${ids[@]}"; do echo "$id: completed, owned by nobody"; done |
  diff - list.output >&2 || fail "not all reports are made"
[[ $(find sent -type f | wc -l) -eq ${#ids[@]} ]] || fail "sent twice, or never"
! grep "was taken over" ./*.output || fail "a living worker was shut out"
echo "ok: ${#ids[@]} reports by workers that were killed"
