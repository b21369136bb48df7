// Puts the payment gateway's form on the page: cards and accounts are typed into frames of the gateway's own and never reach us
// (app/src/billing/gateway_form.rs). Without this script, and where the form does not come, the button below it leads to the gateway's page.
const LATE_MS = 6000;
const root = document.documentElement;

async function call(address, form) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  if (answer.ok) return answer.json();
  throw await answer.json().catch(() => null);
}

function load(address) {
  return new Promise((there, missing) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = there;
    script.onerror = missing;
    document.head.append(script);
  });
}

function looks() {
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    theme: style.colorScheme.includes("dark") ? "night" : "stripe",
    variables: {
      colorPrimary: colour("--pine"),
      colorBackground: colour("--surface"),
      colorText: colour("--ink"),
      colorDanger: colour("--coral"),
      borderRadius: "12px",
      fontSizeBase: "17px",
      spacingUnit: "5px",
    },
  };
}

async function show(place) {
  const find = (name) => place.querySelector(`[data-pay-${name}]`);
  const hosted = document.querySelector("form[data-pay-hosted]");
  const [go, problem] = [find("go"), find("problem")];
  const usual = problem.textContent;

  // The form is not there: what leads to the gateway's page is the one thing to do now.
  const giveUp = () => {
    if (root.dataset.pays !== "form") root.dataset.pays = "late";
  };
  const fail = (error) => {
    const back = encodeURIComponent(location.pathname + location.search);
    if (error === "ProveAgain") location.href = `/prove?next=${back}`;
    else if (error === "SignIn") location.href = `/sign-in?next=${back}`;
    else giveUp();
  };

  root.dataset.pays = "waiting";
  setTimeout(giveUp, LATE_MS);
  try {
    const begun = await call(place.dataset.pay, hosted);
    if (!window.Stripe) await load(begun.script);
    const gateway = window.Stripe(begun.key, { locale: root.lang });
    const elements = gateway.elements({ clientSecret: begun.secret, appearance: looks() });
    const form = elements.create("payment");
    form.on("loaderror", giveUp);
    form.on("ready", () => {
      // Too late: the person may be on their way to the other page already.
      if (root.dataset.pays === "waiting") root.dataset.pays = "form";
    });
    form.mount(find("form"));
    go.addEventListener("click", async () => {
      if (go.getAttribute("aria-disabled")) return;
      go.setAttribute("aria-disabled", "true");
      problem.hidden = true;
      const asked = { elements, confirmParams: { return_url: begun.back }, redirect: "if_required" };
      const done = await (begun.pays ? gateway.confirmPayment(asked) : gateway.confirmSetup(asked)).catch((error) => ({ error }));
      if (!done.error) return void (location.href = begun.back);
      go.removeAttribute("aria-disabled");
      problem.textContent = done.error.message || usual;
      problem.hidden = false;
    });
  } catch (error) {
    fail(error);
  }
}

const place = document.querySelector("[data-pay]");
if (place) {
  // What the gateway may do belongs to this page alone: every way from here leads to a page that comes anew, with a policy of its own.
  window.addEventListener(
    "click",
    (event) => {
      if (event.target.closest?.("a[href]")) event.stopPropagation();
    },
    true,
  );
  show(place);
}
