// @ts-check

/**
 * A form whose answer takes a while says how far it is: how much of its file is sent, then that it is being looked at and for
 * how long. A file can be stopped until there is an answer; nothing is issued by it. Without this script the browser's own sign
 * of waiting has to do.
 */

/** @typedef {{ line: HTMLElement, bar: HTMLProgressElement }} Shown */

const SECOND_MILLISECONDS = 1000;

/**
 * @param {HTMLFormElement} form
 * @returns {Shown}
 */
function shown(form) {
  const place = document.createElement("div");
  place.className = "waiting";
  const line = document.createElement("p");
  line.setAttribute("role", "status");
  const bar = document.createElement("progress");
  line.id = "waiting-line";
  bar.setAttribute("aria-labelledby", line.id);
  place.append(line, bar);
  form.append(place);
  return { line, bar };
}

/**
 * @param {HTMLFormElement} form
 * @param {XMLHttpRequest} request
 */
function offerStop(form, request) {
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button quiet";
  stop.textContent = form.dataset.stop ?? "";
  stop.addEventListener("click", () => {
    request.abort();
    unlock(form);
  });
  form.querySelector(".waiting")?.append(stop);
}

/** @param {HTMLFormElement} form */
function lock(form) {
  for (const button of form.querySelectorAll("button")) {
    /** @type {HTMLButtonElement} */ (button).disabled = true;
  }
}

/** @param {HTMLFormElement} form */
function unlock(form) {
  form.querySelector(".waiting")?.remove();
  for (const button of form.querySelectorAll("button")) button.disabled = false;
}

/**
 * From now on the line counts the seconds.
 * @param {HTMLFormElement} form
 * @param {Shown} on
 */
function count(form, { line, bar }) {
  bar.removeAttribute("value");
  const began = Date.now();
  const say = () => {
    const seconds = Math.floor((Date.now() - began) / SECOND_MILLISECONDS);
    // Read aloud once, not each second.
    line.setAttribute("aria-live", seconds ? "off" : "polite");
    line.textContent = (form.dataset.waiting ?? "").replace("{seconds}", String(seconds));
  };
  say();
  const timer = setInterval(() => (line.isConnected ? say() : clearInterval(timer)), SECOND_MILLISECONDS);
}

/**
 * A file is sent by us, since a form does not say how far it is. What is wrong with it is said by the server's own page, so it
 * is sent once more the plain way then.
 * @param {HTMLFormElement} form
 * @param {FormData} fields
 */
function send(form, fields) {
  const on = shown(form);
  const sent = (/** @type {number} */ percent) => {
    on.bar.max = 100;
    on.bar.value = percent;
    on.line.textContent = (form.dataset.sending ?? "").replace("{percent}", String(percent));
  };
  sent(0);
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("x-fragment", "1");
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    sent(Math.floor((100 * loaded) / (total || 1)));
  });
  request.upload.addEventListener("load", () => count(form, on));
  request.addEventListener("load", () => {
    const address = request.status === 201 ? request.getResponseHeader("location") : null;
    if (address) location.assign(address);
    else plain(form);
  });
  request.addEventListener("error", () => plain(form));
  lock(form);
  offerStop(form, request);
  request.send(fields);
}

/** @param {HTMLFormElement} form */
function plain(form) {
  unlock(form);
  form.submit();
}

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-waiting]"))) {
  form.addEventListener("submit", (event) => {
    if (form.querySelector(".waiting")) {
      event.preventDefault();
      return;
    }
    if (form.dataset.sending) {
      event.preventDefault();
      send(form, new FormData(form));
      return;
    }
    count(form, shown(form));
    // Locked after the form has been read: a button that is off does not send its value.
    setTimeout(() => lock(form));
  });
}

// Whoever comes back finds the form as it was.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-waiting]"))) {
    unlock(form);
  }
});
