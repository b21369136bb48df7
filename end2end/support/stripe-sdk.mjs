// Drives the double of Stripe with Stripe's own SDK: every call that the portal makes. `node end2end/support/stripe-sdk.mjs http://127.0.0.1:8454`
import assert from "node:assert/strict";
import Stripe from "stripe";

const base = new URL(process.argv[2]);
const stripe = new Stripe("sk_test_double", { host: base.hostname, port: base.port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
const DAY = 86_400;

async function ask(name, fields = {}) {
  const answer = await fetch(new URL(`/_double/${name}`, base), { method: "POST", body: JSON.stringify(fields) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

const mandate_data = { customer_acceptance: { type: "online", online: { ip_address: "127.0.0.1", user_agent: "node" } } };

async function customers() {
  const customer = await stripe.customers.create({ metadata: { household: "h1" } }, { idempotencyKey: "customer-1" });
  const again = await stripe.customers.create({ metadata: { household: "h1" } }, { idempotencyKey: "customer-1" });
  assert.equal(again.id, customer.id);
  assert.equal(again.lastResponse.headers["idempotent-replayed"], "true");
  await assert.rejects(stripe.customers.create({ metadata: { household: "h2" } }, { idempotencyKey: "customer-1" }), Stripe.errors.StripeIdempotencyError);
  const updated = await stripe.customers.update(customer.id, { metadata: { household: "", plan: "gold" } });
  assert.deepEqual(updated.metadata, { plan: "gold" });
  assert.equal((await stripe.customers.retrieve(customer.id)).id, customer.id);
  await assert.rejects(stripe.customers.retrieve("cus_nobody"), (error) => error.statusCode === 404 && error.code === "resource_missing");
  const stranger = new Stripe("sk_test_wrong", { host: base.hostname, port: base.port, protocol: "http", maxNetworkRetries: 0 });
  await assert.rejects(stranger.customers.retrieve(customer.id), Stripe.errors.StripeAuthenticationError);
  return customer.id;
}

async function methods(customer) {
  const setup = await stripe.setupIntents.create({ customer, automatic_payment_methods: { enabled: true }, usage: "off_session" });
  assert.equal(setup.status, "requires_payment_method");
  const confirmed = await stripe.setupIntents.confirm(setup.id, { payment_method: "pm_card_visa", return_url: "http://localhost/" });
  assert.equal(confirmed.status, "succeeded");
  const given = await stripe.setupIntents.create({ customer });
  assert.equal((await stripe.setupIntents.cancel(given.id)).status, "canceled");
  const bank = await stripe.paymentMethods.create({
    type: "us_bank_account",
    us_bank_account: { account_holder_type: "individual", routing_number: "110000000", account_number: "000123456789" },
  });
  const slow = await stripe.setupIntents.create({ customer, payment_method: bank.id, confirm: true, mandate_data });
  assert.equal(slow.next_action.type, "verify_with_microdeposits");
  await assert.rejects(stripe.setupIntents.verifyMicrodeposits(slow.id, { amounts: [1, 2] }));
  assert.equal((await stripe.setupIntents.verifyMicrodeposits(slow.id, { amounts: [32, 45] })).status, "succeeded");
  const expanded = await stripe.setupIntents.retrieve(slow.id, { expand: ["payment_method", "mandate"] });
  assert.equal(expanded.payment_method.us_bank_account.last4, "6789");
  assert.equal((await stripe.mandates.retrieve(expanded.mandate.id)).status, "active");
  const attached = await stripe.paymentMethods.attach("pm_card_mastercard", { customer });
  assert.equal(attached.card.brand, "mastercard");
  const brands = [];
  for await (const method of stripe.paymentMethods.list({ customer, limit: 1 })) brands.push(method.card?.brand ?? method.type);
  assert.deepEqual(brands, ["mastercard", "us_bank_account", "visa"]);
  assert.equal((await stripe.paymentMethods.detach(attached.id)).customer, null);
  await assert.rejects(stripe.paymentMethods.attach(attached.id, { customer }), Stripe.errors.StripeInvalidRequestError);
  await assert.rejects(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer }), (error) => error.decline_code === "generic_decline");
  return { card: confirmed.payment_method, bank: bank.id };
}

async function payments(customer, { card, bank }) {
  const wanted = { amount: 4250, currency: "usd", customer, metadata: { payment: "p1" }, description: "INV-1" };
  const paid = await stripe.paymentIntents.create({ ...wanted, payment_method: card, confirm: true, off_session: true, expand: ["latest_charge.balance_transaction"] });
  assert.equal(paid.status, "succeeded");
  assert.equal(paid.latest_charge.balance_transaction.net, 4250 - 153);
  const open = await stripe.paymentIntents.create(wanted);
  assert.equal((await stripe.paymentIntents.cancel(open.id)).status, "canceled");
  await assert.rejects(stripe.paymentIntents.cancel(paid.id), (error) => error.code === "payment_intent_unexpected_state");
  const found = await stripe.paymentIntents.search({ query: "metadata['payment']:'p1' AND status:'succeeded'" });
  assert.deepEqual(
    found.data.map((intent) => intent.id),
    [paid.id],
  );
  const asking = await stripe.paymentIntents.create({ ...wanted, payment_method: "pm_card_authenticationRequired", confirm: true, return_url: "http://localhost/" });
  assert.equal(asking.next_action.type, "redirect_to_url");
  const failing = stripe.paymentIntents.create({ ...wanted, payment_method: "pm_card_authenticationRequired", confirm: true, off_session: true });
  await assert.rejects(failing, (error) => error.code === "authentication_required" && error.payment_intent.status === "requires_payment_method");
  const debit = await stripe.paymentIntents.create({ ...wanted, payment_method: bank, confirm: true, off_session: true });
  assert.equal(debit.status, "processing");
  await ask("advance", { seconds: 7 * DAY });
  assert.equal((await stripe.paymentIntents.retrieve(debit.id)).status, "succeeded");
  const since = await stripe.paymentIntents.list({ created: { gte: debit.created + DAY } });
  assert.equal(since.data.length, 0);
  assert.equal((await stripe.charges.list({ payment_intent: debit.id })).data[0].status, "succeeded");
  assert.equal((await stripe.charges.retrieve(paid.latest_charge.id)).amount, 4250);
  return paid.id;
}

async function backwards(intent) {
  const refund = await stripe.refunds.create({ payment_intent: intent, amount: 1000, metadata: { refund: "r1" } });
  assert.equal((await stripe.refunds.retrieve(refund.id)).status, "succeeded");
  await assert.rejects(stripe.refunds.create({ payment_intent: intent, amount: 4000 }), Stripe.errors.StripeInvalidRequestError);
  assert.equal((await stripe.refunds.list({ payment_intent: intent })).data.length, 1);
  const { dispute } = await ask("dispute", { intent, reason: "fraudulent" });
  assert.equal((await stripe.disputes.retrieve(dispute)).status, "needs_response");
  await ask("decide", { dispute, won: true });
  assert.equal((await stripe.disputes.list({ payment_intent: intent })).data[0].status, "won");
}

async function hosted(customer) {
  const urls = { success_url: "http://localhost/done?session={CHECKOUT_SESSION_ID}", cancel_url: "http://localhost/back" };
  const setup = await stripe.checkout.sessions.create({ mode: "setup", currency: "usd", customer, ...urls });
  assert.ok(setup.url.startsWith(base.origin));
  const line = { quantity: 1, price_data: { currency: "usd", unit_amount: 4250, product_data: { name: "Juno's cover" } } };
  const pay = await stripe.checkout.sessions.create({ mode: "payment", line_items: [line], payment_intent_data: { metadata: { payment: "p2" } }, ...urls });
  assert.equal(pay.payment_intent, null);
  const typed = (number) => new URLSearchParams({ number, expiry: "12 / 34", cvc: "123" });
  const declined = await fetch(pay.url, { method: "POST", body: typed("4000000000009995") });
  assert.match(await declined.text(), /insufficient funds/);
  const done = await fetch(pay.url, { method: "POST", body: typed("4242 4242 4242 4242"), redirect: "manual" });
  assert.equal(done.headers.get("location"), `http://localhost/done?session=${pay.id}`);
  const paid = await stripe.checkout.sessions.retrieve(pay.id, { expand: ["payment_intent"] });
  assert.deepEqual([paid.status, paid.payment_status, paid.payment_intent.metadata], ["complete", "paid", { payment: "p2" }]);
  assert.equal((await stripe.checkout.sessions.expire(setup.id)).status, "expired");
}

async function payouts() {
  const account = await stripe.accounts.create({ type: "express", country: "US", capabilities: { transfers: { requested: true } } });
  const urls = { return_url: "http://localhost/back", refresh_url: "http://localhost/again" };
  const link = await stripe.accountLinks.create({ account: account.id, type: "account_onboarding", ...urls });
  const typed = new URLSearchParams({ routing: "110000000", account: "000123456789" });
  await fetch(link.url, { method: "POST", body: typed, redirect: "manual" });
  assert.equal((await stripe.accounts.retrieve(account.id)).external_accounts.data[0].last4, "6789");
  const transfer = await stripe.transfers.create({ amount: 41260, currency: "usd", destination: account.id, metadata: { payout: "o1" } });
  assert.equal((await stripe.transfers.retrieve(transfer.id)).amount, 41260);
  await stripe.transfers.createReversal(transfer.id, { amount: 260 });
  await ask("advance", { seconds: 9 * DAY });
  const sent = await stripe.payouts.list({}, { stripeAccount: account.id });
  assert.deepEqual([sent.data[0].status, sent.data[0].amount], ["paid", 41000]);
  assert.equal((await stripe.payouts.retrieve(sent.data[0].id, {}, { stripeAccount: account.id })).automatic, true);
  const entries = await stripe.balanceTransactions.list({ payout: sent.data[0].id, expand: ["data.source"] }, { stripeAccount: account.id });
  assert.ok(entries.data.some((entry) => entry.source.source_transfer === transfer.id));
  await assert.rejects(stripe.payouts.retrieve(sent.data[0].id), (error) => error.statusCode === 404);
}

async function trouble(customer) {
  await ask("fault", { path: "/v1/refunds", trouble: { status: 429 } });
  await assert.rejects(stripe.refunds.list(), Stripe.errors.StripeRateLimitError);
  await ask("fault", { path: "/v1/customers", method: "POST", trouble: { status: 500 } });
  await assert.rejects(stripe.customers.create({}, { idempotencyKey: "customer-2" }), Stripe.errors.StripeAPIError);
  await assert.rejects(stripe.customers.create({}, { idempotencyKey: "customer-2" }), Stripe.errors.StripeAPIError);
  await ask("fault", { path: "/v1/customers", trouble: "half_a_body" });
  await assert.rejects(stripe.customers.retrieve(customer));
  await assert.rejects(stripe.paymentIntents.create({ amount: 49, currency: "usd" }), (error) => error.code === "amount_too_small");
  await assert.rejects(stripe.paymentIntents.create({ amuont: 4900, currency: "usd" }), (error) => error.code === "parameter_unknown");
}

async function webhooks() {
  const event = (await stripe.events.list({ type: "payment_intent.succeeded", limit: 1 })).data[0];
  assert.equal((await stripe.events.retrieve(event.id)).data.object.object, "payment_intent");
  const payload = JSON.stringify(event);
  const header = stripe.webhooks.generateTestHeaderString({ payload, secret: "whsec_double" });
  assert.equal(stripe.webhooks.constructEvent(payload, header, "whsec_double").id, event.id);
  // And one that the double has posted.
  const { createServer } = await import("node:http");
  const posted = await new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const parts = [];
      request.on("data", (part) => parts.push(part));
      request.on("end", () => {
        response.end();
        server.close();
        resolve({ body: Buffer.concat(parts), signature: request.headers["stripe-signature"] });
      });
    });
    server.listen(0, "127.0.0.1", async () => {
      try {
        await ask("hook", { url: `http://127.0.0.1:${server.address().port}/`, secret: "whsec_double" });
        await stripe.customers.create({});
      } catch (error) {
        reject(error);
      }
    });
  });
  assert.equal(stripe.webhooks.constructEvent(posted.body, posted.signature, "whsec_double").type, "customer.created");
  assert.throws(() => stripe.webhooks.constructEvent(posted.body, posted.signature, "whsec_other"), Stripe.errors.StripeSignatureVerificationError);
}

const customer = await customers();
const intent = await payments(customer, await methods(customer));
await backwards(intent);
await hosted(customer);
await payouts();
await trouble(customer);
await webhooks();
console.log("every call went well");
