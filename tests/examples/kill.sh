#!/usr/bin/env bash
# Kills a workflow host, with all that it runs, at random moments until it has
# come to the end, and compares what it made with what a run in peace makes.
#
#   kill.sh <root of the sources> <work folder> <host>...
#
# SNAPROLL_SEED decides the moments; it is printed where the test fails.
set -euo pipefail
root=$1 work=$2
shift 2
host=("$@")
flow="$root/examples/workflows/report.json"
seed=${SNAPROLL_SEED:-$RANDOM}
RANDOM=$seed

fail() {
  printf '%s (SNAPROLL_SEED=%s)\n' "$*" "$seed" >&2
  exit 1
}

# started <log>: the host in a process group of its own.
started() {
  setsid "${host[@]}" "$flow" "$work/killed" >"$1" 2>&1 &
  pid=$!
}

# begun <log>: waits for its first line, however long the host takes to start.
begun() {
  for _ in {1..1000}; do
    if [[ -s $1 ]] || ! kill -0 "$pid" 2>/dev/null; then return; fi
    sleep 0.005
  done
}

rm -rf "$work"
mkdir -p "$work"
"${host[@]}" "$flow" "$work/peace" >"$work/peace.log" ||
  fail "the run in peace failed"

kills=0
readonly RUNS=40
for ((run = 1; run <= RUNS; ++run)); do
  started "$work/run.log"
  # Now and then while it starts.
  ((run % 5 == 0)) || begun "$work/run.log"
  # Later each time, so that the end is reached.
  wait_ms=$((RANDOM % (20 + 15 * run)))
  sleep "$(printf '0.%03d' $((wait_ms % 1000)))"
  # The last one may end, whatever the machine has to do besides.
  if ((run < RUNS)) && kill -9 -- "-$pid" 2>/dev/null; then
    kills=$((kills + 1))
  fi
  status=0
  wait "$pid" 2>/dev/null || status=$?
  cat "$work/run.log" >>"$work/killed.log"
  ((status == 137)) || break
done
((status == 0)) || fail "exit code $status: $(tail -n 3 "$work/killed.log")"
((kills >= 3)) || fail "killed $kills times alone"
diff "$work/peace/report.md" "$work/killed/report.md" >&2 ||
  fail "another report than in peace"
grep -q 'going on after' "$work/killed.log" || fail "it never went on"
(($(wc -l <"$work/killed/published.log") == 1)) || fail "published twice"
echo "ok: killed $kills times"
