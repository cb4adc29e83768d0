#!/usr/bin/env bash
# The Debian packages (tools/build_deb) in a clean root: a Debian of its own,
# made by debootstrap from the mirror that apt uses here. They are installed by
# apt; the program runs, who is new compiles the README's example; removed,
# they leave nothing. As root, after `tools/bootstrap dist`.
#
#   deb.sh [<work folder>]    build/deb-root
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(realpath -m "${1:-build/deb-root}")
root=$work/root
readonly SUITE=bookworm

say() { printf '== %s\n' "$*"; }
die() {
  printf 'deb.sh: %s\n' "$*" >&2
  exit 1
}
inside() {
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive \
    chroot "$root" "$@"
}
install() {
  inside apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# files: what lies in the root, but for what apt and dpkg write of themselves.
files() {
  (cd "$root" && find . -xdev -path ./project -prune -o -path ./proc -prune \
    -o -path ./var/cache -prune -o -path ./var/lib/apt -prune \
    -o -path ./var/log -prune -o -path './var/lib/dpkg/*-old' -prune \
    -o -print | sort)
}

((EUID == 0)) || die "needs root"
compgen -G 'build/deb/*.deb' >/dev/null || die "no packages: tools/build_deb"
mirror=$(apt-get indextargets --format '$(SITE)' "Created-By: Packages" \
  "Codename: $SUITE" "Component: main" | head -n 1)
[[ $mirror ]] || die "apt has no mirror of $SUITE here"

say "a clean root"
rm -rf "$work"
mkdir -p "$work"
debootstrap --variant=minbase "$SUITE" "$root" "$mirror" >"$work/log" ||
  die "debootstrap failed: $work/log"
cp /etc/resolv.conf "$root/etc/resolv.conf"
# What the test of who is new reads, and nothing else of the checkout.
mkdir -p "$root/project/examples/"{c,cpp} "$root/project/tests/newcomer"
cp build/deb/*.deb README.md "$root/project"
cp examples/c/hello.output "$root/project/examples/c"
cp examples/cpp/hello.{cpp,output} "$root/project/examples/cpp"
cp tests/newcomer/c.sh "$root/project/tests/newcomer"
version=$(dpkg-parsechangelog -l packaging/debian/changelog -S Version)
upstream=${version%-*}
debs=()
for name in libsnaproll0.1 snaproll libsnaproll-dev; do
  debs+=("/project/${name}_${version}_$(dpkg --print-architecture).deb")
done

say "the program alone, without a compiler"
inside apt-get update -qq
install "${debs[@]:0:2}"
[[ $(inside snaproll --version) == "snaproll $upstream" ]] ||
  die "the program says $(inside snaproll --version)"
[[ -s $root/usr/share/man/man1/snaproll.1.gz ]] || die "no manual"
inside apt-get purge -y -qq snaproll libsnaproll0.1 >/dev/null

say "who is new to it"
mapfile -t needed < <(sed -n \
  '/newcomer\/c.sh/,/^$/s/^Depends: //p' packaging/debian/tests/control |
  tr ',' '\n' | tr -d ' ' | grep -v snaproll)
install "${needed[@]}" libsodium-dev libzstd-dev uuid-dev
files >"$work/before"
install "${debs[@]}"
inside /project/tests/newcomer/c.sh /usr

say "removed"
inside apt-get purge -y -qq snaproll libsnaproll-dev libsnaproll0.1 >/dev/null
files >"$work/after"
diff "$work/before" "$work/after" || die "it leaves what stands above"
rm -rf "$work"
echo "ok: installed, used, removed"
