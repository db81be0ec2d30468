#!/bin/sh
# Builds the API server, the etcd and the kubectl that tests run against, from their published Go modules,
# into the user's cache (a fresh clone finds them there), and prints the folder.
set -eu
cd "$(dirname "$0")"

command -v go >/dev/null || {
  echo "envtest: Go is needed to build kube-apiserver, etcd and kubectl. Install it, or set KUBEBUILDER_ASSETS to a folder that has them." >&2
  exit 1
}

version=$(go list -mod=readonly -m -f '{{.Version}}' k8s.io/kubernetes)
folder="${XDG_CACHE_HOME:-$HOME/.cache}/argus/envtest/$version"
mkdir -p "$folder"
build() {
  [ ! -x "$folder/$1" ] || return 0
  echo "envtest: building $1 $version ($4)" >&2
  # Built beside its place and moved there: an interrupted build leaves no half of a program behind.
  go build -mod=readonly -buildvcs=false -trimpath -ldflags "-s -w $3" -o "$folder/$1.partial" "$2" >&2
  mv "$folder/$1.partial" "$folder/$1"
}
stamp="-X k8s.io/component-base/version.gitVersion=$version"
build etcd ./etcd '' 'about half a minute'
build kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver "$stamp" 'two to five minutes the first time'
build kubectl k8s.io/kubernetes/cmd/kubectl "$stamp" 'a minute or two the first time'
echo "$folder"
