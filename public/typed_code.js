// @ts-check

/** A redemption code is grouped while it is typed, as it stands on paper: 4, 5, 5 and 4 characters. */

const GROUPS = [4, 5, 5, 4];
const LONGEST = 18;

/** @param {string} text full-width characters made plain, capitals, blanks and dashes dropped */
const plain = (text) =>
  text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s\u200B-\u200F\u2060\uFEFF\u2010-\u2015\u2212ー─_-]/gu, "");

/** @param {string} symbols */
function grouped(symbols) {
  const parts = [];
  let rest = symbols;
  for (const length of GROUPS) {
    parts.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return parts.filter((part) => part !== "").join(" ");
}

/** @param {HTMLInputElement} field */
function group(field) {
  const symbols = plain(field.value);
  // A link, or not a code at all: left as it is.
  if (!/^[0-9A-Z]*$/.test(symbols) || symbols.length > LONGEST) {
    return;
  }
  const before = plain(field.value.slice(0, field.selectionStart ?? field.value.length)).length;
  const text = grouped(symbols);
  if (text === field.value) {
    return;
  }
  field.value = text;
  // The caret stays behind the same symbol.
  let caret = 0;
  for (let symbol = 0; symbol < before; caret += 1) {
    if (text[caret] !== " ") symbol += 1;
  }
  field.setSelectionRange(caret, caret);
}

/** @param {HTMLInputElement} field */
export function groupWhileTyping(field) {
  field.addEventListener("input", (event) => {
    // An input method is not done yet.
    if (!(event instanceof InputEvent && event.isComposing)) group(field);
  });
  field.addEventListener("compositionend", () => group(field));
}
