# What the browser loads, in target/site: three wasm modules with their glue, the files of public/, one stylesheet.

# What today's Rust emits by itself, and every browser that has islands, workers and keys understands.
wasm_features=(--enable-bulk-memory --enable-bulk-memory-opt --enable-sign-ext --enable-mutable-globals
  --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue)
wasm_dropped=(--strip-debug --strip-producers --strip-target-features)

assets() {
  browser_module verifier verifier
  browser_module decoder decoder
  browser_module encoder encoder
  assemble_site
}

# Shrinking takes far longer than asking cargo: it is skipped while cargo's module and the tools are the same.
browser_module() { # PACKAGE NAME [CARGO OPTION…]
  local package=$1 name=$2 wasm_opt=end2end/node_modules/.bin/wasm-opt
  shift 2
  say "$name.wasm: cargo"
  cargo build -p "$package" --lib --profile browser --target wasm32-unknown-unknown "$@"
  local built=target/wasm32-unknown-unknown/browser/$package.wasm out=target/wasm/$name stamp
  stamp="$(digest <"$built") $(wasm-bindgen --version) $("$wasm_opt" --version) ${wasm_features[*]} ${wasm_dropped[*]}"
  if [[ $(cat "$out.stamp" 2>/dev/null) == "$stamp" ]]; then
    say "$name.wasm: unchanged"
    return
  fi
  rm -rf "$out" "$out.stamp"
  wasm-bindgen --target web --no-typescript --out-name "$name" --out-dir "$out" "$built"
  "$wasm_opt" -Oz "${wasm_features[@]}" "${wasm_dropped[@]}" "$out/${name}_bg.wasm" -o "$out/${name}_bg.wasm"
  printf '%s\n' "$stamp" >"$out.stamp"
  say "$name.wasm: $(wc -c <"$built") bytes from cargo, $(wc -c <"$out/${name}_bg.wasm") shrunk"
}

# Laid out afresh, so that a file removed from public/ is gone; swapped in only when something differs.
assemble_site() {
  local new=target/site.new
  rm -rf "$new"
  mkdir -p "$new"
  cp -R public/. target/wasm/verifier/. target/wasm/decoder/. target/wasm/encoder/. "$new"
  stylesheet >"$new/style.css"
  # Comments are for us; phones on a slow line load the rest.
  end2end/node_modules/.bin/esbuild "$new"/*.js "$new/style.css" --minify --format=esm --target=es2022 \
    --outdir="$new" --allow-overwrite --log-level=warning
  if diff -rq "$new" target/site >/dev/null 2>&1; then
    rm -rf "$new"
    say "target/site: unchanged"
  else
    rm -rf target/site
    mv "$new" target/site
    say "target/site: $(find target/site -type f | wc -l | tr -d ' ') files"
  fi
}

# style/main.css with each of its imports in its place.
stylesheet() {
  local line file import='^@import +(url\()?["'\'']([^"'\'']+)["'\'']\)? *;$' listed=" main.css "
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ $import ]]; then
      file=${BASH_REMATCH[2]#./}
      ! grep -q '@import' "style/$file" || die "style/$file: only main.css imports"
      listed+="$file "
      printf '/* %s */\n' "$file"
      cat "style/$file"
    elif [[ $line == *@import* ]]; then
      die "style/main.css: an import is one line, @import \"file.css\"; and nothing else, not: $line"
    else
      printf '%s\n' "$line"
    fi
  done <style/main.css
  while IFS= read -r file; do
    [[ $listed == *" ${file#style/} "* ]] || die "$file: not imported by style/main.css"
  done < <(find style -name '*.css')
}

digest() {
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-64
}
