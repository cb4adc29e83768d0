#!/usr/bin/env bash
# Runs a program and compares what it prints.
#
#   program.sh <file with the expected output> <command>...
set -euo pipefail
expected=$1
shift
diff "$expected" <("$@") >&2
echo "ok: prints $(basename "$expected")"
