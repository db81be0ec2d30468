#!/bin/sh
# Reads the workflows with actionlint, which is built from its published Go module into the user's cache, and every shell
# script with shellcheck, where that is on PATH: a step is little but the name of a script.
set -eu
cd "$(dirname "$0")"

command -v go >/dev/null || {
  echo "actionlint: Go is needed to build it. Install it, from https://go.dev/dl/." >&2
  exit 1
}

version=$(go list -mod=readonly -m -f '{{.Version}}' github.com/rhysd/actionlint)
folder="${XDG_CACHE_HOME:-$HOME/.cache}/argus/actionlint/$version"
if [ ! -x "$folder/actionlint" ]; then
  mkdir -p "$folder"
  # Built beside its place and moved there: an interrupted build leaves no half of a program behind.
  go build -mod=readonly -buildvcs=false -trimpath -ldflags '-s -w' -o "$folder/actionlint.partial" github.com/rhysd/actionlint/cmd/actionlint
  mv "$folder/actionlint.partial" "$folder/actionlint"
fi

cd ../..
"$folder/actionlint" -color=false .github/workflows/*.yml
echo "actionlint: nothing to say of $(find .github/workflows -name "*.yml" | wc -l) workflow(s)."
if command -v shellcheck >/dev/null; then
  git ls-files '*.sh' '.ci/*' | xargs shellcheck
  echo "shellcheck: nothing to say of $(git ls-files '*.sh' '.ci/*' | wc -l) scripts."
else
  echo 'Not run here: shellcheck (not on PATH)'
fi
