# The runners of ./dev test, and the binary that some of them drive.

server() {
  say "server: cargo"
  cargo build --workspace --bins
}

# As a merchant's machine serves it: what is measured is that.
released_server() {
  say "server: cargo, released"
  cargo build --release --workspace --bins
}

# With the tests, so that cargo resolves features as it did for them and builds nothing twice.
tested_server() { cargo build --workspace --bins --tests; }

rust_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace
  else
    say "cargo-nextest is not installed: cargo test does the same, slower"
    cargo test --workspace --lib --bins --tests --no-fail-fast
  fi
}

# A million random commands: histories of 25,000, thirty-two on SQLite and eight on PostgreSQL.
long_histories() {
  export PIAOJIA_HISTORY_COMMANDS=25000
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --profile long -E 'binary(rules) & test(/^history::/)'
  else
    cargo test --workspace --test rules history::
  fi
}

# They need a runner of their own: nextest leaves them out.
doc_examples() { cargo test --workspace --doc --quiet; }

# The files by name: Node 20 knows no patterns, Node 22 no folders.
decoder_tests() {
  local tests=(end2end/decoder/*.test.mjs)
  [[ -f ${tests[0]} ]] || die "no end2end/decoder/*.test.mjs"
  node --test "${tests[@]}"
}

# The server dies a hundred times on each database.
crashes() {
  local sqlite ended=0
  target/debug/piaojia-bench crashes-sqlite &
  sqlite=$!
  target/debug/piaojia-bench crashes-postgres || ended=$?
  # Nothing of it runs on beside later stages.
  wait "$sqlite" || ended=$?
  return "$ended"
}

end_to_end() {
  PIAOJIA_CHROMIUM_WHOLE=$(whole_chromium_path) || die "no Chromium found (name one in PIAOJIA_CHROMIUM)"
  PIAOJIA_CHROMIUM=$(chromium_path)
  export PIAOJIA_CHROMIUM PIAOJIA_CHROMIUM_WHOLE
  (cd end2end && node_modules/.bin/playwright test --output=.work/results)
}

# Every page in both languages, light and dark, into end2end/screenshots.
screenshots() {
  needs_to_test
  assets
  server
  PIAOJIA_CHROMIUM=$(chromium_path) || die "no Chromium found (name one in PIAOJIA_CHROMIUM)"
  export PIAOJIA_CHROMIUM PIAOJIA_SCREENSHOTS=yes
  (cd end2end && node_modules/.bin/playwright test --output=.work/results screenshots.spec.ts desk_reach.spec.ts "$@")
}

# Figures of what happens in the browser; they are printed and not asserted.
measure_in_the_browser() { # vitals, scan, decode
  needs_to_test
  PIAOJIA_CHROMIUM=$(chromium_path) || die "no Chromium found (name one in PIAOJIA_CHROMIUM)"
  export PIAOJIA_CHROMIUM PIAOJIA_FIGURES=yes PIAOJIA_BINARY=$root/target/release/piaojia
  (cd end2end && node_modules/.bin/playwright test --output=.work/results --reporter=line "$1.spec.ts")
}
