#!/bin/sh
# Builds the API server and the etcd that tests run against, from their published Go modules,
# into the user's cache (a fresh clone finds them there), and prints the folder.
set -eu
cd "$(dirname "$0")"

command -v go >/dev/null || {
  echo "envtest: Go is needed to build kube-apiserver and etcd. Install it, or set KUBEBUILDER_ASSETS to a folder that has both." >&2
  exit 1
}

version=$(go list -mod=readonly -m -f '{{.Version}}' k8s.io/kubernetes)
folder="${XDG_CACHE_HOME:-$HOME/.cache}/argus/envtest/$version"
if [ -x "$folder/kube-apiserver" ] && [ -x "$folder/etcd" ]; then
  echo "$folder"
  exit 0
fi

mkdir -p "$folder"
build() {
  # Built beside its place and moved there: an interrupted build leaves no half of a program behind.
  go build -mod=readonly -buildvcs=false -trimpath -ldflags "-s -w $3" -o "$folder/$1.partial" "$2" >&2
  mv "$folder/$1.partial" "$folder/$1"
}
echo "envtest: building etcd (about half a minute)" >&2
build etcd ./etcd ''
echo "envtest: building kube-apiserver $version (two to five minutes the first time)" >&2
build kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver "-X k8s.io/component-base/version.gitVersion=$version"
echo "$folder"
