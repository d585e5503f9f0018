import { readFile } from "node:fs/promises";
import { expect, test } from "./fixture/test.ts";

interface Key {
  id: number;
  public: string;
  trusted_until_ms: number;
  revoked_at_ms: number | null;
}
interface Presented {
  proof: string;
  merchant: number;
  product: number;
  locator: string;
  generation: number;
  remaining: number;
  step: number | null;
  wanted: number | null;
}
interface Vectors {
  key_lists: Record<string, Key[]>;
  vectors: { name: string; text: string; now_ms: number; keys: string; expect: { ok?: Presented; refusal?: string } }[];
}

test("the browser's verifier answers every vector as the server does", async ({ phone }) => {
  const file = new URL("../domain/vectors/codes.json", import.meta.url);
  const { key_lists: lists, vectors }: Vectors = JSON.parse(await readFile(file, "utf8"));
  const cases = vectors.map(({ name, text, now_ms: now, keys, expect }) => ({
    name,
    question: { text, now, keys: (lists[keys] ?? []).map(keyLine).join("\n") },
    expected: expect.ok ? presentedLine(expect.ok) : `refused ${expect.refusal}`,
  }));
  expect(cases.length).toBeGreaterThan(100);

  const page = await phone();
  await page.goto("/");
  const answers = await page.evaluate(
    async (questions) => {
      type Verifier = { default(): Promise<unknown>; verify_code(text: string, keys: string, now: number): string };
      const style = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]');
      const verifier: Verifier = await import(new URL("verifier.js", style?.href).href);
      await verifier.default();
      return questions.map(({ text, keys, now }) => verifier.verify_code(text, keys, now));
    },
    cases.map(({ question }) => question),
  );
  const answered = cases.map(({ name }, index) => `${name}: ${answers[index]}`);
  expect(answered).toEqual(cases.map(({ name, expected }) => `${name}: ${expected}`));
});

/** A key as the desk's page carries it. */
function keyLine(key: Key): string {
  return `${key.id} ${base32(Buffer.from(key.public, "hex"))} ${key.trusted_until_ms} ${key.revoked_at_ms ?? "-"}`;
}

function presentedLine(code: Presented): string {
  const { proof, merchant, product, locator, generation, remaining, step, wanted } = code;
  return ["ok", proof, merchant, product, locator, generation, remaining, step ?? "-", wanted ?? "-"].join(" ");
}

/** Crockford's alphabet, most significant bit first. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
}
