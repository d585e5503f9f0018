// @ts-check

/**
 * Hand-held scanners that work as a keyboard: a burst of keys that no hand types, with Enter at its end, anywhere on
 * the page. Keys are told by their place (`code`), not by what an input method or caps lock makes of them, so that 注音
 * neither swallows nor changes a code. Our codes have capital letters only.
 */

/** Between the first keys of a burst. Scanners need 1 to 40, fast fingers 80 and more. */
const GAP_MILLISECONDS = 50;
/** Once it is sure: radio and a busy phone stall now and then. */
const STALL_MILLISECONDS = 250;
/** Fewer keys are no scan: a redemption code has 18. */
const LEAST = 10;
/** From here on it is a scanner, and its keys do nothing else. */
const SURE = 5;
const MOST = 1_024;

/** Keys beside letters and digits, plain and with Shift. @type {Record<string, [string, string]>} */
const OTHERS = {
  Slash: ["/", "?"],
  Period: [".", ">"],
  Comma: [",", "<"],
  Semicolon: [";", ":"],
  Minus: ["-", "_"],
  Equal: ["=", "+"],
  Space: [" ", " "],
  NumpadDivide: ["/", "/"],
  NumpadDecimal: [".", "."],
  NumpadSubtract: ["-", "-"],
};
const OVER_DIGITS = [")", "!", "@", "#", "$", "%", "^", "&", "*", "("];

/** What stood in a field before the burst ran into it. @typedef {{ field: HTMLInputElement, value: string }} Before */

/** @param {(text: string) => void} scanned */
export function listenToScanner(scanned) {
  let text = "";
  let lastAt = -Infinity;
  /** @type {Before | null} */
  let before = null;

  const pressed = /** @param {KeyboardEvent} event */ (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isModifier(event)) {
      return;
    }
    const gap = event.timeStamp - lastAt;
    lastAt = event.timeStamp;
    if (event.code === "Enter" || event.code === "NumpadEnter" || (event.code === "" && event.key === "Enter")) {
      if (text.length >= LEAST && gap <= STALL_MILLISECONDS) {
        swallow(event);
        const found = text;
        restore(before);
        scanned(found.trim());
      }
      text = "";
      return;
    }
    const character = characterOf(event);
    if (gap > (text.length > SURE ? STALL_MILLISECONDS : GAP_MILLISECONDS) || event.repeat || character === null) {
      text = "";
    }
    if (character === null || event.repeat) {
      return;
    }
    if (text === "") {
      before = focusedField();
    }
    if (text.length < MOST) {
      text += character;
    }
    if (text.length > SURE) {
      swallow(event);
    }
  };
  addEventListener("keydown", pressed, { capture: true });
}

/** @param {KeyboardEvent} event */
function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** @param {KeyboardEvent} event */
const isModifier = ({ key, code }) => /^(Shift|Control|Alt|Meta|CapsLock|AltGraph)/.test(code || key);

/** @param {KeyboardEvent} event @returns {string | null} null where it writes nothing */
function characterOf({ code, key, shiftKey }) {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) {
    return letter;
  }
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1];
  if (digit) {
    return shiftKey && code.startsWith("Digit") ? (OVER_DIGITS[Number(digit)] ?? "") : digit;
  }
  // Signs stand at other places of other keyboards: the sign itself is right where no input method changed it. And
  // some scanners over Bluetooth name no place.
  if (/^[ -~]$/.test(key)) {
    return key.toUpperCase();
  }
  return OTHERS[code]?.[shiftKey ? 1 : 0] ?? null;
}

/** @returns {Before | null} */
function focusedField() {
  const field = document.activeElement;
  return field instanceof HTMLInputElement && field.type !== "checkbox" ? { field, value: field.value } : null;
}

/** The first keys of a burst, and whatever an input method made of them, leave the field again. @param {Before | null} before */
function restore(before) {
  if (before) {
    const { field, value } = before;
    const put = () => {
      field.value = value;
    };
    // Leaving the field ends what an input method has begun.
    field.blur();
    put();
    setTimeout(put);
  }
}
