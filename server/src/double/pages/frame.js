// The Payment Element's inside: what is typed goes from here to the double, and only what became of it to the page around.
(() => {
  const query = new URLSearchParams(location.search);
  const secret = query.get("secret");
  const kind = secret.startsWith("seti_") ? "setup_intents" : "payment_intents";
  const address = `/v1/${kind}/${secret.split("_secret_")[0]}`;
  const form = document.forms[0];
  const alertLine = form.querySelector("[role=alert]");
  const tell = (message) => parent.postMessage(message, "*");
  const size = () => tell({ height: document.documentElement.scrollHeight });
  const value = (name) => form.elements[name]?.value.trim() ?? "";
  const byBank = Boolean(form.elements.routing);

  if (query.get("theme") === "night") document.documentElement.style.colorScheme = "dark";

  // What is missing, in Stripe's words.
  function missing() {
    const wanted = byBank ? ["routing", "account"] : ["number", "expiry", "cvc"];
    if (wanted.every((name) => value(name))) return null;
    return { type: "validation_error", code: "incomplete_payment_details", message: "Please complete your payment details." };
  }

  function say(error) {
    alertLine.textContent = error?.message ?? "";
    alertLine.hidden = !error;
    size();
  }

  async function confirm(returnUrl) {
    const data = new URLSearchParams({ key: query.get("key"), client_secret: secret, return_url: returnUrl });
    const method = (name, text) => data.set(`payment_method_data${name}`, text);
    if (byBank) {
      method("[type]", "us_bank_account");
      method("[us_bank_account][routing_number]", value("routing"));
      method("[us_bank_account][account_number]", value("account"));
      data.set("payment_method_options[us_bank_account][verification_method]", value("verify") || "instant");
    } else {
      const [month, year] = value("expiry").split("/");
      method("[type]", "card");
      method("[card][number]", value("number"));
      method("[card][exp_month]", month.trim());
      method("[card][exp_year]", (year ?? "").trim());
      method("[card][cvc]", value("cvc"));
    }
    try {
      const body = await (await fetch(`${address}/confirm`, { method: "POST", body: data })).json();
      return body.error ? { error: body.error } : { intent: body };
    } catch {
      return { error: { type: "api_connection_error", message: "We could not reach the payment service." } };
    }
  }

  addEventListener("message", async ({ source, data }) => {
    if (source !== parent || !data.call) return;
    const error = missing();
    const answer = error ? { error } : data.ask === "confirm" ? await confirm(data.returnUrl) : { selectedPaymentMethod: byBank ? "us_bank_account" : "card" };
    say(answer.error);
    tell({ call: data.call, answer });
  });

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const detail = { complete: !missing(), empty: false, collapsed: false, value: { type: byBank ? "us_bank_account" : "card" } };
    tell({ event: "change", detail });
  });
  document.getElementById("other").addEventListener("click", (event) => {
    event.preventDefault();
    tell({ show: event.target.dataset.by });
  });

  const known = fetch(`${address}?${new URLSearchParams({ key: query.get("key"), client_secret: secret })}`);
  known
    .then((answer) => answer.json())
    .then((body) => {
      size();
      if (body.error) tell({ event: "loaderror", detail: { error: body.error } });
      else tell({ event: "ready", detail: {} });
    })
    .catch(() => tell({ event: "loaderror", detail: { error: { type: "api_connection_error", message: "The payment form could not be loaded." } } }));
})();
