# A thin face on CMake: make help
.PHONY: help all test testpg fast release fuzz lint format bench e2e hooks gdb clean
help: ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' Makefile | expand -t 12
all: ## build with sanitizers (build/dev)
	cmake --preset dev && cmake --build --preset dev
test: all ## every test
	ctest --preset dev -j2
testpg: all ## what touches a store, on PostgreSQL
	ctest --preset dev -j2 -L pg
fast: ## tests without pages and slow ones
	cmake --preset dev-noui && cmake --build --preset dev-noui && ctest --preset dev-noui -j2 -LE 'slow|http|e2e'
release: ## what users run (build/release/junheng)
	cmake --preset release && cmake --build --preset release
fuzz: ## every parser, SECONDS (60) each
	tools/fuzz $${SECONDS_EACH:-60}
lint: ## format, clang-tidy, cppcheck
	tools/lint
format: ## clang-format the tree
	find src tests bench tools -name '*.[ch]' | xargs clang-format-14 -i
bench: ## tables of speed against the best peers (tools/install bench brings the peers)
	bench/run
e2e: all ## browser tests only
	ctest --preset dev -L e2e
hooks: ## a pre-commit hook: format, floors, catalogue
	install -m 755 tools/pre-commit .git/hooks/pre-commit
gdb: all ## make gdb CMD='balance --db out/demo.db'
	gdb --args build/dev/junheng $(CMD)
clean: ## throw away build/
	rm -rf build
