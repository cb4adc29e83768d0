#!/usr/bin/env bash
# Replays recorded runs, and refuses what is none. The recordings lie beside
# the project, in ../shared/data; where they are not there, that is said and
# one shipped workflow is run instead.
#
#   replay.sh <root of the sources> <work folder> <host>
set -euo pipefail
root=$1 work=$2 host=$3
here="$root/tests/examples"
data="$root/../shared/data"

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# number <line's name>: the first number of that line of the output.
number() {
  sed -nE "s/^  $1 +([0-9,]+) .*/\1/p" "$work/output" | tr -d ,
}

# check_sizes <file> <steps> <factor>: every step is a node result and had its
# snapshot; what all takes in memory is that many times less than what copies
# would take. (Under a sanitizer the heap is not the one that is measured.)
check_sizes() {
  local held copies
  (($(number snapshots) >= $2)) || fail "$1: fewer snapshots than steps"
  grep -qE "^  state .*: $2 node results," "$work/output" ||
    fail "$1: not one node result a step"
  held=$(number memory)
  copies=$(sed -nE 's/.* held: ([0-9,]+) bytes of JSON.*/\1/p' "$work/output" |
    tr -d ,)
  ((held * $3 < copies)) || fail "$1: memory $held, copies $copies"
  echo "ok: $(basename "$1"), $2 steps, memory $held, copies $copies"
}

replay() {
  "$host" "$1" "$2" >"$work/output" || fail "$2: exit code $?"
}

rm -rf "$work"
mkdir -p "$work"

for file in "$here"/bad-replays/*.json "$root/missing.json"; do
  kind=--replay-wfcommons
  [[ $(basename "$file") != agent-* ]] || kind=--replay-agent
  status=0
  "$host" "$kind" "$file" >"$work/stdout" 2>"$work/stderr" || status=$?
  ((status == 2)) || fail "$file: exit code $status, not 2"
  (($(wc -l <"$work/stderr") == 1)) || fail "$file: not one line"
  echo "ok: $(sed "s|$root/||" "$work/stderr")"
done

if [[ ! -d $data ]]; then
  echo "$data is not there: no recorded run was replayed"
  "$host" "$root/examples/workflows/words.json" "$work/words" >/dev/null
  echo "ok: words"
  exit 0
fi
for file in "$data"/workflow-runs/*.json; do
  replay --replay-wfcommons "$file"
  tasks=$(grep -o '"runtimeInSeconds"' "$file" | wc -l)
  (($(number tasks) == tasks)) || fail "$file: not $tasks tasks"
  check_sizes "$file" "$tasks" 5
done
for file in "$data"/agent-runs/*.json; do
  replay --replay-agent "$file"
  grep -q 'messages, the same as in the file' "$work/output" ||
    fail "$file: the messages differ"
  grep -qE '^  back .*: 2 node results removed' "$work/output" ||
    fail "$file: did not go back"
  steps=$(number steps)
  (($(number snapshots) == steps + 2)) || fail "$file: snapshots are missing"
  check_sizes "$file" "$steps" $((steps < 10 ? 0 : 2))
done
