#!/usr/bin/env bash
# How SQLite gets into the build: what is fetched is what is pinned, the
# options that choose it say what is wrong, its names are not in the way of
# another SQLite, and it is compiled once for all build trees.
#
#   sqlite.sh <root of the sources> <libsnaproll_core.a> <work folder>
set -euo pipefail
root=$1 archive=$2 work=$3
unset SNAPROLL_SQLITE_DIR
version=$(sed -n 's/^VERSION = "\(.*\)"$/\1/p' "$root/tools/fetch_sqlite")

fail() {
  printf 'sqlite.sh: %s\n' "$*" >&2
  exit 1
}

# says <text> <command>...: the command fails and says this.
says() {
  local text=$1 output
  shift
  output=$("$@" 2>&1) && fail "succeeded: $*"
  # cmake breaks its lines where it likes.
  [[ $(tr -s ' \n' ' ' <<<"$output") == *"$text"* ]] ||
    fail "$* did not say '$text' but: $output"
}

# configure <option>...: only looks, builds nothing.
configure() {
  rm -rf "$work/tree"
  cmake -G Ninja -S "$root" -B "$work/tree" -DSNAPROLL_BUILD_TESTS=OFF \
    -DSNAPROLL_BUILD_EXAMPLES=OFF "$@"
}

fetched() {
  # A checkout of its own, with a network that leads nowhere.
  local fetch="$work/tools/fetch_sqlite" folder="$work/build/sqlite/$version"
  mkdir -p "$work/tools" "$folder"
  cp "$root/tools/fetch_sqlite" "$fetch"
  says "SQLite $version is not in $folder" "$fetch" --offline
  says "go mod download" env GOPROXY=off GOMODCACHE="$work/none" "$fetch"

  printf 'other' >"$folder/sqlite3.c"
  cp "$folder/sqlite3.c" "$folder/sqlite3.h"
  local wanted found
  wanted=$(sed -n 's/^ *"\([0-9a-f]\{64\}\)",$/\1/p' "$fetch" | head -1)
  found=$(sha256sum <"$folder/sqlite3.c" | cut -d' ' -f1)
  says "SHA-256 wanted $wanted SHA-256 found $found" "$fetch"

  says "which has no sqlite3.c" env SNAPROLL_SQLITE_DIR="$work/tools" "$fetch"
  SNAPROLL_SQLITE_DIR=$folder "$fetch"
}

chosen() {
  says "tools/fetch_sqlite gets it there" \
    configure -DSNAPROLL_SQLITE_DIR="$work/none"
  mkdir -p "$work/old"
  : >"$work/old/sqlite3.c"
  echo '#define SQLITE_VERSION        "3.51.2"' >"$work/old/sqlite3.h"
  says "SQLite 3.51.2, which can lose data in WAL mode" \
    configure -DSNAPROLL_SQLITE_DIR="$work/old"
  says "it is bundled or system" configure -DSNAPROLL_SQLITE=any
  configure -DSNAPROLL_WITH_SQLITE=OFF >/dev/null
  grep -q 'LibSodium_LIBRARY\|LibZstd_LIBRARY' "$work/tree/CMakeCache.txt" &&
    fail "looked for libsodium or libzstd without SNAPROLL_WITH_SQLITE"
  return 0
}

# A program may link the static library and an SQLite of its own.
named() {
  local symbols
  symbols=$(nm -g --defined-only "$archive" 2>/dev/null | awk '{ print $3 }')
  grep -q '^sqlite3' <<<"$symbols" &&
    fail "$archive defines $(grep -m1 '^sqlite3' <<<"$symbols")"
  if grep -q '^SNAPROLL_SQLITE:STRING=bundled' "$cache" &&
    grep -q '^SNAPROLL_WITH_SQLITE:BOOL=ON' "$cache"; then
    grep -q '^snaproll_sqlite3_open_v2$' <<<"$symbols" ||
      fail "$archive has no SQLite"
  fi
}

once() {
  local launch=("$root/tools/compile_once" "$work/kept" gcc -c)
  mkdir -p "$work/once/a" "$work/once/b"
  cd "$work/once"
  echo '#include "value.h"
int value = VALUE;' | tee a/unit.c >b/unit.c
  echo '#define VALUE 1' | tee a/value.h >b/value.h
  "${launch[@]}" -MD -MT x -MF a/unit.d -Ia -O2 a/unit.c -o a/unit.o
  "${launch[@]}" -MD -MT x -MF b/unit.d -Ib -O2 b/unit.c -o b/unit.o
  cmp a/unit.o b/unit.o
  grep -q 'b/value.h' b/unit.d || fail "no dependencies of what was kept"
  (($(ls "$work/kept" | wc -l) == 1)) || fail "compiled the same twice"
  "${launch[@]}" -O0 a/unit.c -Ib -o a/other.o
  echo '#define VALUE 2' >b/value.h
  "${launch[@]}" -O2 b/unit.c -Ib -o b/unit.o
  (($(ls "$work/kept" | wc -l) == 3)) || fail "took one object for another"
  cmp -s a/unit.o b/unit.o && fail "did not see the header change"
  echo 'int x = ;' >a/unit.c
  says "expected expression" "${launch[@]}" -O2 a/unit.c -o a/unit.o
}

cache=$(dirname "$archive")/../CMakeCache.txt
rm -rf "$work"
mkdir -p "$work"
fetched
chosen
named
once
rm -rf "$work"
echo "SQLite $version: pinned, chosen, named, compiled once"
