// @ts-check

/**
 * On every page of the staff: how many scans of this phone wait to be sent. The desk says so on a line of its own, and in a
 * cookie, which is read here.
 */

const count = Number(/(?:^|; )__Host-unsent=(\d+)/.exec(document.cookie)?.[1] ?? 0);
const line = /** @type {HTMLElement | null} */ (document.querySelector("[data-unsent-words]"));
if (line && count > 0 && !document.querySelector("[data-standing]")) {
  line.textContent = (line.dataset.unsentWords ?? "").replace("{count}", String(count));
  line.hidden = false;
}
