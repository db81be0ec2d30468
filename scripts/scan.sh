#!/bin/sh
# Looks for known holes that are mended elsewhere, and for secrets: in this repository, or (`scan.sh images`) in the images
# of ours that the Docker Engine has. Programs of tools/ look at Argus and are never part of it.
set -eu
cd "$(dirname "$0")/.."
command -v trivy >/dev/null || {
  echo "scan: Trivy is needed. Install it: https://trivy.dev/latest/getting-started/installation/" >&2
  exit 1
}
scan() {
  trivy "$@" --scanners vuln,secret --severity HIGH,CRITICAL --ignore-unfixed --exit-code 1 --no-progress
}

if [ "${1:-}" != images ]; then
  scan filesystem . --skip-dirs tools --skip-dirs '**/node_modules' --skip-dirs .toolchain --skip-dirs .argus
  exit
fi
images=$(docker image ls --filter 'reference=argus/*' --format '{{.Repository}}:{{.Tag}}')
[ -n "$images" ] || {
  echo "scan: there is no image of ours here. Build them with 'make images'." >&2
  exit 1
}
for image in $images; do scan image "$image"; done
