#!/usr/bin/env bash
# What who is new to it does in Go: an empty module outside of the checkout, with
# the example of README.md, built with what is installed and run; then the same
# vendored.
#
#   go.sh <prefix>          with the shared library that is installed there
#   go.sh <prefix> static   with the static one
#   go.sh bundled           with the amalgamation in the package itself, which
#                           is compiled without optimization, and once: vendored
set -euo pipefail
root=$(realpath "$(dirname "$0")/../..")
how=${2:-shared}
work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
export GOWORK=off GOTOOLCHAIN=local
# The module as a proxy serves it, and a cache that has no other of its version.
"$root/tools/go_module" "$work/proxy"
export GOPROXY=file://$work/proxy GONOSUMDB=snaproll.dev GOMODCACHE=$work/modules
unset PKG_CONFIG_PATH LD_LIBRARY_PATH CGO_CFLAGS CGO_CPPFLAGS CGO_LDFLAGS

fail() {
  printf 'go.sh: %s\n' "$*" >&2
  exit 1
}

if [[ $1 == bundled ]]; then
  how=bundled
  export PKG_CONFIG=/bin/false # It is not asked.
  export CGO_CFLAGS=-O0 CGO_CXXFLAGS=-O0
else
  pc=$(find "$(realpath "$1")" -name snaproll.pc -print -quit)
  [[ $pc ]] || fail "no snaproll.pc in $1"
  PKG_CONFIG_PATH=$(dirname "$pc")
  LD_LIBRARY_PATH=$(dirname "$PKG_CONFIG_PATH")
  export PKG_CONFIG_PATH LD_LIBRARY_PATH
fi
tags=()
[[ $how == shared ]] || tags=(-tags "snaproll_$how")

mkdir "$work/new"
cd "$work/new"
# The first text in Go that README.md shows.
sed -n '/^```go$/,/^```$/{/^```/!p;/^```$/q}' "$root/README.md" >main.go
[[ -s main.go ]] || fail "README.md shows no Go"
go mod init example.com/new
go get snaproll.dev/go/snaproll

# build_and_run <program> <option of go build>...
build_and_run() {
  go build -o "$1" "${@:2}" "${tags[@]}"
  diff "$root/examples/go/hello.output" <("./$1") >&2 ||
    fail "$1 says something else than hello.output (<)"
  readelf -d "$1" >"$1.needs"
  if [[ $how == shared ]]; then
    grep -qF libsnaproll.so "$1.needs" || fail "$1 does not use the library"
  elif grep -F libsnaproll "$1.needs"; then
    fail "$1 needs the shared library when it runs"
  fi
  echo "ok: $1, $how"
}

[[ $how == bundled ]] || build_and_run program
go mod vendor
build_and_run vendored -mod=vendor
