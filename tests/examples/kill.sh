#!/usr/bin/env bash
# Kills a workflow host, with all that it runs, at random moments until it has
# come to the end: it makes what a run in peace makes, and whatever it goes back
# behind is compensated.
#
#   kill.sh <root of the sources> <work folder> <host>...
#
# SNAPROLL_SEED decides the moments; it is printed where the test fails.
set -euo pipefail
root=$1 work=$2
shift 2
host=("$@")
seed=${SNAPROLL_SEED:-$RANDOM}
RANDOM=$seed

fail() {
  printf '%s (SNAPROLL_SEED=%s)\n' "$*" "$seed" >&2
  exit 1
}

# started <workflow file> <folder> <log>: the host in a process group of its own.
started() {
  rm -f "$3"
  setsid "${host[@]}" "$1" "$2" >"$3" 2>&1 &
  pid=$!
}

# begun <log>: waits for its first line, however long the host takes to start.
begun() {
  for _ in {1..1000}; do
    if [[ -s $1 ]] || ! kill -0 "$pid" 2>/dev/null; then return; fi
    sleep 0.005
  done
}

# killed_to_the_end <workflow file> <name>: what it prints is in <name>.log.
readonly RUNS=40
killed_to_the_end() {
  local run kills=0 status=0 wait_ms
  for ((run = 1; run <= RUNS; ++run)); do
    started "$1" "$work/$2" "$work/run.log"
    # Now and then while it starts.
    ((run % 5 == 0)) || begun "$work/run.log"
    # Later each time, so that the end is reached.
    wait_ms=$((RANDOM % (20 + 15 * run)))
    sleep "$(printf '0.%03d' $((wait_ms % 1000)))"
    # The last one may end, whatever the machine has to do besides. One that has
    # just been started has no group yet.
    if ((run < RUNS)) && { kill -9 -- "-$pid" 2>/dev/null ||
      kill -9 "$pid" 2>/dev/null; }; then
      kills=$((kills + 1))
    fi
    status=0
    wait "$pid" 2>/dev/null || status=$?
    cat "$work/run.log" >>"$work/$2.log"
    # Killed behind its end it would begin anew.
    if grep -q '^completed' "$work/run.log"; then status=0; fi
    ((status == 137)) || break
  done
  ((status == 0)) || fail "exit code $status: $(tail -n 3 "$work/$2.log")"
  ((kills >= 3)) || fail "$2: killed $kills times alone"
  grep -q 'going on after' "$work/$2.log" || fail "$2: it never went on"
  echo "ok: $2: killed $kills times"
}

rm -rf "$work"
mkdir -p "$work"
report="$root/examples/workflows/report.json"
"${host[@]}" "$report" "$work/peace" >"$work/peace.log" ||
  fail "the run in peace failed"
killed_to_the_end "$report" killed
diff "$work/peace/report.md" "$work/killed/report.md" >&2 ||
  fail "another report than in peace"
(($(wc -l <"$work/killed/published.log") == 1)) || fail "published twice"

# Killed behind its end and before it told so, it begins anew: then nothing
# fails any more.
killed_to_the_end "$root/tests/examples/goes_back.json" goes_back
[[ -e $work/goes_back/confirmed ]] || fail "a node that failed was left out"
went_back=$(grep -c 'rolled back to before car' "$work/goes_back.log")
for node in car hotel; do
  undone=$(grep "^$node " "$work/goes_back/undone.log" | sort -u | wc -l)
  ((undone >= went_back)) ||
    fail "went back $went_back times, compensated $node $undone times"
done
