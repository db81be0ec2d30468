# One command a target. Each fetches what is missing first: Node and pnpm into .toolchain/, the dependencies into
# node_modules/. npm and make are enough. ARGUS_NODE=24.21.0 takes another Node than the one that is there.
.DEFAULT_GOAL := help

export TURBO_TELEMETRY_DISABLED := 1
export DO_NOT_TRACK := 1

with := ./scripts/with-toolchain.sh
installed := node_modules/.argus-installed
manifests := package.json $(wildcard apps/*/package.json packages/*/package.json charts/package.json e2e/package.json bench/package.json)
# As `make up` has them where no cluster of one's own answers. Set, and empty, it is none.
ifndef PRODUCTION
export COMPOSE_PROFILES ?= simulated
endif
compose := docker compose --file compose/compose.yaml $(if $(PRODUCTION),,--file compose/compose.development.yaml)

.PHONY: help up down test test-backend test-frontend check actionlint scan scan-images format build agent-build cli-build bench bench-agent bench-auth bench-bytes bench-check bench-cli bench-connections bench-console bench-failover bench-fanout bench-idle bench-ingest bench-latency bench-slow bench-store bench-storm bench-sync fuzz-auth fuzz-gateway report-informer envtest smoke images compose-up compose-down docker-logs container-test cluster-test restore-test migrate soak mutation report-kinds report-latency helm-tools helm-lint helm-docs helm-test

help: ## list these targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  \033[36m%-18s\033[0m %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: $(installed) ## start everything on this machine; print the console's address and the login
	@$(with) node packages/constellation/src/up.ts

down: $(installed) ## stop what `make up` started, from another terminal
	@$(with) node packages/constellation/src/down-main.ts

test: $(installed) ## run every suite; name those skipped for a missing tool
	@$(with) scripts/run-tests.sh

test-backend: $(installed) ## run the suites of packages, auth, watcher and gateway
	@$(with) scripts/run-tests.sh backend

test-frontend: $(installed) ## run the suites of the console, and the journeys through it in a browser
	@$(with) scripts/run-tests.sh frontend

check: $(installed) ## format, lint, arrows between parts, unused code, types, generated pages
	@$(with) pnpm check

actionlint: ## read the workflows of .github/ and, where shellcheck is present, every shell script
	@tools/actionlint/run.sh

scan: ## look for known holes and secrets in this repository, where Trivy is present
	@scripts/scan.sh

scan-images: ## look for known holes and secrets in the images of ours that the Docker Engine has, where Trivy is present
	@scripts/scan.sh images

format: $(installed) ## write every file as `make check` wants it
	@$(with) pnpm format

build: $(installed) ## bundle the services and the console into dist/
	@$(with) pnpm build

agent-build: $(installed) ## build bin/argus-agent, the agent of a cluster that nobody can reach: one file that Node runs
	@$(with) pnpm exec rolldown apps/agent/src/main.ts --log-level=warn --platform=node --format=esm --banner='#!/usr/bin/env node' --file=bin/argus-agent
	@chmod 0755 bin/argus-agent

cli-build: $(installed) ## build bin/argus, the terminal: one file that Node runs
	@$(with) pnpm --silent --filter @argus/cli run build ../../bin

bench: $(installed) ## measure; each benchmark ends with a line of JSON
	@$(with) pnpm --filter @argus/bench run bench

bench-agent: $(installed) ## measure what a burst of status changes costs on the line of an agent, beside the raw watch
	@$(with) pnpm --filter @argus/bench run bench:agent

bench-auth: $(installed) ## measure auth beside what it cannot do without: transactions, hashes, signatures
	@$(with) pnpm --filter @argus/bench run bench:auth

bench-check: $(installed) ## measure again what bench/ratios.json holds; fail where a ratio is more than a tenth worse twice (BENCHES=…)
	@$(with) pnpm --filter @argus/bench run bench:check

bench-cli: $(installed) ## start the terminal, and have it show 5,000 objects of three real API servers, beside kubectl
	@$(with) pnpm --filter @argus/bench run bench:cli

bench-connections: $(installed) ## hold 150 quiet watches of a real API server for three minutes; print what that costs it
	@$(with) pnpm --filter @argus/bench run bench:connections

bench-console: $(installed) ## change 50,000 rows a thousand times a second in a headless browser, beside a plain React list
	@$(with) pnpm --filter @argus/bench run bench:console

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

envtest: ## build a real kube-apiserver, etcd and kubectl for the tests, where Go is present
	@tools/envtest/build.sh

helm-tools: $(installed) ## build helm, helm-docs, helm-unittest, kubeconform and promtool where they are not on PATH; make the schemas; where Go is present
	@tools/helm/build.sh
	@tools/promtool/build.sh
	@$(with) pnpm --silent --filter @argus/charts run schemas

helm-lint: $(installed) helm-tools ## look at the chart: helm lint, the schemas of Kubernetes 1.33 to 1.37, a README that is current
	@$(with) pnpm --filter @argus/charts run lint

helm-docs: $(installed) helm-tools ## write the chart's README from its values
	@$(with) pnpm --filter @argus/charts run docs

helm-test: $(installed) helm-tools ## run the chart's suites: its sentences, its security, its alerts, and a real API server that takes it
	@$(with) scripts/run-tests.sh charts

smoke: $(installed) ## try what runs, step by step, up to a live event: make up, compose, or a port-forward (ARGUS_URL=…)
	@$(with) node e2e/src/smoke.ts

images: ## build the images of all services, argus/…, by the Docker Engine that is there (ARGUS_VERSION=…)
	@docker compose --file compose/compose.yaml --profile '*' build
	@docker build --file apps/agent/Dockerfile --tag argus/agent:$${ARGUS_VERSION:-0.0.0-dev} --build-arg NPM_CONFIG_REGISTRY \
	  --build-arg VERSION=$${ARGUS_VERSION:-0.0.0-dev} --build-arg REVISION=$${ARGUS_REVISION:-unknown} \
	  --build-arg SOURCE_DATE_EPOCH=$${SOURCE_DATE_EPOCH:-0} .

compose-up: $(installed) ## start everything in containers and wait for it; with the development login, unless PRODUCTION=1
	@$(with) node scripts/compose-secrets.ts
	@$(compose) up --detach --wait
	@$(with) node scripts/compose-login.ts $(if $(PRODUCTION),production,development)

compose-down: ## stop what `make compose-up` started; with VOLUMES=1 its data goes too
	@$(compose) --profile '*' down $(if $(VOLUMES),--volumes)

docker-logs: ## follow the logs of the containers (SERVICE=… for one)
	@$(compose) --profile '*' logs --follow --tail=100 $(SERVICE)

container-test: $(installed) ## images, compose, smoke; kill, starve and restart what runs, and see it heal
	@$(with) node e2e/src/container-test.ts

cluster-test: $(installed) ## install the chart in the cluster that ARGUS_CLUSTER_CONTEXT names; scale, upgrade, roll back, uninstall
	@$(with) node e2e/src/cluster-test.ts

restore-test: $(installed) ## back the database up, lose its server, restore it on another; where PostgreSQL's programs are present
	@$(with) node e2e/src/restore-test.ts

migrate: $(installed) ## bring the database of DATABASE_URL to the newest schema, or to TO=number
	@$(with) node packages/db/src/migrate-main.ts $(if $(TO),to $(TO),up)

report-latency: $(installed) ## two real API servers: print how long a change takes to reach a client and a page
	@$(with) node e2e/src/report-latency.ts

report-kinds: $(installed) ## real definitions and samples on a real API server: what is shown beside what kubectl prints; SAMPLES=folder
	@$(with) node e2e/src/report-kinds.ts $(SAMPLES)

$(installed): pnpm-lock.yaml pnpm-workspace.yaml .node-version $(manifests)
	@$(with) pnpm install --frozen-lockfile --reporter=append-only
	@touch $@
