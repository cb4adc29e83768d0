#!/usr/bin/env bash
# Runs durable.py in an empty folder, killed behind its second step, then again.
#
#   durable.sh <file with the expected output> <command>...
set -euo pipefail
expected=$1
shift
folder=$(mktemp -d /dev/shm/snaproll-XXXXXX)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

session() {
  local status=0
  echo '$ python3 durable.py pay'
  "$@" pay || status=$?
  # 137, or what a launcher makes of it.
  ((status != 0)) || echo "it was not killed"
  echo Killed
  echo '$ python3 durable.py'
  "$@"
}

diff "$expected" <(session "$@" 2>/dev/null) >&2
echo "ok: goes on where it was killed"
