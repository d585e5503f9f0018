// @ts-check

/**
 * Redeems from a list by holding a button: a wet thumb or a pocket does not. A bar shows how long. Whoever presses a key,
 * or has the page read aloud, gets the page that asks for the second tap, as everybody does without this script.
 */

const HELD_MILLISECONDS = 800;

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("[data-hold]"))) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let held;

  const release = () => {
    clearTimeout(held);
    held = undefined;
    button.classList.remove("holding");
  };
  const redeem = () => {
    button.classList.add("held");
    button.disabled = true;
    navigator.vibrate?.(60);
    form.submit();
  };

  button.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.isPrimary) {
      button.classList.add("holding");
      held = setTimeout(redeem, HELD_MILLISECONDS);
    }
  });
  for (const name of ["pointerup", "pointerleave", "pointercancel", "blur"]) {
    button.addEventListener(name, release);
  }
  // A long press on a phone means something else, elsewhere.
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  button.addEventListener("click", (event) => {
    if (event.detail === 0) {
      const open = /** @type {HTMLFormElement | null} */ (form.parentElement?.querySelector("[data-open]"));
      open?.requestSubmit();
    }
  });
  form.hidden = false;
}

// Coming back to the list must not show a button that is still pressed.
addEventListener("pageshow", (event) => {
  if (event.persisted) {
    location.reload();
  }
});
