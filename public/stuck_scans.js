// @ts-check

/**
 * What the server would not take is not thrown away: the manager is shown it.
 * @param {import("./desk_storage.js").Waiting[]} stuck @param {import("./desk_storage.js").Told["products"]} products
 */
export function list(stuck, products) {
  const section = /** @type {HTMLElement | null} */ (document.querySelector("[data-stuck-list]"));
  if (!section) return;
  section.hidden = stuck.length === 0;
  const lines = stuck.map((scan) => {
    const name = products.find((one) => `${one.merchant}-${one.number}` === scan.product)?.name ?? scan.product;
    const time = new Date(scan.scanned_at).toLocaleString(document.documentElement.lang, { hourCycle: "h23", timeZone: "Asia/Taipei" });
    const why = /** @type {HTMLTemplateElement | null} */ (document.querySelector(`template[data-refusal="${scan.refused}"]`))?.content.querySelector("h2");
    const item = document.createElement("li");
    item.textContent = [time, name, `× ${scan.units}`, `#${scan.number}`, why?.textContent ?? scan.refused ?? ""].join("・");
    return item;
  });
  section.querySelector("ul")?.replaceChildren(...lines);
}
