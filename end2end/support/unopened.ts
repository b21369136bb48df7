// Policyholders of the seeded book who have no sign-in yet.
import { execFileSync } from "node:child_process";
import { join, resolve } from "node:path";

const book = join(resolve(import.meta.dirname, "../.."), "data/e2e/pawtal.db");
const script = `
import json, sqlite3, sys
book = sqlite3.connect(sys.argv[1], timeout=10)
rows = book.execute("SELECT DISTINCT p.email, y.number, p.birth_on, h.postcode FROM policy y JOIN person p ON p.id = y.policyholder_id JOIN household h ON h.id = y.household_id WHERE p.birth_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.person_id = p.id OR c.email = lower(p.email)) AND NOT EXISTS (SELECT 1 FROM factor f WHERE f.person_id = p.id) GROUP BY p.id ORDER BY p.id")
print(json.dumps([dict(zip(("email", "number", "birthOn", "postcode"), row)) for row in rows]))
`;

export type Unopened = { email: string; number: string; birthOn: string; postcode: string };

export const unopened = (): Unopened[] => JSON.parse(execFileSync("python3", ["-c", script, book], { encoding: "utf8" }));
