#!/usr/bin/env bash
# The archives of a release (tools/dist): made twice they are the same bytes,
# nothing is missing, and who unpacks one anywhere builds programs with it. That
# the source archive builds alone is proven by the Debian package.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^project(snaproll VERSION \([0-9.]*\) .*/\1/p' \
  CMakeLists.txt)
name=snaproll-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

die() {
  printf 'dist.sh: %s\n' "$*" >&2
  exit 1
}

# Another umask, other times: the same bytes.
(umask 077 && tools/dist)
cp build/dist/SHA256SUMS "$work/first"
touch README.md capi/snaproll.h
tools/dist
diff "$work/first" build/dist/SHA256SUMS || die "two runs differ"
(cd build/dist && sha256sum --check --quiet SHA256SUMS)

mkdir "$work/a folder"
tar -xf "build/dist/$name.tar.gz" -C "$work/a folder"
mv "$work/a folder/$name" "$work/moved"
for file in CHANGELOG.md LICENSE NOTICE README.md bin/snaproll docs/cli.md \
  include/snaproll.h include/snaproll.hpp include/snaproll/execution.hpp \
  lib/cmake/snaproll/snaproll-config.cmake lib/libsnaproll.a \
  lib/libsnaproll.so lib/libsnaproll_core.a lib/pkgconfig/snaproll.pc \
  share/man/man1/snaproll.1 snaproll.cdx.json; do
  [[ -s $work/moved/$file ]] || die "$name.tar.gz has no $file"
done
if grep -rIl -e "$PWD" "$work/moved" ||
  strings -f "$work"/moved/lib/*.{a,so} "$work/moved/bin/snaproll" |
  grep -F "$PWD"; then
  die "what stands above names the folder that it was built in"
fi
[[ $("$work/moved/bin/snaproll" --version) == "snaproll $version" ]] ||
  die "the program does not run"
tests/newcomer/c.sh "$work/moved"

tar -tf "build/dist/snaproll-$version.tar.gz" >"$work/sources"
for file in CMakeLists.txt LICENSE build/sqlite/.*/sqlite3.c \
  build/sqlite/.*/sqlite3.h capi/snaproll.h packaging/debian/control; do
  grep -q "^snaproll-$version/$file\$" "$work/sources" ||
    die "snaproll-$version.tar.gz has no $file"
done
cmake -G Ninja -S tests/consumer/fetch_content -B "$work/fetched" \
  -DARCHIVE="$PWD/build/dist/snaproll-$version.tar.gz" >"$work/log" ||
  die "CMake can not take the source archive: $(cat "$work/log")"
grep -q "SQLite .*, compiled in, from $work/fetched/_deps/" "$work/log" ||
  die "the source archive does not bring SQLite"
echo "ok: $(cat "$work/first")"
