#!/usr/bin/env bash
# The recipe for Conan, with the libraries of the system, since Conan Center is
# not asked for any: makes the package and builds the examples on it, static
# and shared with the program. After `tools/bootstrap dist`.
set -euo pipefail
cd "$(dirname "$0")/../.."
source tools/env.sh
export CONAN_HOME=$PWD/build/conan

tools/fetch_sqlite
rm -rf "$CONAN_HOME" packaging/conan/test_package/{build,CMakeUserPresets.json}
conan profile detect
create() {
  conan create packaging/conan --no-remote -s compiler.cppstd=17 \
    -c tools.cmake.cmaketoolchain:generator=Ninja \
    -o 'snaproll/*:system_libraries=True' "$@"
}
create
create -o 'snaproll/*:shared=True' -o 'snaproll/*:program=True'
rm -rf "$CONAN_HOME" packaging/conan/test_package/{build,CMakeUserPresets.json}
echo "ok: static and shared"
