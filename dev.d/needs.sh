# What has to be on the machine. Each need looks first and installs only what is missing.

needs_to_build() {
  want build-essential command -v cc
  want pkg-config command -v pkg-config
  install_wanted
  need_rust
  need_node
  need_bindgen
}

needs_to_check() {
  needs_to_build
  need_deny
}

needs_to_bench() {
  want postgresql postgres_program initdb
  needs_to_build
}

needs_to_test() {
  want openssl command -v openssl
  want sqlite3 command -v sqlite3
  want chromium-headless-shell chromium_path
  want chromium whole_chromium_path
  want libreoffice-calc command -v soffice
  want fonts-noto-cjk chinese_font
  want poppler-utils command -v pdftoppm
  want postgresql postgres_program initdb
  needs_to_check
}

wanted=()

want() { # DEBIAN-PACKAGE, then a command that succeeds where its content is there already
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || wanted+=("$package")
}

install_wanted() {
  ((${#wanted[@]})) || return 0
  command -v apt-get >/dev/null || die "missing: ${wanted[*]} (names as in Debian). Install them your system's way:" \
    "on macOS xcode-select --install, brew install pkgconf postgresql@17, and any Chromium (PIAOJIA_CHROMIUM=path)."
  local sudo=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "missing: ${wanted[*]}. As root: apt-get install ${wanted[*]}"
    sudo=(sudo)
  fi
  ${sudo[@]+"${sudo[@]}"} apt-get -qq -o DPkg::Lock::Timeout=300 update
  # Not every Debian has the browser without its windows; the whole one does the same, in twice the time.
  apt-cache show chromium-headless-shell >/dev/null 2>&1 || wanted=("${wanted[@]/chromium-headless-shell/chromium}")
  say "installing ${wanted[*]}"
  ${sudo[@]+"${sudo[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 install \
    --yes --no-install-recommends "${wanted[@]}"
  wanted=()
}

need_rust() {
  command -v cargo >/dev/null || die "Rust is missing: https://rustup.rs"
  [[ -d $(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown ]] && return
  say "adding the browser's target to Rust"
  rustup target add wasm32-unknown-unknown
}

# The generator and the library inside our wasm must be of one version.
need_bindgen() {
  local version
  version=$(awk '/^name = "wasm-bindgen"$/ { getline; gsub(/"/, ""); print $3 }' Cargo.lock)
  [[ -n $version ]] || die "Cargo.lock names no wasm-bindgen"
  [[ $(wasm-bindgen --version 2>/dev/null) == "wasm-bindgen $version" ]] || install_tool wasm-bindgen-cli "$version"
}

need_deny() {
  cargo deny --version >/dev/null 2>&1 || install_tool cargo-deny 0.20.2
}

need_fuzz() {
  local version=0.13.2
  [[ $(cargo fuzz --version 2>/dev/null) == "cargo-fuzz $version" ]] || install_tool cargo-fuzz "$version"
}

# Used for seconds, built for minutes: so built with little optimisation.
install_tool() { # CRATE VERSION
  say "building $1 $2 (once for this machine, some minutes)"
  local build=(env -u CARGO_TARGET_DIR CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 cargo install "$1" --version "$2" --root "$tools" --quiet)
  "${build[@]}" --locked && return
  warn "$1 $2 could not be built with its own lock file; trying with the newest matching crates"
  "${build[@]}"
}

need_node() {
  local major
  major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  ((${major:-0} >= 20)) || die "Node.js 20 or newer is missing: https://nodejs.org"
  [[ end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ]] && return
  say "installing the Node packages of end2end/"
  (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --ignore-scripts --loglevel=error)
}

chromium_path() { first_program "${PIAOJIA_CHROMIUM:-}" chromium-headless-shell "${whole_chromiums[@]}"; }

# With its windows: what notifications need.
whole_chromium_path() { first_program "${whole_chromiums[@]}" "${PIAOJIA_CHROMIUM:-}"; }

whole_chromiums=(chromium chromium-browser google-chrome
  "/Applications/Chromium.app/Contents/MacOS/Chromium"
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

first_program() { # PROGRAM…
  local candidate
  for candidate in "$@"; do
    [[ -n $candidate ]] && command -v "$candidate" && return
  done
  return 1
}

chinese_font() {
  [[ $(uname) == Darwin || -n $(fc-list :lang=zh-tw) ]]
}
