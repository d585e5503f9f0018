// @ts-check

/**
 * Passkeys: signing in with one, making one. The server asks, the authenticator answers, the server says where to go.
 * Without scripts or without passkeys the buttons stay hidden; the password works everywhere.
 */

/** @param {string} text base64url */
function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

/** @param {ArrayBuffer | null | undefined} buffer */
function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer ?? new ArrayBuffer(0)));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {{ id: string }[]} list as the server writes it */
const credentials = (list) => list.map((entry) => ({ ...entry, id: bytes(entry.id) }));

/** @param {any} options */
async function make(options) {
  const { publicKey } = options;
  const made = /** @type {any} */ (
    await navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        user: { ...publicKey.user, id: bytes(publicKey.user.id) },
        excludeCredentials: credentials(publicKey.excludeCredentials ?? []),
      },
    })
  );
  const { attestationObject, clientDataJSON } = made.response;
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: { attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON) },
    extensions: {},
  };
}

/** @param {any} options */
async function who(options) {
  const { publicKey } = options;
  const found = /** @type {any} */ (
    await navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: bytes(publicKey.challenge),
        allowCredentials: credentials(publicKey.allowCredentials ?? []),
      },
    })
  );
  const { authenticatorData, clientDataJSON, signature, userHandle } = found.response;
  return {
    id: found.id,
    rawId: text(found.rawId),
    type: found.type,
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
    extensions: {},
  };
}

/**
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>} what the server answers, whether yes or no
 */
async function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" });
  return answer.json();
}

/** @param {HTMLElement} root */
function open(root) {
  const { ask = "", answer = "", next = "" } = root.dataset;
  const button = /** @type {HTMLButtonElement} */ (root.querySelector("button"));
  const alert = /** @type {HTMLElement} */ (root.querySelector("[role=alert]"));
  root.hidden = false;
  /** @param {string} sentence */
  const say = (sentence) => {
    alert.textContent = sentence;
    alert.hidden = sentence === "";
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("");
    try {
      const options = await post(ask, {});
      if (options.sentence) {
        say(options.sentence);
        return;
      }
      const credential = root.dataset.passkey === "make" ? await make(options) : await who(options);
      const outcome = await post(`${answer}${next ? `?next=${encodeURIComponent(next)}` : ""}`, credential);
      if (outcome.next) {
        location.assign(outcome.next);
        return;
      }
      say(outcome.sentence ?? "");
    } catch {
      // The person said no, or the line is dead: the sentence came with the page.
      say(root.dataset.failed ?? "");
    } finally {
      button.disabled = false;
    }
  });
}

if (globalThis.PublicKeyCredential && isSecureContext) {
  document.querySelectorAll("[data-passkey]").forEach((root) => open(/** @type {HTMLElement} */ (root)));
}
