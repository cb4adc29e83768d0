#!/usr/bin/env bash
# Proves what is installed, by projects that use it: find_package, pkg-config
# and add_subdirectory, each with the shared and with the static library.
#
#   run.sh <root of the sources> <build folder> <work folder>
#
# The build folder's tree is installed as it is (both libraries). One with the
# static library alone is built, but in the short tier, by the project that uses
# add_subdirectory, and installed from there. Both installs are moved before
# they are used, and who is new to the project uses the first
# (tests/newcomer/c.sh).
set -euo pipefail
root=$1 build=$2 work=$3
here="$root/tests/consumer"
version=$(sed -n 's/^#define SNAPROLL_VERSION_STRING "\(.*\)"/\1/p' \
  "$root/capi/snaproll/version.h")

# expect <command>...: the program runs and answers.
expect() {
  local output
  output=$("$@")
  [[ $output == "answer 42" ]] || {
    echo "$*: said '$output'" >&2
    exit 1
  }
  echo "ok: ${1#"$work"/}"
}

# needs_no_library <program>: it is linked with the static library.
needs_no_library() {
  if readelf -d "$1" | grep 'NEEDED.*libsnaproll'; then
    echo "$1 needs the shared library" >&2
    exit 1
  fi
}

# install_moved <build folder> <prefix>: a prefix that was baked in anywhere
# would lead nowhere afterwards.
install_moved() {
  cmake --install "$1" --prefix "$2.before" >/dev/null
  mv "$2.before" "$2"
  if grep -rIl --exclude-dir=bin -e "$root" -e "$work" "$2"; then
    echo "the files above name the folder they were built in" >&2
    exit 1
  fi
}

# configure_find_package <kind> <build folder> [<option>...]
configure_find_package() {
  cmake -G Ninja -S "$here/find_package" -B "$work/$2" \
    -DCMAKE_PREFIX_PATH="$work/$1" -DCMAKE_BUILD_TYPE=Debug "${@:3}"
}

# use_find_package <kind>
use_find_package() {
  local tree="find_package-$1"
  configure_find_package "$1" "$tree" -DCOMPONENTS=static >/dev/null
  cmake --build "$work/$tree" >/dev/null
  expect "$work/$tree/program_c"
  expect "$work/$tree/program_cpp"
  expect "$work/$tree/program_static"
  expect "$work/$tree/wrapper_cpp"
  needs_no_library "$work/$tree/program_static"
}

# Where a package is missing that the static libraries are linked with, the
# shared one is found all the same, and who asks for the static ones is told.
use_shared_alone() {
  local without=-DCMAKE_DISABLE_FIND_PACKAGE_LibUuid=ON output
  configure_find_package shared alone $without >/dev/null
  cmake --build "$work/alone" >/dev/null
  expect "$work/alone/program_c"
  expect "$work/alone/wrapper_cpp"
  if output=$(configure_find_package shared none $without \
    -DCOMPONENTS=static 2>&1); then
    echo "found the component static without libuuid" >&2
    exit 1
  fi
  [[ $(tr -s ' \n' ' ' <<<"$output") == *"snaproll::core and \
snaproll::snaproll_static need what is not found: LibUuid"* ]] || {
    echo "$output" >&2
    exit 1
  }
}

# use_pkg_config <kind> [--static]
use_pkg_config() {
  local prefix="$work/$1" program="$work/pkg-config-$1" pc
  pc=$(dirname "$(find "$prefix" -name snaproll.pc)")
  export PKG_CONFIG_PATH=$pc
  local flags
  flags=$(pkg-config --cflags --libs "${@:2}" snaproll)
  # shellcheck disable=SC2086  # the flags are words
  gcc -std=c99 -Wall -Werror "$here/program.c" -o "$program" $flags
  [[ $(pkg-config --modversion snaproll) == "$version" ]] || exit 1
  expect env LD_LIBRARY_PATH="$(dirname "$pc")" "$program"
}

# The library anew, as a part of another project: a build of minutes. The wheel
# for Python is made in that way in every tier.
use_add_subdirectory() {
  cmake -G Ninja -S "$here/add_subdirectory" -B "$work/add_subdirectory" \
    -DSNAPROLL_SOURCE_DIR="$root" -DCMAKE_BUILD_TYPE=Debug \
    -DSNAPROLL_SQLITE_CACHE="$root/build/sqlite/objects" >/dev/null
  cmake --build "$work/add_subdirectory" >/dev/null
  expect "$work/add_subdirectory/program_c"
  expect "$work/add_subdirectory/program_cpp"
  expect "$work/add_subdirectory/wrapper_cpp"

  install_moved "$work/add_subdirectory" "$work/static"
  use_find_package static
  use_pkg_config static --static
}

rm -rf "$work"
mkdir -p "$work"

install_moved "$build" "$work/shared"
program="$work/shared/bin/snaproll"
if [[ -e $program && $("$program" --version) != "snaproll $version" ]]; then
  echo "$program does not run where it is installed" >&2
  exit 1
fi
use_find_package shared
use_shared_alone
use_pkg_config shared
"$root/tests/newcomer/c.sh" "$work/shared"
if command -v go >/dev/null; then
  "$root/tests/newcomer/go.sh" "$work/shared"
  "$root/tests/newcomer/go.sh" "$work/shared" static
fi

[[ ${SNAPROLL_TIER:-short} == short ]] || use_add_subdirectory

cat >"$work/versions.cmake" <<EOF
set(CMAKE_SIZEOF_VOID_P 8)
foreach(case "0.1=TRUE" "0.1.0=TRUE" "0.2=FALSE" "1.0=FALSE" "0.0=FALSE")
  string(REPLACE "=" ";" case "\${case}")
  list(POP_FRONT case PACKAGE_FIND_VERSION wanted)
  string(REPLACE "." ";" parts "\${PACKAGE_FIND_VERSION}")
  list(GET parts 0 PACKAGE_FIND_VERSION_MAJOR)
  list(GET parts 1 PACKAGE_FIND_VERSION_MINOR)
  set(PACKAGE_VERSION_COMPATIBLE FALSE)
  include("$build/snaproll-config-version.cmake")
  if(NOT "\${PACKAGE_VERSION_COMPATIBLE}" STREQUAL "\${wanted}")
    message(FATAL_ERROR "find_package(snaproll \${PACKAGE_FIND_VERSION}) "
      "says \${PACKAGE_VERSION_COMPATIBLE}")
  endif()
endforeach()
EOF
cmake -P "$work/versions.cmake"
rm -rf "$work"
