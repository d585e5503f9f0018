// @ts-check

/** A number with − and +. Without this script the buttons are not shown and the number is typed. */

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const step = /** @type {HTMLElement | null} */ (target.closest("[data-step]"));
  const field = /** @type {HTMLInputElement | null | undefined} */ (step?.parentElement?.querySelector("input"));
  if (step && field) {
    const [least, most] = [Number(field.min), Number(field.max)];
    field.value = String(Math.min(most, Math.max(least, Number(field.value) + Number(step.dataset.step))));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
