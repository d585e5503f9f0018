// @ts-check

/**
 * The verdict without network: the very rules of the server, with what this phone knows. A scan is stored before anybody
 * sees a yes.
 *
 * @typedef {import("./desk_storage.js").Told} Told
 * @typedef {import("./desk_storage.js").Waiting} Waiting
 * @typedef {{ kind: "take" | "ask", units: number, money: number, left: number, unchecked: number, names: string[],
 *   ticket: string, product: string, step: string } | { kind: "refused", code: string }} Verdict
 */

import { own, signed } from "./desk_phone.js";
import { keepScan, read, waiting } from "./desk_storage.js";

/**
 * @param {string} code @param {number} quantity 0 leaves it open @param {boolean} confirmed
 * @returns {Promise<Verdict>}
 */
export async function verdict(code, quantity, confirmed) {
  const { judge_offline, ticket_of } = await verifier();
  /** @type {Told | undefined} */
  const told = await read("told", "server");
  if (!told) return { kind: "refused", code: "needs_network" };
  const [merchant, product, locator, step] = ticket_of(code).split(" ");
  const ticket = `${merchant}-${locator}`;
  const known = await knownOf(ticket, `${merchant}-${product}`, step ?? "-");
  const snapshot = [
    `${told.merchant} ${told.headOffice ? 1 : 0} ${told.whole ? 1 : 0} ${told.heardAt} ${told.hours ?? ""}`,
    ...told.products.map(({ rule }) => rule),
  ].join("\n");
  const answer = judge_offline(code, told.keys, snapshot, known, quantity, confirmed, Date.now() + told.ahead).split(" ");
  if (answer[0] === "refused") return { kind: "refused", code: answer[1] ?? "needs_network" };
  const kind = answer[0] === "ask" ? "ask" : "take";
  const fields = answer.slice(kind === "ask" ? 2 : 1);
  const names = fields[9] === "-" ? [] : (fields[9] ?? "").split(",");
  return {
    kind,
    units: Number(fields[6]),
    money: Number(fields[7]),
    left: kind === "ask" ? Number(answer[1]) : 0,
    unchecked: Number(fields[8]),
    names,
    ticket,
    product: `${merchant}-${product}`,
    step: step ?? "-",
  };
}

/** What this phone itself knows of the ticket, as a line. @param {string} ticket @param {string} product @param {string} step */
async function knownOf(ticket, product, step) {
  const listed = await read("list", ticket);
  const all = await waiting();
  const same = all.filter((scan) => scan.ticket === ticket);
  const ofProduct = all.filter((scan) => scan.product === product);
  /** @param {Waiting[]} scans @param {"units" | "money"} of */
  const sum = (scans, of) => scans.reduce((total, scan) => total + scan[of], 0);
  const stepQueued = step !== "-" && same.some((scan) => scan.step === step);
  return [
    ...(listed ?? ["-", "-"]),
    sum(same, "units"),
    stepQueued ? 1 : 0,
    sum(ofProduct, "units"),
    sum(ofProduct, "money"),
  ].join(" ");
}

/**
 * Stores a scan that the verdict takes, and signs it. The same attempt is stored once.
 * @param {string} code @param {string} attempt @param {Extract<Verdict, { kind: "take" | "ask" }>} taken
 * @returns {Promise<Waiting>}
 */
export async function take(code, attempt, taken) {
  /** @type {Told} */
  const told = await read("told", "server");
  const kept = await keepScan({
    merchant: told.merchant,
    phone: told.phone,
    attempt,
    code,
    units: taken.units,
    scanned_at: Date.now() + told.ahead,
    ahead: told.ahead,
    heard_at: told.heardAt,
    unchecked: taken.unchecked,
    signature: "",
    ticket: taken.ticket,
    product: taken.product,
    step: taken.step,
    money: taken.money,
    names: taken.names,
  });
  return signed(await own(), kept);
}

/** The scan of this attempt, if it was stored. @param {string} attempt */
export const taken = async (attempt) => (await waiting()).find((scan) => scan.attempt === attempt);

/** @type {Promise<typeof import("./verifier.js")> | undefined} */
let module;

/** The same module that local_verdict.js prepares. */
export function verifier() {
  module ??= import("./verifier.js").then(async (loaded) => {
    await loaded.default();
    return loaded;
  });
  return module;
}
