#!/usr/bin/env bash
# Reads the shared library as it was built: name, exports, hardening.
#
#   elf.sh <library> <root of the sources> <SONAME> <release: ON or OFF>
#     <library that it may need at run time>...
set -euo pipefail
library=$1 root=$2 soname=$3 release=$4
allowed=$(IFS='|' && echo "${*:5}")

fail() {
  printf '%s: %s\n' "$library" "$*" >&2
  exit 1
}
dynamic=$(readelf -dW "$library")
segments=$(readelf -lW "$library")
symbols=$(nm -D --defined-only --with-symbol-versions "$library" |
  awk '$2 != "A" { print $3 }')

grep -qF "Library soname: [$soname]" <<<"$dynamic" || fail "SONAME not $soname"
grep -qE 'FLAGS.* NOW' <<<"$dynamic" || fail "not linked with -z now"
grep -q GNU_RELRO <<<"$segments" || fail "no RELRO segment"
grep -qE 'GNU_STACK .* RW +0x' <<<"$segments" || fail "executable stack"
grep -qE ' RWE ' <<<"$segments" && fail "segment both writable and executable"
grep -q TEXTREL <<<"$dynamic" && fail "text relocations"
grep -qE 'RPATH|RUNPATH' <<<"$dynamic" && [[ $release == ON ]] &&
  fail "carries a run path"

# Exports are the map's, each in its version node, and nothing else.
wanted=$(awk '/^SNAPROLL_/ { node = $1 }
  /^ +snaproll_[a-z0-9_]+;/ { sub(";", "", $1); print $1 "@@" node }' \
  "$root/capi/snaproll.map" | sort)
found=$(sort <<<"$symbols")
[[ -n $wanted ]] || fail "the export map names no function"
diff <(echo "$wanted") <(echo "$found") >&2 ||
  fail "exports differ from capi/snaproll.map (< wanted, > found)"

if [[ $release == ON ]]; then
  imports=$(nm -D --undefined-only "$library")
  grep -q __stack_chk_fail <<<"$imports" || fail "no stack protector"
  grep -qE '__[a-z_]+_chk@' <<<"$imports" || fail "not fortified"
  if [[ $(uname -m) == x86_64 ]]; then
    # Every function that can be called from elsewhere begins with endbr64.
    begin=$(objdump -d "$library" |
      awk '/<snaproll_version_number(@@.*)?>:$/ { getline; print }')
    [[ $begin == *endbr64* ]] || fail "not built with -fcf-protection=full"
  fi
  needed=$(sed -n 's/.*NEEDED.*\[\(.*\)\.so.*/\1/p' <<<"$dynamic" | sort)
  extra=$(grep -vE '^(libc|libm|libgcc_s|libstdc\+\+|ld-linux.*)$' <<<"$needed" |
    grep -vxE "$allowed") && fail "needs more than $allowed at run time: $extra"
fi
echo "$(wc -l <<<"$wanted") exported functions, $soname"
