// Writes the headings' font with what our pages can show: Latin letters and the signs of our texts, in the weights of style/main.css.
// node scripts/font.mjs FROM TO
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const [from, to] = process.argv.slice(2);

/** @param {number} first @param {number} last */
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i)).join("");
// ASCII and Latin-1: every name and word in English and Spanish. Then dashes, quotes, ellipsis, bullet, minus, arrow, euro, and the unbroken spaces and hyphen.
const signs = range(0x20, 0x7e) + range(0xa0, 0xff) + "–—‘’“”…•−→€\u2009\u202f\u2011";

await writeFile(to, await subsetFont(await readFile(from), signs, { targetFormat: "woff2", variationAxes: { wght: { min: 400, max: 700 } } }));
