#!/usr/bin/env bash
# Runs a workflow host on the shipped workflows and on bad input. All hosts
# print the same, so all are compared with the same files.
#
#   host.sh <root of the sources> <work folder> <host>...
set -euo pipefail
root=$1 work=$2
shift 2
host=("$@")
here="$root/tests/examples"

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# What differs from run to run: times, ids, numbers that the sources decide.
settled() {
  sed -E -e 's/[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}/TIME        /' \
    -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/ID                /' \
    -e 's/ +[0-9]+ ms/ N ms/' \
    -e 's/(files|kinds|lines|bytes|percent|archive_bytes)=[0-9]+/\1=N/g' \
    -e 's/[0-9a-f]{32}/HASH/' -e 's/\(key [0-9a-f]{8}\)/(key KEY)/' \
    -e "s|$work|WORK|"
}

# run <workflow file> <exit code>: compares with expected/<name>.output.
run() {
  local name status=0
  name=$(basename "$1" .json)
  "${host[@]}" "$1" "$work/$name" >"$work/$name.output" || status=$?
  ((status == $2)) || fail "$1: exit code $status, not $2"
  settled <"$work/$name.output" | diff "$here/expected/$name.output" - >&2 ||
    fail "$1: printed something else (< expected, > printed)"
  echo "ok: $name"
}

# refuse <argument>...: exit code 2, one line on standard error, nothing run.
refuse() {
  local status=0
  "${host[@]}" "$@" >"$work/stdout" 2>"$work/stderr" </dev/null || status=$?
  ((status == 2)) || fail "$*: exit code $status, not 2"
  [[ ! -s $work/stdout ]] || fail "$*: something was run"
  (($(wc -l <"$work/stderr") == 1)) || fail "$*: not one line: $(<"$work/stderr")"
  echo "ok: $(sed "s|$root/||" "$work/stderr")"
}

rm -rf "$work"
mkdir -p "$work"

run "$root/examples/workflows/words.json" 0
run "$root/examples/workflows/fails.json" 1
run "$root/examples/workflows/report.json" 0
run "$root/examples/workflows/trip.json" 1
run "$here/odd.json" 0
[[ ! -e $work/fails/never.txt ]] || fail "a node was run after a failure"
(($(wc -l <"$work/trip/paid.log") == 1)) || fail "it was paid twice"
(cd "$work/report" && sha256sum --quiet -c sources.sha256)
grep -qF "sha256 $(cut -c1-64 "$work/report/sources.sha256")" \
  "$work/report/report.md" || fail "the report does not name the archive"

for file in "$here"/bad/*.json "$root/missing.json" "$here"; do
  refuse "$file" "$work/bad"
  [[ ! -e $work/bad ]] || fail "$file: the work folder was made"
done
refuse
refuse --no-such-option
refuse "$root/examples/workflows/words.json" "$work/words.output/in-a-file"
refuse "$here/bad/malformed.json"
grep -q 'at byte 53: ' "$work/stderr" || fail "the offset is not told"
