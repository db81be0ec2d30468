#!/bin/sh
# Runs every suite, one after the other, each of which Jest spreads over a few processes; at the end the journeys, which measure
# how long things take. Ends with the sum over all of them, and fails if any failed or none ran. Named `frontend` it runs the
# console and the journeys alone, named `backend` all but those, named `charts` those of the chart.
set -u
part=${1:-all}
case $part in
  all | backend | frontend | charts) ;;
  *) echo "run-tests: backend, frontend, charts or nothing, not $part" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.." || exit

# A member that never starts would leave the last run's results standing; turbo puts those of a cached task back.
rm -f apps/*/.jest-results.json packages/*/.jest-results.json charts/.jest-results.json e2e/.jest-results.json bench/.jest-results.json

ARGUS_TEST_TOOLS=$(scripts/test-tools.sh)
export ARGUS_TEST_TOOLS
run() {
  pnpm exec turbo run test --continue --output-logs=errors-only "$@" </dev/null
}

status=0
if [ "$part" = charts ]; then
  run --filter=@argus/charts || status=1
elif [ "$part" != frontend ]; then
  set -- --filter='!@argus/e2e'
  [ "$part" != backend ] || set -- "$@" --filter='!@argus/web'
  run "$@" --concurrency=1 || status=1
else
  run --filter=@argus/web || status=1
fi
case $part in
  all | frontend) run --filter=@argus/e2e || status=1 ;;
esac
node scripts/test-summary.ts "$part" || status=1
exit "$status"
