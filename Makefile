# The doors.  Each installs what is missing (Debian), then calls a preset of CMakePresets.json.
PREFIX ?= /usr/local
MODEL  ?= models/us-china.truce

.PHONY: run build test install bench fuzz format accept clean

# Status 1 is a claim that fails: a finding, told in the report, and no failure of make.
run: build
	build/release/truce run $(MODEL) || test $$? -eq 1

build:
	@tools/install-needs build
	cmake --preset release
	cmake --build --preset release --target truce-cli

test:
	@tools/install-needs build test
	cmake --preset release -DTRUCE_TESTS=ON
	cmake --build --preset release
	ctest --preset release -j "$$(nproc)"

install:
	@tools/install-needs build
	cmake --preset release -DCMAKE_INSTALL_PREFIX=$(PREFIX)
	cmake --build --preset release
	cmake --install build/release

bench:
	@tools/install-needs build
	cmake --preset release -DTRUCE_BENCH=ON
	cmake --build --preset release --target bench

# FUZZ_SECONDS for each target
fuzz:
	@tools/install-needs build clang
	cmake --preset fuzz
	cmake --build --preset fuzz
	tools/fuzz build/fuzz $(FUZZ_SECONDS)

format:
	@tools/install-needs format
	tools/format

# Takes what is printed now for what is expected; read the diff before you commit.
accept:
	@tools/install-needs build test
	cmake --preset release -DTRUCE_TESTS=ON
	cmake --build --preset release --target accept

clean:
	rm -rf build
