#!/usr/bin/env bash
# Compiles every public header alone: those of the C ABI as C99 and as C++17,
# those of the C++ API and the wrapper as C++17, without a warning.
#
#   headers.sh <root of the sources> <C compiler> <C++ compiler>
set -euo pipefail
root=$1 cc=$2 cxx=$3
flags=(-Wall -Wextra -Wpedantic -Werror -fsyntax-only)
count=0

# alone <language> <compiler> <option>... <header>: a file that includes
# nothing else, twice, to see that the guard holds.
alone() {
  local language=$1 compiler=$2 header=${!#}
  shift 2
  printf '#include "%s"\n#include "%s"\ntypedef int not_empty;\n' \
    "$header" "$header" |
    "$compiler" -x "$language" "${@:1:$#-1}" "${flags[@]}" -
  count=$((count + 1))
}

for header in "$root"/capi/snaproll.h "$root"/capi/snaproll/*.h; do
  alone c "$cc" -std=c99 -I"$root/capi" "$header"
  alone c++ "$cxx" -std=c++17 -I"$root/capi" "$header"
  if grep -E '^ *# *include *<' "$header" |
    grep -vE '<(stdbool|stddef|stdint)\.h>|<snaproll'; then
    echo "$header: only stdbool.h, stddef.h and stdint.h may be included" >&2
    exit 1
  fi
done
for header in "$root"/capi/snaproll.hpp "$root"/capi/snaproll_abi/*.hpp; do
  alone c++ "$cxx" -std=c++17 -I"$root/capi" "$header"
done
for header in "$root"/include/snaproll/*.hpp; do
  alone c++ "$cxx" -std=c++17 -I"$root/include" "$header"
done
echo "$count headers compiled alone"
