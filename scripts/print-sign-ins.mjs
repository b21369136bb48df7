// Prints a file of demo sign-ins, one to a line, and who can register: node scripts/print-sign-ins.mjs FILE
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const signIns = JSON.parse(readFileSync(process.argv[2], "utf8"));
const width = (key) => Math.max(...signIns.map((signIn) => signIn[key].length));
const [role, email] = [width("role"), width("email")];

for (const signIn of signIns) {
  const totp = signIn.totp_secret ? `  (one-time codes: ${signIn.totp_secret})` : "";
  console.log(`  ${signIn.role.padEnd(role)}  ${signIn.email.padEnd(email)}  ${signIn.password}${totp}`);
}

const newcomers = join(dirname(process.argv[2]), "newcomers.json");
const [first] = existsSync(newcomers) ? JSON.parse(readFileSync(newcomers, "utf8")) : [];
if (first) console.log(`\nOr register as: policy ${first.policy_number}, born ${first.birth_on}, ZIP ${first.postcode} (${first.email})`);
