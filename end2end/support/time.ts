// Time for the browser tests: the server's clock is the machine's, so a session is made old in the book instead.
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

const book = join(resolve(import.meta.dirname, "../.."), "data/e2e/pawtal.db");
const script = `
import sqlite3, sys
book = sqlite3.connect(sys.argv[1], timeout=10)
ago = int(sys.argv[3]) * 60000
book.execute("UPDATE session SET created_at = created_at - ?, used_at = COALESCE(used_at, created_at) - ? WHERE person_id IN (SELECT id FROM person WHERE email = ?) AND ended_at IS NULL", (ago, ago, sys.argv[2]))
book.commit()
`;

/** As if whoever has this address had done nothing for so many minutes. */
export const idleFor = (minutes: number, email: string) => execFileSync("python3", ["-c", script, book, email, String(minutes)]);
