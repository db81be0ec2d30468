#!/bin/sh
# Prints which outside tools the tests will find, with their versions: part of the key of a cached test result, so that
# a result made without a tool is not taken for one made with it.
version() {
  command -v "$1" >/dev/null 2>&1 && "$@" 2>/dev/null | head -n 1
}

assets=${KUBEBUILDER_ASSETS:-}
for folder in "${XDG_CACHE_HOME:-$HOME/.cache}"/argus/envtest/*/; do
  [ -n "$assets" ] || [ ! -x "$folder/kube-apiserver" ] || assets=$folder
done

echo "node: $(version node --version || echo none)"
echo "redis: $(version redis-server --version || version valkey-server --version || echo none)"
echo "chromium: $(version chromium --version || version chromium-browser --version || version google-chrome --version || echo none)"
echo "kube-apiserver: $("$assets/kube-apiserver" --version 2>/dev/null || echo none)"
echo "kubectl: $(version "$assets/kubectl" version --client || version kubectl version --client || echo none)"
echo "go: $(version go version || echo none)"
for name in bash zsh fish; do echo "$name: $(version "$name" --version || echo none)"; done
for name in helm helm-unittest kubeconform promtool; do
  built=none
  for path in "${XDG_CACHE_HOME:-$HOME/.cache}/argus/helm/$name"-v*; do
    [ ! -x "$path" ] || built=${path##*/}
  done
  echo "$name: $(command -v "$name" || echo "$built")"
done
