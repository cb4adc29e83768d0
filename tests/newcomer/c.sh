#!/usr/bin/env bash
# What who is new to it does in C and C++: takes the example out of README.md,
# compiles it with what pkg-config says, and runs it; in an empty folder, from
# what is installed alone.
#
#   c.sh <prefix>   the README's example in C: against the shared library, the
#                   static one, and without any shared library; examples/cpp/
#                   hello.cpp, the same in C++
#
# CC and CXX name other compilers than cc and c++.
set -euo pipefail
prefix=$(realpath "$1")
root=$(realpath "$(dirname "$0")/../..")
CC=${CC:-cc} CXX=${CXX:-c++}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

pc=$(find "$prefix" -name snaproll.pc -print -quit)
[[ $pc ]] || {
  echo "c.sh: no snaproll.pc in $prefix" >&2
  exit 1
}
# A prefix of the system's needs neither.
if [[ $prefix != /usr ]]; then
  PKG_CONFIG_PATH=$(dirname "$pc")
  LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH")
  export PKG_CONFIG_PATH LD_LIBRARY_PATH
fi

# fence <language>: the first text in this language that README.md shows.
fence() {
  sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/!p;/^\`\`\`\$/q}" "$root/README.md"
}

# same <program> <file of what it has to say> [<library it may not need>]
same() {
  "./$1" >said
  diff "$2" said >&2 || {
    echo "c.sh: $1 says something else than $2 (<)" >&2
    exit 1
  }
  if [[ ${3:-} ]] && readelf -d "$1" | grep -F "$3"; then
    echo "c.sh: $1 needs $3 when it runs" >&2
    exit 1
  fi
  echo "ok: $1"
}

fence c >hello.c
[[ -s hello.c ]] || {
  echo "c.sh: README.md shows no C" >&2
  exit 1
}
cp "$root/examples/cpp/hello.cpp" .
said=$root/examples/c/hello.output

# shellcheck disable=SC2046  # the flags are words
{
  "$CC" hello.c -o shared $(pkg-config --cflags --libs snaproll)
  readelf -d shared | grep -qF 'libsnaproll.so' || {
    echo "c.sh: pkg-config snaproll does not link the shared library" >&2
    exit 1
  }
  same shared "$said"
  "$CC" hello.c -o static $(pkg-config --cflags --libs snaproll-static)
  same static "$said" libsnaproll
  "$CC" -static hello.c -o alone \
    $(pkg-config --static --cflags --libs snaproll)
  same alone "$said" NEEDED
  "$CXX" -std=c++17 hello.cpp -o cpp $(pkg-config --cflags --libs snaproll-core)
  same cpp "$root/examples/cpp/hello.output" libsnaproll
}
