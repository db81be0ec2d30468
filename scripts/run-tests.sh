#!/bin/sh
# Runs every suite: that of auth, by far the longest, beside two others at a time, since each waits half of its time, then,
# alone, the journeys, which measure how long things take. Jest itself spreads a suite over the cores that there are. Ends
# with the sum over all of them, and fails if any failed or none ran.
set -u
cd "$(dirname "$0")/.."

# A member that never starts would leave the last run's results standing; turbo puts those of a cached task back.
rm -f apps/*/.jest-results.json packages/*/.jest-results.json e2e/.jest-results.json bench/.jest-results.json

ARGUS_TEST_TOOLS=$(scripts/test-tools.sh)
export ARGUS_TEST_TOOLS
run() {
  pnpm exec turbo run test --continue --output-logs=errors-only "$@" </dev/null
}

status=0
run --filter=@argus/auth &
auth=$!
trap 'kill "$auth"; exit 130' INT TERM
run --filter='!@argus/auth' --filter='!@argus/e2e' --concurrency=2 || status=1
wait "$auth" || status=1
trap - INT TERM
run --filter=@argus/e2e || status=1
node scripts/test-summary.ts || status=1
exit "$status"
