#!/usr/bin/env bash
# Replays core.jsonl with a runner and compares its replies with core.expected.
#
#   compare.sh <runner>
set -euo pipefail
folder=$(dirname "$0")
diff --unified=0 "$folder/core.expected" <("$1" "$folder/core.jsonl")
echo "$(wc -l <"$folder/core.jsonl") lines agree"
