#!/usr/bin/env bash
# The objects of the amalgamation go together with any program: what they
# define in C begins with snaproll_, and what they define in C++ is snaproll's.
#
#   names.sh <archive>
set -euo pipefail
archive=$1
# What templates and inline functions of others leave is weak.
foreign=$(nm --defined-only --extern-only --demangle "$archive" |
  awk 'NF > 2 && $2 != "W" && $2 != "V" && $2 != "u"' | cut -d' ' -f3- |
  grep -vE '^(snaproll_|snaproll::|(typeinfo|typeinfo name|vtable)( for)? snaproll::|guard variable for snaproll::|(snaproll|std|bool|void|int)\S* snaproll::)' || true)
if [[ $foreign ]]; then
  echo "$archive defines names that are not of snaproll:" >&2
  head -20 <<<"$foreign" >&2
  exit 1
fi
nm --defined-only "$archive" 2>/dev/null | grep -c ' T snaproll_'
