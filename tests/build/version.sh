#!/usr/bin/env bash
# One version: what CMake's project() says is what every other place says.
#
#   version.sh <root of the sources> <build folder> <shared library>
#     [<program>]
set -euo pipefail
root=$1 build=$2 library=$3 program=${4:-}
version=$(sed -n 's/^project(snaproll VERSION \([0-9.]*\) .*/\1/p' \
  "$root/CMakeLists.txt")
minor=${version%.*}
count=0

# same <place> <found> <wanted>
same() {
  [[ $3 && $2 == "$3" ]] || {
    echo "version.sh: $1 says '$2', CMakeLists.txt '$3'" >&2
    exit 1
  }
  count=$((count + 1))
}

# said <expression of sed> <file>: what its group matches first.
said() {
  sed -nE "s/$1/\\1/p" "$2" | head -n 1
}

same version.h "$(said '^#define SNAPROLL_VERSION_STRING "(.*)"' \
  "$root/capi/snaproll/version.h")" "$version"
for pc in snaproll snaproll-static snaproll-core; do
  same "$pc.pc" "$(said '^Version: (.*)' "$build/$pc.pc")" "$version"
done
same snaproll-config-version.cmake "$(said '^set\(PACKAGE_VERSION "(.*)"\)' \
  "$build/snaproll-config-version.cmake")" "$version"
same SONAME "$(readelf -d "$library" |
  sed -n 's/.*SONAME.*\[libsnaproll\.so\.\(.*\)\]/\1/p')" "$minor"
same "the library's file" "$(basename "$(realpath "$library")")" \
  "libsnaproll.so.$version"
same snaproll.map "$(said '^SNAPROLL_([0-9.]+) .*' \
  <(tac "$root/capi/snaproll.map"))" "$minor"
if [[ $program ]]; then
  same "snaproll --version" "$("$program" --version)" "snaproll $version"
fi

same _library.py "$(said '^VERSION = "(.*)"' \
  "$root/bindings/python/snaproll/_library.py")" "$version"
# In Go the header is the version; the binding names the bounds.
IFS=. read -r first second _ <<<"$version"
number=$((first * 1000000 + second * 1000))
same version.go "$(said '^#if (SNAPROLL_VERSION_NUMBER < .*)' \
  "$root/bindings/go/version.go")" \
  "SNAPROLL_VERSION_NUMBER < $number || SNAPROLL_VERSION_NUMBER >= $((number + 1000))"

same debian/changelog "$(said '^snaproll \((.*)-[0-9]+\) .*' \
  "$root/packaging/debian/changelog")" "$version"
same debian/control "$(said '^Package: libsnaproll([0-9.]+)$' \
  "$root/packaging/debian/control")" "$minor"
same vcpkg.json "$(said '^  "version": "(.*)",$' \
  "$root/packaging/vcpkg/snaproll/vcpkg.json")" "$version"
echo "$version, in $count places"
