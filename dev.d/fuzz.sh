# The fuzzers of fuzz/: hostile input made up by the million, guided by what of our code it reaches.

# Without a sanitizer cargo-fuzz needs no flag that only nightly Rust has: counting what is reached is plain LLVM, and
# there on stable. Little is lost: our crates have no unsafe code, and the memory of `workbook` is bounded by its own
# allocator. Without `--cfg fuzzing`, because crates leave checks out under it, and what is served does not. The
# profile is that of fuzz/Cargo.toml (`--dev`), not one for releases.
fuzz_options=(--dev --sanitizer none --no-cfg-fuzzing --codegen-units 16 --target-dir "$root/target/fuzz")
# For one input, which nothing of ours should come near to.
fuzz_limits=(-timeout=20 -rss_limit_mb=2048)

# For a person: one target or all, until something is found or the time is over; or a finding once more.
fuzz() { # [TARGET [SECONDS|FILE]]
  local target seconds=${2:-60} targets
  targets=$(fuzz_targets)
  if (($#)); then
    grep -qx -- "$1" <<<"$targets" || die "no such target: $1. There are:" $targets
    targets=$1
  fi
  fuzz_build
  if [[ -f $seconds ]]; then
    cargo fuzz run "${fuzz_options[@]}" "$1" "$seconds"
    return
  fi
  for target in $targets; do
    say "$target, $seconds seconds"
    fuzz_run "$target" "$seconds"
  done
}

# For ./dev test: all of them, two at a time.
fuzz_tests() {
  local seconds=${PIAOJIA_FUZZ_SECONDS:-10} target found=0 running=()
  if ((seconds == 0)); then
    warn "NOT FUZZED: PIAOJIA_FUZZ_SECONDS is 0"
    return
  fi
  fuzz_build
  for target in $(fuzz_targets); do
    fuzz_run "$target" "$seconds" >"target/log/fuzz-$target.log" 2>&1 &
    running+=("$target $!")
    if ((${#running[@]} == 2)); then
      fuzz_wait || found=1
    fi
  done
  fuzz_wait || found=1
  ((found == 0))
}

fuzz_wait() {
  local each target log found=0
  for each in ${running[@]+"${running[@]}"}; do
    target=${each% *} log=target/log/fuzz-${each% *}.log
    if wait "${each##* }"; then
      say "$target: nothing in $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "$log") inputs"
    else
      tail -n 80 "$log"
      warn "$target: $(sed -n 's/.*Test unit written to \(.*\)/found \1/p' "$log" | grep . || echo "failed, see $log")"
      found=1
    fi
  done
  running=()
  return "$found"
}

fuzz_targets() { awk -F'"' '/^\[\[bin\]\]/ { getline; print $2 }' fuzz/Cargo.toml; }

fuzz_build() {
  need_fuzz
  cargo fuzz build "${fuzz_options[@]}"
}

# What is new is kept in target/ and tried again the next time.
fuzz_run() { # TARGET SECONDS
  local corpus=target/fuzz/corpus/$1
  mkdir -p "$corpus"
  cargo fuzz run "${fuzz_options[@]}" "$1" "$corpus" "fuzz/seeds/$1" -- \
    -dict="fuzz/dictionaries/$1.dict" -max_total_time="$2" "${fuzz_limits[@]}"
}
