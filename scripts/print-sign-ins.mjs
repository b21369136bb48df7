// Prints a file of demo sign-ins, one to a line: node scripts/print-sign-ins.mjs FILE
import { readFileSync } from "node:fs";

const signIns = JSON.parse(readFileSync(process.argv[2], "utf8"));
const width = (key) => Math.max(...signIns.map((signIn) => signIn[key].length));
const [role, email] = [width("role"), width("email")];

for (const signIn of signIns) {
  const totp = signIn.totp_secret ? `  (one-time codes: ${signIn.totp_secret})` : "";
  console.log(`  ${signIn.role.padEnd(role)}  ${signIn.email.padEnd(email)}  ${signIn.password}${totp}`);
}
