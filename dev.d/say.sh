# How the script talks: what it does, what it could not do, why it stops.

say() { printf '· %s\n' "$*"; }

# Seen again in the closing table, so that nobody misses it (stage.sh).
warn() { printf '\n!! %s\n\n' "$*"; }

die() {
  printf '✗ %s\n' "$*" >&2
  exit 1
}
