// @ts-check

/** What a verdict sounds and feels like: eyes are on the customer, not on the screen. */

/** @type {AudioContext | undefined} */
let audio;

/** Sound may start only after a tap. */
export function allowSound() {
  try {
    audio ??= new AudioContext();
    void audio.resume();
  } catch {
    // No sound on this phone; colour and vibration remain.
  }
}

/** Frequencies and lengths (seconds) of each tone. @type {Record<string, [number, number][]>} */
const MELODIES = {
  good: [[880, 0.09], [1320, 0.16]],
  ask: [[660, 0.12]],
  bad: [[220, 0.22], [165, 0.34]],
  foreign: [[330, 0.14], [330, 0.14]],
};
/** @type {Record<string, number[]>} */
const VIBRATIONS = { good: [90], ask: [40, 60, 40], bad: [250, 90, 250], foreign: [60, 60, 60] };

/** @param {string} tone `good`, `ask`, `bad` or `foreign` */
export function give(tone) {
  navigator.vibrate?.(VIBRATIONS[tone] ?? []);
  if (!audio || audio.state !== "running") {
    return;
  }
  let at = audio.currentTime;
  for (const [frequency, seconds] of MELODIES[tone] ?? []) {
    const oscillator = audio.createOscillator();
    const volume = audio.createGain();
    oscillator.frequency.value = frequency;
    oscillator.type = tone === "good" ? "sine" : "square";
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    oscillator.connect(volume).connect(audio.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
    at += seconds;
  }
}
