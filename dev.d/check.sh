# What must be true of the sources, without running the product.

# Each as `$1 NAME COMMAND…`: `stage`, or `beside_stage` where other stages run meanwhile.
each_check() {
  "$1" "format" format
  "$1" "clippy" cargo clippy --workspace --all-targets -- -D warnings
  "$1" "clippy, browser" clippy_browser
  "$1" "clippy, fuzz" clippy_fuzz
  "$1" "licences, sources" dependencies
  "$1" "advisories" advisories
  "$1" "tidy" cargo test --workspace --test tidy
  "$1" "docs" docs
  "$1" "browser scripts" script_types
}

# fuzz/ is a workspace of its own.
format() {
  cargo fmt --all --check
  cargo fmt --manifest-path fuzz/Cargo.toml --check
}

clippy_browser() {
  cargo clippy -p verifier --lib --target wasm32-unknown-unknown -- -D warnings
  cargo clippy -p decoder --lib --target wasm32-unknown-unknown -- -D warnings
  cargo clippy -p encoder --lib --target wasm32-unknown-unknown -- -D warnings
}

# Where the fuzzers are built, for they share its macros; without the fuzzer's own C++.
clippy_fuzz() {
  local host
  host=$(rustc -vV | sed -n 's/^host: //p')
  cargo clippy --manifest-path fuzz/Cargo.toml --no-default-features --bins --target "$host" \
    --target-dir target/fuzz -- -D warnings
}

dependencies() {
  cargo deny check --hide-inclusion-graph bans licenses sources
  cargo deny --manifest-path fuzz/Cargo.toml check --hide-inclusion-graph bans licenses sources
}

# The list of known holes comes from GitHub, which not every network lets through.
advisories() {
  if cargo deny fetch db; then
    cargo deny check --hide-inclusion-graph advisories
  else
    warn "ADVISORIES NOT CHECKED: the RustSec database could not be fetched"
  fi
}

docs() { RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --workspace --document-private-items; }

script_types() {
  end2end/node_modules/.bin/tsc -p end2end/tsconfig.public.json
  end2end/node_modules/.bin/tsc -p end2end/tsconfig.worker.json
  end2end/node_modules/.bin/tsc -p end2end/tsconfig.json
}
