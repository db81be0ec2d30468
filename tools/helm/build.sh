#!/bin/sh
# Builds the programs that look at the chart from their published Go modules into the user's cache (a fresh clone finds
# them there), but for those that are on PATH. go.sum says what may be built.
set -eu
cd "$(dirname "$0")"

folder="${XDG_CACHE_HOME:-$HOME/.cache}/argus/helm"

build() {
  name=$1 module=$2 flags=$3
  version=$(awk -v module="$module" '$1 == module { print $2 }' go.mod)
  ! command -v "$name" >/dev/null || return 0
  [ ! -x "$folder/$name-$version" ] || return 0
  command -v go >/dev/null || {
    echo "helm: $name is not on PATH, and Go is needed to build it. Install either; Go is at https://go.dev/dl/." >&2
    exit 1
  }
  echo "helm: building $name $version (all four together take three to ten minutes the first time)" >&2
  mkdir -p "$folder"
  # Built beside its place and moved there: an interrupted build leaves no half of a program behind.
  go build -mod=readonly -buildvcs=false -trimpath -ldflags "-s -w $flags$version" -o "$folder/$name.partial" \
    "$module/cmd/$name" >&2
  mv "$folder/$name.partial" "$folder/$name-$version"
}

build helm helm.sh/helm/v4 "-X helm.sh/helm/v4/internal/version.version="
build helm-docs github.com/norwoodj/helm-docs "-X main.version="
build helm-unittest github.com/helm-unittest/helm-unittest "-X main.version="
build kubeconform github.com/yannh/kubeconform "-X main.version="
