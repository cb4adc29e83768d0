#!/usr/bin/env bash
# Makes the source distribution of the Python package, and builds the wheel
# from it where nothing of the checkout is near; then as python.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tools/env.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# As `python -m build --sdist` calls it.
(cd bindings/python && python -c "
from scikit_build_core.build import build_sdist
build_sdist('$work')")
unset SNAPROLL_SQLITE_DIR
# SQLite has to be inside: Go is given none.
mkdir "$work/empty"
(cd "$work/empty" && GOPROXY=off GOMODCACHE="$work/modules" \
  python -m pip wheel -q --no-deps --no-build-isolation --no-cache-dir \
  --disable-pip-version-check -w "$work/wheel" "$work"/snaproll-*.tar.gz)
tests/newcomer/python.sh "$work"/wheel/*.whl
