#!/usr/bin/env bash
# The way of somebody who has just heard of this, in Go: an empty module outside
# of the checkout, the program of the README, the installed library.
#
#   go.sh <prefix>             built with what is installed in the prefix
#   go.sh <prefix> static      with its static library
#   go.sh bundled              with the amalgamation, as vendored
#
# Each also by go mod vendor, and what is printed is compared.
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
package=$ROOT/bindings/go
if [[ $HOW == bundled ]]; then
  package=$work/package
  cp -r "$ROOT/bindings/go" "$package"
  "$ROOT/tools/amalgamate" "$package" --first-line '//go:build snaproll_bundled'
  tags=(-tags snaproll_bundled)
  PKG_CONFIG=false # It is not asked.
  export PKG_CONFIG
else
  # go build does not compare what pkg-config says with what it built before.
  export PKG_CONFIG_PATH=$FROM/lib/pkgconfig CGO_CPPFLAGS="-DPREFIX=\"$FROM\""
  export LD_LIBRARY_PATH=$FROM/lib
  [[ $HOW == static ]] && tags=(-tags snaproll_static)
fi

mkdir "$work/new"
cd "$work/new"
readme_program >main.go
[[ -s main.go ]] || fail "README.md has no program in Go"
go mod init example.com/new
go mod edit -replace "snaproll.dev/go/snaproll=$package"
go mod tidy
go build "${tags[@]}" -o program
./program >said
diff "$ROOT/examples/go/hello.output" said || fail "the program says something else"
if [[ $HOW != "$FROM" || $HOW == bundled ]] && ldd program | grep -q libsnaproll; then
  fail "it is linked with the shared library"
fi
go mod vendor
GOFLAGS=-mod=vendor go build "${tags[@]}" -o vendored
./vendored | diff said - || fail "the vendored program says something else"
echo "newcomer/go.sh: $HOW: ok"
