// Letters are read where the demo leaves them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = join(resolve(import.meta.dirname, "../.."), "data/e2e/mail");

/** The newest letter to an address, its soft line breaks undone. */
export function letter(to: string): string | undefined {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".eml")).sort().reverse() : [];
  const letters = files.map((name) => readFileSync(join(folder, name), "utf8").replace(/=\r?\n/g, ""));
  return letters.find((text) => text.includes(`To: ${to}`));
}
