# One command a target. Each fetches what is missing first: Node and pnpm into .toolchain/, the dependencies into
# node_modules/. npm and make are enough.
.DEFAULT_GOAL := help

export TURBO_TELEMETRY_DISABLED := 1
export DO_NOT_TRACK := 1

with := ./scripts/with-toolchain.sh
installed := node_modules/.argus-installed
manifests := package.json $(wildcard apps/*/package.json packages/*/package.json e2e/package.json bench/package.json)

.PHONY: help up down test check format build bench bench-auth bench-bytes bench-check bench-connections bench-failover bench-fanout bench-idle bench-ingest bench-latency bench-slow bench-store bench-storm bench-sync fuzz-auth fuzz-gateway report-informer envtest smoke soak mutation report-kinds

help: ## list these targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  \033[36m%-9s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(installed) ## start everything on this machine; print the console's address and the login
	@$(with) node packages/constellation/src/up.ts

down: $(installed) ## stop what `make up` started, from another terminal
	@$(with) node packages/constellation/src/down-main.ts

test: $(installed) ## run every suite; name those skipped for a missing tool
	@$(with) scripts/run-tests.sh

check: $(installed) ## format, lint, arrows between parts, unused code, types, generated pages
	@$(with) pnpm check

format: $(installed) ## write every file as `make check` wants it
	@$(with) pnpm format

build: $(installed) ## bundle the services and the console into dist/
	@$(with) pnpm build

bench: $(installed) ## measure; each benchmark ends with a line of JSON
	@$(with) pnpm --filter @argus/bench run bench

bench-auth: $(installed) ## measure auth beside what it cannot do without: transactions, hashes, signatures
	@$(with) pnpm --filter @argus/bench run bench:auth

bench-check: $(installed) ## measure again what bench/ratios.json holds; fail where a ratio is more than a tenth worse twice (BENCHES=…)
	@$(with) pnpm --filter @argus/bench run bench:check

bench-connections: $(installed) ## hold 150 quiet watches of a real API server for three minutes; print what that costs it
	@$(with) pnpm --filter @argus/bench run bench:connections

bench-ingest: $(installed) ## measure what an event of a watch costs, beside split + JSON.parse and the client library
	@$(with) pnpm --filter @argus/bench run bench:ingest

bench-sync: $(installed) ## take in 10,000 and 50,000 objects of a real API server, beside the client library
	@$(with) pnpm --filter @argus/bench run bench:sync

bench-failover: $(installed) ## kill, freeze, add and stop watcher replicas; print what a reader notices
	@$(with) pnpm --filter @argus/bench run bench:failover

bench-fanout: $(installed) ## measure what bringing an event to 1,000 and 5,000 sockets costs, beside ws, Socket.IO, Bun, Centrifugo and C
	@$(with) pnpm --filter @argus/bench run bench:fanout

bench-idle: $(installed) ## measure what 10,000 sockets cost on which nothing happens, beside ws, Socket.IO, Bun and Centrifugo
	@$(with) pnpm --filter @argus/bench run bench:idle

bench-storm: $(installed) ## cut 10,000 clients off at once; print what it costs until they are whole, beside a bare handshake
	@$(with) pnpm --filter @argus/bench run bench:storm

bench-bytes: $(installed) ## measure what a status flip costs on the wire as object, patch and row, over the samples of public projects
	@$(with) pnpm --filter @argus/bench run bench:bytes

bench-latency: $(installed) ## measure how long a change takes from a real (and a simulated) API server to 1,000 sockets, beside Watch + send
	@$(with) pnpm --filter @argus/bench run bench:latency

bench-slow: $(installed) ## let 50 of 500 sockets stop reading; print what that costs the others and the server, beside ws and Bun
	@$(with) pnpm --filter @argus/bench run bench:slow

bench-store: $(installed) ## measure what Redis does for a change, beside a bare PUBLISH and beside streams
	@$(with) pnpm --filter @argus/bench run bench:store

soak: $(installed) ## a day's changes and faults in 20 minutes (MINUTES=…); memory, descriptors, and all compared every minute
	@$(with) pnpm --filter @argus/bench run soak

fuzz-auth: $(installed) ## 20,000 requests made from auth's document, by a new seed; print what each call answered
	@$(with) env ARGUS_FUZZ_REPORT=1 ARGUS_FUZZ_REQUESTS=$${ARGUS_FUZZ_REQUESTS:-20000} ARGUS_FUZZ_SEED=$${ARGUS_FUZZ_SEED:-$$(date +%s)} pnpm --filter @argus/auth run fuzz

fuzz-gateway: $(installed) ## 10,000 schedules of edits, rights, subscriptions and faults; what clients are told beside what an oracle permits
	@$(with) pnpm --filter @argus/gateway run fuzz

mutation: $(installed) ## change the code of access and of session rotation bit by bit; fail where the tests notice too little
	@$(with) pnpm --workspace-concurrency=1 --filter @argus/access --filter @argus/auth run mutation

report-informer: $(installed) ## let our informer and client-node's meet the same faults; write the table of docs/informer.md
	@$(with) pnpm --filter @argus/informer run report

envtest: ## build a real kube-apiserver and etcd for the tests, where Go is present
	@tools/envtest/build.sh

smoke: $(installed) ## two real API servers: print how long a change takes to reach a client and a page
	@$(with) node e2e/src/smoke.ts

report-kinds: $(installed) ## real definitions and samples on a real API server: what is shown beside what kubectl prints; SAMPLES=folder
	@$(with) node e2e/src/report-kinds.ts $(SAMPLES)

$(installed): pnpm-lock.yaml pnpm-workspace.yaml .node-version $(manifests)
	@$(with) pnpm install --frozen-lockfile --reporter=append-only
	@touch $@
