# Stages: run one after the other whatever became of the ones before, and be added up at the end.

stage_rows=()
failed_logs=()
stages_passed=0
stages_failed=0

# A pipe to the log would take the colours from a person's terminal.
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  export CARGO_TERM_COLOR=always FORCE_COLOR=1
fi

stage() { # NAME COMMAND…
  local name=$1 log=$root/target/log/${1// /-}.log began=$SECONDS code
  shift
  mkdir -p "$root/target/log"
  printf '\n=== %s\n' "$name"
  set +e
  (
    set -e
    "$@"
  ) 2>&1 | tee "$log"
  code=${PIPESTATUS[0]}
  set -e
  stage_over "$name" "$((SECONDS - began))" "$code" "$log"
}

stage_over() { # NAME SECONDS CODE LOG
  local result
  if (($3 == 0)); then
    result=ok stages_passed=$((stages_passed + 1))
  else
    result=FAILED stages_failed=$((stages_failed + 1))
    failed_logs+=("$4")
  fi
  stage_rows+=("$(printf '%-20s %8d  %-7s %s' "$1" "$2" "$result" "$(summary_of "$4")")")
}

# What the stages that follow leave of the machine: compilers fill the time in which a browser waits. Whatever calls
# `beside_stage` runs quietly; `beside_over` waits for it and says how it went.
beside_pid=
beside_rows=target/log/beside

beside() { # COMMAND…
  mkdir -p target/log
  : >"$beside_rows"
  # A process group of its own, so that nothing of it outlives us.
  set -m
  (
    renice -n 19 -p "$BASHPID" >/dev/null 2>&1 || true
    "$@"
  ) &
  beside_pid=$!
  set +m
}

beside_stage() { # NAME COMMAND…
  local name=$1 log=$root/target/log/${1// /-}.log began=$SECONDS code
  shift
  set +e
  (
    set -e
    "$@"
  ) >"$log" 2>&1
  code=$?
  set -e
  printf '%s\t%d\t%d\t%s\n' "$name" "$((SECONDS - began))" "$code" "$log" >>"$beside_rows"
}

beside_over() {
  local name seconds code log
  [[ -n $beside_pid ]] || return 0
  # Ended before its last stage: what is missing did not pass.
  wait "$beside_pid" || stage_over "beside" 0 1 "$beside_rows"
  beside_pid=
  while IFS=$'\t' read -r name seconds code log; do
    printf '\n=== %s (beside the others)\n' "$name"
    tail -n 15 "$log"
    stage_over "$name" "$seconds" "$code" "$log"
  done <"$beside_rows"
}

beside_stop() { [[ -z $beside_pid ]] || kill -- "-$beside_pid" 2>/dev/null || true; }

# The counts a runner closed with: nextest, cargo test, node's runner, Playwright; and what was warned of.
summary_of() { # LOG
  sed $'s/\x1b\\[[0-9;]*m//g' "$1" | awk '
    function add(part) { all = all (all == "" ? "" : ", ") part }
    /^ *Summary \[/ { sub(/^[^]]*\] */, ""); add($0) }
    /^test result:/ { passed += $4; failed += $6; counted = 1 }
    /^(ℹ|#) (tests|pass|fail) / { add($2 " " $3) }
    /^ +[0-9]+ (passed|failed|flaky|skipped|did not run)( \([0-9.smh]+\))?$/ { sub(/^ +/, ""); add($0) }
    /^!! / { add($0) }
    END { if (counted) add(passed " passed, " failed " failed"); print all }'
}

# Said once more at the end: what ran afterwards pushed it out of sight, and out of what a CI keeps.
failures_again() {
  local log
  for log in ${failed_logs[@]+"${failed_logs[@]}"}; do
    printf '\n=== FAILED, the last it said: %s\n' "$log"
    grep -aE '^ *(FAIL|TIMEOUT|SIGABRT|[0-9]+\)|not ok)|panicked at|^error' "$log" | head -n 20 || true
    tail -n 40 "$log"
  done
}

stage_table() {
  failures_again
  printf '\n%-20s %8s  %-7s %s\n' stage seconds result "the runner's own count"
  printf '%s\n' "${stage_rows[@]}"
  printf '%-20s %8d\n\n' "all of it" "$SECONDS"
  printf '%d passed, %d failed\n' "$stages_passed" "$stages_failed"
  ((stages_failed == 0))
}
