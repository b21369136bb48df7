// The app on the person's phone: RFC 6238 with SHA-1, six digits, thirty seconds.
import { createHmac } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytes(base32: string): Buffer {
  const bits = [...base32.replace(/\s/g, "")].map((c) => ALPHABET.indexOf(c).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => parseInt(byte, 2)));
}

export function code(secret: string, at = Date.now()): string {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac("sha1", bytes(secret)).update(step).digest();
  const number = hash.readUInt32BE(hash[hash.length - 1] & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** A code that was not used here before: one step ahead is taken, so of many sign-ins at once the later ones wait for their step. */
const used = new Map<string, number>();
export function freshCode(secret: string): string {
  const now = () => Math.floor(Date.now() / 30_000);
  const step = Math.max(now() - 1, (used.get(secret) ?? 0) + 1);
  while (step > now() + 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  used.set(secret, step);
  return code(secret, step * 30_000);
}
