// Modules that stand beside public/'s files only once they are served: wasm-bindgen writes them (./dev assets).
// An asterisk, since an ambient module may not be named by a relative path; what they export is not described here.

declare module "*/verifier.js";
declare module "*/decoder.js";
declare module "*/encoder.js";
