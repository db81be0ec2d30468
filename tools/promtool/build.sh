#!/bin/sh
# Builds promtool, which reads the alerts of the chart, from its published Go module into the user's cache, unless it is on
# PATH. It stands apart from the other programs of the chart: it needs other versions of what they share.
set -eu
cd "$(dirname "$0")"

! command -v promtool >/dev/null || exit 0
command -v go >/dev/null || {
  echo "promtool: it is not on PATH, and Go is needed to build it. Install either; Go is at https://go.dev/dl/." >&2
  exit 1
}
version=$(awk '$1 == "github.com/prometheus/prometheus" { print $2 }' go.mod)
folder="${XDG_CACHE_HOME:-$HOME/.cache}/argus/helm"
if [ ! -x "$folder/promtool-$version" ]; then
  echo "promtool: building $version (two to five minutes the first time)" >&2
  mkdir -p "$folder"
  # Built beside its place and moved there: an interrupted build leaves no half of a program behind.
  go build -mod=readonly -buildvcs=false -trimpath -ldflags '-s -w' -o "$folder/promtool.partial" \
    github.com/prometheus/prometheus/cmd/promtool >&2
  mv "$folder/promtool.partial" "$folder/promtool-$version"
fi
