// @ts-check

import { listenToScanner } from "./hand_scanner.js";

// A hand-held scanner fills the field that it looks for things with, whatever the input method makes of its keys.
const field = /** @type {HTMLInputElement | null} */ (document.querySelector("input[data-scanned]"));
if (field) {
  listenToScanner((text) => {
    field.value = text;
    field.form?.requestSubmit();
  });
}
