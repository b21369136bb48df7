// Passkeys: asks the browser for one and hands its answer to our own functions (app/src/auth/factors). Buttons with data-passkey
// begin it; the e-mail field of the sign-in page offers passkeys beside addresses. Nothing here knows or keeps a secret.
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function call(name, fields = {}) {
  const answer = await fetch(`/api/factors/${name}`, {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  if (answer.ok) return answer;
  throw await answer.json().catch(() => null);
}

const begin = async (name) => JSON.parse(await (await call(name)).json());

function goOn(answer) {
  location.href = answer.headers.get("location") ?? "/";
}

let waiting = new AbortController();

async function use(next, mediation) {
  waiting.abort();
  waiting = new AbortController();
  const { signal } = waiting;
  const { publicKey } = await begin("begin_passkey");
  publicKey.challenge = bytes(publicKey.challenge);
  const key = await navigator.credentials.get({ publicKey, mediation, signal });
  const { authenticatorData, clientDataJSON, signature, userHandle } = key.response;
  const credential = {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    extensions: {},
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
  goOn(await call("finish_passkey", { credential: JSON.stringify(credential), next }));
}

async function make(name) {
  const { publicKey } = await begin("begin_new_passkey");
  publicKey.challenge = bytes(publicKey.challenge);
  publicKey.user.id = bytes(publicKey.user.id);
  publicKey.excludeCredentials = (publicKey.excludeCredentials ?? []).map((known) => ({ ...known, id: bytes(known.id) }));
  const key = await navigator.credentials.create({ publicKey });
  const credential = {
    id: key.id,
    rawId: text(key.rawId),
    type: key.type,
    extensions: {},
    response: {
      attestationObject: text(key.response.attestationObject),
      clientDataJSON: text(key.response.clientDataJSON),
    },
  };
  goOn(await call("finish_new_passkey", { credential: JSON.stringify(credential), name }));
}

function fail(button, error) {
  const back = encodeURIComponent(location.pathname + location.search);
  if (error === "ProveAgain") location.href = `/prove?next=${back}`;
  else if (error === "SignIn") location.href = `/sign-in?next=${back}`;
  else {
    const problem = button.parentElement.querySelector("[data-passkey-problem]");
    problem.textContent = error?.Invalid?.[0]?.message ?? problem.textContent;
    problem.hidden = false;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-passkey]");
  if (!button) return;
  const name = button.form?.elements.namedItem("name")?.value ?? "";
  const done = button.dataset.passkey === "make" ? make(name) : use(button.dataset.next ?? "", "optional");
  done.catch((error) => fail(button, error));
});

// A form around a passkey's name is never sent by itself: Enter presses its button.
document.addEventListener("submit", (event) => {
  const button = event.target.matches("form.passkey") && event.target.querySelector("[data-passkey]");
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Browsers bind passkeys to a name: there are none for an address of numbers.
if (window.PublicKeyCredential && !/^[\d.]+$|:/.test(location.hostname)) {
  document.documentElement.dataset.passkeys = "yes";
  const field = document.querySelector("input[autocomplete~='webauthn']");
  if (field && (await PublicKeyCredential.isConditionalMediationAvailable?.())) {
    const next = field.form?.elements.namedItem("next")?.value ?? "";
    use(next, "conditional").catch(() => {});
  }
}
