# Weiquan: `make run` starts everything, `make check` takes seconds, `make test` runs every test.
UV := ./deploy/uv
SH := bash
.DEFAULT_GOAL := help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: setup-app setup-engine ## both environments from their locks

setup-app:
	@$(UV) sync --frozen --compile-bytecode --quiet

setup-engine:
	@cd engine && ../deploy/uv sync --frozen --compile-bytecode --quiet

run: ## set up what is missing and start everything; Ctrl-C stops it
	@echo "… environments"
	@$(MAKE) --no-print-directory setup
	@exec .venv/bin/python -m bot.cli.main run

check: setup-app ## format, lint, types, import rules, knowledge; seconds, no Rasa
	@.venv/bin/ruff format --check --quiet .
	@.venv/bin/ruff check --quiet .
	@.venv/bin/lint-imports --no-logo > .import-rules.log 2>&1 || { cat .import-rules.log; exit 1; }
	@.venv/bin/mypy --no-error-summary bot actions
	@.venv/bin/bot knowledge check

format: setup-app ## format the code and mend what can be mended
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

test: setup ## every test, with all it needs set up
	@$(SH) deploy/test-setup
	@.venv/bin/python -m pytest tests/unit tests/integration -n 2
	@.venv/bin/python -m pytest tests/conversations tests/e2e tests/browser

unit: setup-app ## tests that need no process
	@.venv/bin/python -m pytest tests/unit -n 2

train: setup ## a Rasa model, when none fits the present data
	@.venv/bin/bot train

RASA := RASA_TELEMETRY_ENABLED=false PYTHONPATH=. engine/.venv/bin/rasa
validate: setup ## rasa data validate
	@$(RASA) data validate
shell: setup ## rasa shell
	@$(RASA) shell
rasa-test: setup ## rasa test (policies and NLU, stock)
	@$(RASA) test
rasa-run: setup ## rasa run alone
	@$(RASA) run --interface 127.0.0.1 --enable-api

record: setup ## write what is said to the test conversations, to compare two versions by
	@.venv/bin/python -m tests.support.recording
dialogues: setup ## play written dialogues (FILES=… for others) and write results/dialogues
	@.venv/bin/python -m tests.support.playing $(FILES)
evaluate: setup ## accuracy on the hold-outs through the running system
	@.venv/bin/bot evaluate
slowest: setup-app ## search for the slowest message of each length and show what each reader takes
	@.venv/bin/bot slowest
bench-reading: setup-app ## CPU of reading a message and accuracy; BEFORE=COMMIT compares with that commit
	@.venv/bin/python -m tests.benchmarks.reading $(BEFORE)
bench: setup ## speed against stock and tuned Rasa
	@.venv/bin/python -m tests.benchmarks.run

.PHONY: help setup setup-app setup-engine run check format test unit train validate shell rasa-test rasa-run record dialogues evaluate slowest bench bench-reading
