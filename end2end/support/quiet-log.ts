// After all journeys: nothing that is about a person, and no secret, stands in the server's log at its most talkative.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const data = resolve(import.meta.dirname, "../../data/e2e");
const script = `
import json, sqlite3, sys
book = sqlite3.connect(sys.argv[1], timeout=10)
texts = [text for sql in (
    "SELECT email FROM person", "SELECT given_name || ' ' || family_name FROM person", "SELECT street FROM household",
    "SELECT 'P-' || substr(number, 1, 3) || ' ' || substr(number, 4, 3) || '-' || substr(number, 7) FROM policy",
    "SELECT notes FROM claim", "SELECT file_name FROM claim_page", "SELECT address FROM session",
) for (text,) in book.execute(sql) if text]
print(json.dumps(texts))
`;

export default function quietLog() {
  const log = readFileSync(join(data, "server.log"), "utf8").toLowerCase();
  if (!log.includes("/api/auth/sign_in")) throw new Error("The server's log names no request: this proves nothing.");
  const kept: string[] = JSON.parse(execFileSync("python3", ["-c", script, join(data, "pawtal.db")], { encoding: "utf8", maxBuffer: 1 << 28 }));
  const secrets = JSON.parse(readFileSync(join(data, "sign-ins.json"), "utf8")).flatMap((one: Record<string, string>) => [one.password, one.totp_secret]);
  const about = [...new Set<string>([...kept, ...secrets, "Juno of the Hill"])].filter((text) => text && text.length > 5 && text !== "127.0.0.1");
  const found = about.filter((text) => log.includes(text.toLowerCase()));
  if (found.length) throw new Error(`The log tells of people: ${found.length} of ${about.length} texts stand in data/e2e/server.log. The first begins with "${found[0].slice(0, 4)}".`);
}
