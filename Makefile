# What a developer and CI run. `make test` is everything a change has to pass on Linux.

CARGO ?= cargo

# Days of the seeded riders; `cargo test` alone runs a twentieth of it.
export JUMUNBELL_RIDER_RUNS ?= 20000

.PHONY: demo test conformance bench windows-check windows deb deb-test deny release install-deps install-test-deps

# A whole shop in one process: apps, agency and printers are simulated, the way between them is real.
demo: install-deps
	$(CARGO) run --locked -- demo

test: install-test-deps
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
# What a counter runs: without simulators, and without a sound library.
	$(CARGO) clippy --locked --package jumunbell --no-default-features -- -D warnings
	$(CARGO) test --locked --workspace
	@echo "make test: format, lints and tests are fine"

# Tickets per second, beside a plain program over the escpos crate, and bytes per ticket.
bench: install-deps
	$(CARGO) bench --locked --bench ticket

# The client against the Open Delivery standard's own YAML (OPEN_DELIVERY_YAML), served by a mock that npm installs into
# target/prism. `make test` runs the same where node and the YAML are there.
conformance: install-test-deps
	CONFORMANCE=must $(CARGO) test --locked --test conformance

# Builds and links the Windows program, and starts it under Wine where there is one.
windows-check:
	packaging/dev/install-deps.sh windows
	packaging/windows/check.sh

# The installer for Windows, tried under Wine: packaging/README.md says with what result.
windows:
	packaging/dev/install-deps.sh windows
	packaging/windows/test.sh

# The package for Debian and Ubuntu; and a developer's build of it, installed and run in a fresh Debian.
deb:
	packaging/dev/install-deps.sh linux
	packaging/linux/build.sh

deb-test:
	packaging/dev/install-deps.sh linux
	packaging/linux/test.sh

# Licences, bans, sources and known holes of every crate (deny.toml).
deny:
	packaging/dev/deny.sh

# All that is handed out, with what it is made of and its sums, in target/dist. `make release KEY=FILE` signs the manifest for `jumunbell
# update` with a key of minisign.
release:
	packaging/dev/install-deps.sh windows
	packaging/dev/install-deps.sh linux
	KEY="$(KEY)" packaging/release.sh

# What the machine needs to build and run; tests need a print system besides.
install-deps:
	packaging/dev/install-deps.sh

install-test-deps:
	packaging/dev/install-deps.sh test
