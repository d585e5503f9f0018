// @ts-check

/**
 * Returning at the counter: what is ticked and typed is worked out by the server a moment later, so that there is one
 * arithmetic. Without this script the button does it; with it nothing is done that the sums did not tell, either.
 */

const SILENCE_MILLISECONDS = 250;

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-sums]"));
const here = form?.querySelector("[data-sums-here]");
let waiting = 0;
let asked = 0;

/** @param {HTMLFormElement} from */
async function workOut(from) {
  const number = ++asked;
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(from)) {
    if (typeof value === "string") fields.append(name, value);
  }
  fields.set("step", "look");
  const answer = await fetch(from.action, {
    method: "POST",
    body: fields,
    cache: "no-store",
    headers: { "x-fragment": "1" },
  }).catch(() => null);
  const html = answer?.ok && !answer.redirected ? await answer.text() : "";
  // Whoever typed on meanwhile waits for the newer sums.
  if (html && here && number === asked) here.innerHTML = html;
}

if (form && here) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void workOut(form), SILENCE_MILLISECONDS);
  });
}
