#!/usr/bin/env bash
# Replays a scenario with a runner and compares its replies with the expected
# ones beside it.
#
#   compare.sh <runner> [<name>]    <name>.jsonl; core where none is given
set -euo pipefail
scenario=$(dirname "$0")/${2:-core}
diff --unified=0 "$scenario.expected" <("$1" "$scenario.jsonl")
echo "$(wc -l <"$scenario.jsonl") lines agree"
