// @ts-check

/**
 * What the camera at hand can do, under the thumb: another lens, light, zoom. Nothing is shown that this phone has
 * not. And its screen stays on.
 *
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {MediaTrackCapabilities & { torch?: boolean, zoom?: { min: number, max: number } }} Capabilities
 */

/**
 * Once; the answer is called whenever the camera has begun anew.
 * @param {HTMLElement} root
 * @param {Camera} camera
 * @returns {() => Promise<void>}
 */
export function cameraTools(root, camera) {
  const lens = /** @type {HTMLElement} */ (root.querySelector("[data-lens]"));
  const select = /** @type {HTMLSelectElement} */ (lens.querySelector("select"));
  const torch = /** @type {HTMLButtonElement} */ (root.querySelector("[data-torch]"));
  const zoom = /** @type {HTMLElement} */ (root.querySelector("[data-zoom]"));
  let lit = false;
  let factor = 1;

  const showZoom = () => {
    for (const button of zoom.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.factor) === factor));
    }
  };
  select.addEventListener("change", () => void camera.choose(select.value));
  torch.addEventListener("click", async () => {
    lit = await apply(camera.track, { torch: !lit }) ? !lit : lit;
    torch.setAttribute("aria-pressed", String(lit));
  });
  zoom.addEventListener("click", async (event) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-factor]"));
    const wanted = Number(button?.dataset.factor);
    if (button && (await apply(camera.track, { zoom: within(camera.track, wanted) }))) {
      factor = wanted;
      showZoom();
    }
  });

  return async () => {
    const able = capabilities(camera.track);
    torch.hidden = !able.torch;
    zoom.hidden = !able.zoom || able.zoom.max < able.zoom.min * 2;
    await listLenses(select, camera.track);
    lens.hidden = select.options.length < 2;
    // A track that was taken anew has forgotten both.
    if (lit && !torch.hidden) await apply(camera.track, { torch: true });
    if (factor > 1 && !zoom.hidden) await apply(camera.track, { zoom: within(camera.track, factor) });
    lit = lit && !torch.hidden;
    torch.setAttribute("aria-pressed", String(lit));
  };
}

/** @param {MediaStreamTrack | undefined} track @returns {Capabilities} */
const capabilities = (track) => track?.getCapabilities?.() ?? {};

/** So many times the widest view, as far as the lens goes. @param {MediaStreamTrack | undefined} track @param {number} factor */
function within(track, factor) {
  const { min = 1, max = 1 } = capabilities(track).zoom ?? {};
  // Some phones begin below 1, with the wide lens: 1× is 1× there, too.
  return Math.min(max, Math.max(min, (min < 1 && max >= 1 ? 1 : min) * factor));
}

/** @param {MediaStreamTrack | undefined} track @param {object} setting @returns {Promise<boolean>} whether the phone did it */
async function apply(track, setting) {
  try {
    await track?.applyConstraints({ advanced: [/** @type {MediaTrackConstraintSet} */ (setting)] });
    return track !== undefined;
  } catch {
    return false;
  }
}

/** Those at the back first. @param {HTMLSelectElement} select @param {MediaStreamTrack | undefined} track */
async function listLenses(select, track) {
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
  const lenses = devices.filter(({ kind, deviceId }) => kind === "videoinput" && deviceId !== "");
  const front = /** @param {MediaDeviceInfo} device */ ({ label }) => /front|user|前置|自拍/i.test(label);
  lenses.sort((one, other) => Number(front(one)) - Number(front(other)));
  const name = select.dataset.name ?? "{number}";
  const current = track?.getSettings().deviceId;
  const options = lenses.map(({ deviceId, label }, at) => {
    const text = label || name.replace("{number}", String(at + 1));
    return new Option(text, deviceId, false, deviceId === current);
  });
  select.replaceChildren(...options);
}

/** The screen stays on while the desk is in view; phones take this back whenever the page is hidden. */
export function stayAwake() {
  const ask = () => {
    if (!document.hidden) void navigator.wakeLock?.request("screen").catch(() => undefined);
  };
  document.addEventListener("visibilitychange", ask);
  ask();
}
