// @ts-check

/**
 * The cards that the desk shows without network, filled in from the page's templates.
 *
 * @typedef {import("./desk_storage.js").Told["products"]} Products
 */

/** @param {string} selector */
function copy(selector) {
  const template = /** @type {HTMLTemplateElement | null} */ (document.querySelector(`template${selector}`));
  const box = document.createElement("div");
  if (template) box.append(template.content.cloneNode(true));
  return box;
}

/** @param {string} refusal its code */
export const refusedCard = (refusal) => copy(`[data-refusal="${refusal}"]`).innerHTML;

/** What was taken. @param {import("./desk_storage.js").Waiting} scan @param {Products} products */
export function takenCard(scan, products) {
  const card = copy(`[data-offline-card="${scan.names.length > 0 ? "ask" : "good"}"]`);
  fill(card, scan.product, scan.names, products);
  const reason = /** @type {HTMLElement | null} */ (card.querySelector("[data-words]"));
  if (reason) reason.textContent = (reason.dataset.words ?? "").replace("{count}", String(scan.units));
  return card.innerHTML;
}

/**
 * What a person must look at first.
 * @param {{ units: number, left: number, names: string[], product: string, kind: string }} judged
 * @param {string} code @param {string} attempt @param {Products} products
 */
export function askCard(judged, code, attempt, products) {
  const card = copy('[data-offline-card="confirm"]');
  fill(card, judged.product, judged.names, products);
  /** @param {string} name */
  const field = (name) => /** @type {HTMLInputElement} */ (card.querySelector(`input[name="${name}"]`));
  // Attributes, since the card is handed on as text.
  field("code").setAttribute("value", code);
  field("attempt").setAttribute("value", attempt);
  field("quantity").setAttribute("value", String(judged.units));
  field("quantity").setAttribute("max", String(Math.max(judged.left, judged.units)));
  if (Math.max(judged.left, judged.units) === 1) card.querySelector("[data-stepper]")?.setAttribute("hidden", "");
  return card.innerHTML;
}

/** @param {HTMLElement} card @param {string} product @param {string[]} names @param {Products} products */
function fill(card, product, names, products) {
  const found = products.find((one) => `${one.merchant}-${one.number}` === product);
  const slots = { product: found?.name ?? "", issuer: found?.issuer ?? "", note: found?.note ?? "" };
  for (const [name, text] of Object.entries(slots)) {
    const slot = card.querySelector(`[data-slot="${name}"]`);
    if (slot) slot.textContent = text;
    if (slot && text === "") slot.remove();
  }
  if (names.length === 0) card.querySelector("[data-not-checked]")?.remove();
  card.querySelectorAll("[data-unchecked]").forEach((line) => {
    if (!names.includes(/** @type {HTMLElement} */ (line).dataset.unchecked ?? "")) line.remove();
  });
}
