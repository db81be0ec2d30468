#!/bin/sh
# Runs a command with a Node and a pnpm that fit. The machine's own are honoured where both do; else both are fetched,
# once, from the npm registry into .toolchain/. Needs npm, and whatever old Node npm itself runs on. ARGUS_NODE names a
# version to run with instead, as the gate does for the oldest that is promised.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
toolchain="$root/.toolchain"

least_node=$(sed -n 's/.*"node": ">=\([0-9.]*\)".*/\1/p' "$root/package.json")
pnpm=$(sed -n 's/.*"packageManager": "\(pnpm@[^"+]*\).*/\1/p' "$root/package.json")
wanted="node@${ARGUS_NODE:-$(cat "$root/.node-version")} $pnpm"

node_fits() {
  node -e '
    const [least, own] = [process.argv[1], process.versions.node].map((it) => it.split(".").map(Number))
    const at = own.findIndex((part, i) => part !== least[i])
    process.exit(at === -1 || own[at] > least[at] ? 0 : 1)
  ' "$least_node" 2>/dev/null
}

pnpm_fits() {
  # Without its network corepack's stand-in fails here, instead of fetching a pnpm of its own.
  own=$(COREPACK_ENABLE_NETWORK=0 pnpm --version 2>/dev/null) || return 1
  major=${pnpm#pnpm@}
  [ "${own%%.*}" = "${major%%.*}" ]
}

if [ -n "${ARGUS_NODE:-}" ] || ! { node_fits && pnpm_fits; }; then
  if [ "$(cat "$toolchain/fetched" 2>/dev/null)" != "$wanted" ]; then
    command -v npm >/dev/null || {
      echo "Argus needs Node $least_node or later, or npm to fetch it with. Install either, and run this again." >&2
      exit 1
    }
    echo "Fetching $wanted into .toolchain/ (once; about ten seconds)" >&2
    # Two packages, so two words.
    # shellcheck disable=SC2086
    npm install --prefix "$toolchain" --no-save --no-audit --no-fund --loglevel=error $wanted >&2
    echo "$wanted" >"$toolchain/fetched"
  fi
  PATH="$toolchain/node_modules/.bin:$PATH"
  export PATH
fi

exec "$@"
