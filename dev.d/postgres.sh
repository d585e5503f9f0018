# A PostgreSQL of our own for one run: made in target/, on loopback with a password, gone at the end.

postgres_run=$root/target/test-postgres/$$

postgres_start() { # quick (may lose everything in a crash, and is thrown away) or durable (as served, for measuring)
  local settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200" port try
  [[ $1 == durable ]] || settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
  postgres_program initdb >/dev/null || die "PostgreSQL is missing: initdb is neither in PATH nor where Debian puts it"
  postgres_sweep
  postgres_make_home "$1"
  postgres_make_cluster
  for try in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000)) # below the ports that systems hand out by themselves
    if as_postgres pg_ctl start -D "$home/data" -l "$home/log" -w -o "$settings -p $port" >/dev/null 2>&1; then
      printf 'postgres://postgres:%s@127.0.0.1:%s/postgres\n' "$(cat "$home/password")" "$port" >"$postgres_run/url"
      say "PostgreSQL $(cat "$home/data/PG_VERSION") on 127.0.0.1:$port, $1"
      return
    fi
    say "no luck on port $port, try $try"
  done
  cat "$home/log" >&2
  die "PostgreSQL does not start"
}

# For the shell of the tests: postgres_start ran in a stage's own. Empty when it failed.
postgres_url() { cat "$postgres_run/url" 2>/dev/null || true; }

postgres_stop() { postgres_remove "$postgres_run"; }

# A folder that belongs to the account which runs the server; in memory, where there is enough of it and nothing is to
# last: each test copies a database of 700 files, which takes a disk half a second and memory a twentieth of one.
postgres_make_home() { # quick or durable
  (umask 022 && mkdir -p "$postgres_run/home")
  home=$postgres_run/home
  if [[ $1 == quick ]] && postgres_memory; then
    home=$(mktemp -d /dev/shm/piaojia-postgres.XXXXXX)
    ((EUID != 0)) || chown postgres "$home"
  elif ((EUID == 0)) && ! { chown postgres "$home" && as_postgres test -w "$home"; }; then
    # That account cannot come near this checkout (in root's own folder, say).
    home=$(mktemp -d -t piaojia-postgres.XXXXXX)
    chown postgres "$home"
  fi
  printf '%s\n' "$home" >"$postgres_run/where"
}

postgres_memory() { [[ -w /dev/shm && $(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) -gt 4000000 ]]; }

postgres_make_cluster() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n' | as_postgres sh -c "umask 077 && cat >'$home/password'"
  as_postgres initdb -D "$home/data" --username=postgres --auth=scram-sha-256 --pwfile="$home/password" \
    --encoding=UTF8 --no-locale --no-sync >/dev/null
}

# What a killed run left behind.
postgres_sweep() {
  local left
  for left in "$root"/target/test-postgres/*; do
    [[ -d $left ]] || continue
    kill -0 "${left##*/}" 2>/dev/null || postgres_remove "$left"
  done
}

postgres_remove() { # RUN
  [[ -f $1/where ]] || return 0
  local home
  home=$(cat "$1/where")
  if [[ -f $home/data/postmaster.pid ]]; then
    as_postgres pg_ctl stop -D "$home/data" -m immediate -w >/dev/null 2>&1 || true
  fi
  rm -rf "$home" "$1"
}

# PostgreSQL refuses to run as root.
as_postgres() { # PROGRAM ARGUMENTS…
  local program
  program=$(postgres_program "$1")
  shift
  if ((EUID == 0)); then
    (cd / && runuser -u postgres -- "$program" "$@")
  else
    "$program" "$@"
  fi
}

# Debian keeps the server's programs out of PATH, one folder a version: the newest wins.
postgres_program() { # NAME
  type -P "$1" && return
  local found
  found=$(find /usr/lib/postgresql/*/bin -name "$1" 2>/dev/null | sort -V | tail -n 1)
  [[ -n $found ]] && printf '%s\n' "$found"
}
