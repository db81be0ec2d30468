#!/bin/sh
# Runs every suite, one after the other, each of which Jest spreads over a few processes; at the end the journeys, which measure
# how long things take. A member in which up to five tests failed is run once more: what draws lots, or measures on a machine
# that is busy, may fail by chance; what failed is told all the same. Ends with the sum over all of them, and fails if any failed
# or none ran. Named `frontend` it runs the console and the journeys alone, named `backend` all but those, named `charts` those
# of the chart.
set -u
part=${1:-all}
case $part in
  all | backend | frontend | charts) ;;
  *) echo "run-tests: backend, frontend, charts or nothing, not $part" >&2; exit 2 ;;
esac
cd "$(dirname "$0")/.." || exit

# A member that never starts would leave the last run's results standing; turbo puts those of a cached task back.
for member in apps/* packages/* charts e2e bench; do
  rm -f "$member/.jest-results.json" "$member/.jest-results.first.json"
done

ARGUS_TEST_TOOLS=$(scripts/test-tools.sh)
export ARGUS_TEST_TOOLS
suites() {
  pnpm exec turbo run test --continue --output-logs=errors-only "$@" </dev/null
}
# What has passed is not run again: turbo remembers it.
run() {
  suites "$@" || { node scripts/keep-first-results.ts && suites "$@"; }
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
