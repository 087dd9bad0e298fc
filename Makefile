.DEFAULT_GOAL := help
.PHONY: help run stop test check canary audit redaction dialog soak endurance bench clean

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: ## set up, start and serve on http://127.0.0.1:8000 (Ctrl-C stops)
	@bin/run

stop: ## stop what bin/run started
	@bin/stop

test: ## everything that guards the project
	@bin/test

check: ## format, lint, types and import contracts alone
	@bin/setup test && bin/check

canary: ## marked reporters through every door, then a search of every disk (P1)
	@bin/canary

audit: ## the release attacked, its mistakes caught, what its maps still find (P6)
	@bin/setup test && .venv/bin/python -m tests.audit

redaction: ## what of identities is cut out of texts, by language (P3)
	@bin/setup test && .venv/bin/python -m tests.redaction

dialog: ## messages answered with one question or none, in seven languages
	@bin/setup test && bin/dialog

bench: ## speed on this machine: as ratios, and every page with 50,000 reports waiting
	@bin/setup test && bin/bench

soak: ## send while everything is killed -9: nothing lost, nothing twice (P12)
	@bin/setup test && bin/soak --write

endurance: ## an hour of traffic at ten times the expected rate: answers, memory
	@bin/setup test && .venv/bin/python -m tests.bench.endurance

clean: ## remove what can be made again; instance/ stays
	@rm -rf .venv node_modules static/vendor .test-instance build .mypy_cache .ruff_cache .pytest_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
