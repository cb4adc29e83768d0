# Sourced by the tools that take packages of Debian apart.

# private_apt <folder> <deb or deb-src> <argument of apt-get>...: apt with its
# checks, but in a folder of its own, in which nothing is installed. Which
# archives the machine has is read, and nothing of the machine is changed.
private_apt() {
  local folder=$1 type=$2 list=/etc/apt/sources.list.d/debian.sources
  mkdir -p "$folder"/{parts,lists/partial,archives/partial}
  : >"$folder/status"
  if [[ -f $list ]]; then
    sed "s/^Types: .*/Types: $type/" "$list" >"$folder/parts/debian.sources"
  else
    sed -n "s/^deb /$type /p" /etc/apt/sources.list >"$folder/parts/debian.list"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get -qq \
    -o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$folder/parts" \
    -o "Dir::State::Lists=$folder/lists" -o "Dir::State::status=$folder/status" \
    -o "Dir::Cache=$folder" -o APT::Sandbox::User= "${@:3}"
}
