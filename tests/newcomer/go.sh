#!/usr/bin/env bash
# The way of somebody who has just heard of this, in Go: an empty module outside
# of the checkout, the program of the README, the installed library.
#
#   go.sh <prefix>             built with what is installed in the prefix
#   go.sh <prefix> static      with its static library
#   go.sh bundled              the module as a proxy serves it, vendored, with
#                              the amalgamation
#
# The first two also by go mod vendor. What is printed is compared.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly ROOT=$PWD
readonly FROM=$1 HOW=${2:-$1}

work=$(mktemp -d)
trap 'chmod -R u+w "$work" && rm -rf "$work"' EXIT
export GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off GOWORK=off
unset PKG_CONFIG_PATH LD_LIBRARY_PATH CGO_CFLAGS CGO_CPPFLAGS CGO_LDFLAGS

fail() {
  printf 'newcomer/go.sh: %s\n' "$*" >&2
  exit 1
}

# The text of the README's block in Go.
readme_program() {
  awk '/^```go$/ { inside = 1; next } /^```$/ { inside = 0 } inside' \
    "$ROOT/README.md"
}

tags=()
if [[ $HOW == bundled ]]; then
  "$ROOT/tools/go_module" "$work/proxy"
  export GOPROXY=file://$work/proxy GOMODCACHE=$work/modules
  export GONOSUMDB=snaproll.dev
  export CGO_CFLAGS=-O0 CGO_CXXFLAGS=-O0 # It is compiled once, run once.
  tags=(-tags snaproll_bundled)
  PKG_CONFIG=false # It is not asked.
  export PKG_CONFIG
else
  # go build does not compare what pkg-config says with what it built before.
  export PKG_CONFIG_PATH=$FROM/lib/pkgconfig CGO_CPPFLAGS="-DPREFIX=\"$FROM\""
  export LD_LIBRARY_PATH=$FROM/lib
  [[ $HOW == static ]] && tags=(-tags snaproll_static)
fi

# same <program>: it says what the README promises.
same() {
  "./$1" >said
  diff "$ROOT/examples/go/hello.output" said || fail "$1 says something else"
  if [[ $HOW != "$FROM" || $HOW == bundled ]] && ldd "$1" | grep -q libsnaproll
  then
    fail "$1 is linked with the shared library"
  fi
}

mkdir "$work/new"
cd "$work/new"
readme_program >main.go
[[ -s main.go ]] || fail "README.md has no program in Go"
go mod init example.com/new
if [[ $HOW == bundled ]]; then
  go get snaproll.dev/go/snaproll
else
  go mod edit -replace "snaproll.dev/go/snaproll=$ROOT/bindings/go"
  go mod tidy
  go build "${tags[@]}" -o program
  same program
fi
go mod vendor
GOFLAGS=-mod=vendor go build "${tags[@]}" -o vendored
same vendored
echo "newcomer/go.sh: $HOW: ok"
