// Watches over the session of somebody who is signed in. It warns two minutes before 15 minutes without use, keeps what was typed when the
// session ends, and shows no page of a session that is over. Outside the WebAssembly: there the same cost 11 kB and worked only once it had come.
//
// The cookie `awake` is there from the last use until it is time to warn. It belongs to all tabs, so work in one keeps the others awake. Its
// value stands for the person and, after a dot, for what they may do: a page whose menu has become another loads itself anew.
const words = document.getElementById("session-words").content;
const awake = () => document.cookie.match(/(?:^|; )awake=([^;]+)/)?.[1];
const call = (what, fields) =>
  fetch("/api/sessions/" + what, { method: "POST", headers: { accept: "application/json" }, body: new URLSearchParams(fields), keepalive: true });

let who = awake();
let busy = false;
let active = false;
let told = Date.now();
let box;
let ends;
let signedOut = 0;

async function look() {
  // Signing out leads to the provider's own page, which may take its time: this page must not go elsewhere meanwhile.
  if (Date.now() - signedOut < 30_000) return;
  const now = awake();
  if (now) {
    if (who && person(who) !== person(now)) return location.reload(); // somebody else has signed in
    if (who && changed(who, now)) return renew();
    who = now;
    close();
    // Typing is use, though nothing is sent. Once in four minutes is enough.
    if (active && Date.now() - told > 240_000) stay();
  } else if (box) {
    const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    box.querySelector("[data-left]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (!left) leave();
  } else if (who && !busy) {
    busy = true;
    try {
      const answer = await call("time_left");
      if (answer.status === 401) return leave();
      if (answer.ok) warn(await answer.json());
    } catch {
      // No network: asked again at the next look.
    }
    busy = false;
  }
}

const person = (mark) => mark.split(".")[0];

// They may do other things now. Right after signing in only the person is known.
function changed(before, now) {
  const [could, can] = [before.split(".")[1], now.split(".")[1]];
  return could && can && could !== can && document.querySelector(".nav") !== null;
}

// A new page has the menu of now, and what was typed.
async function renew() {
  who = undefined;
  await keep();
  location.reload();
}

function warn(seconds) {
  ends = Date.now() + seconds * 1000;
  box = words.cloneNode(true).querySelector("dialog");
  document.body.append(box);
  // The button and the Escape key both mean: I am here.
  box.addEventListener("close", () => {
    if (box) stay();
    close();
  });
  box.showModal();
  look();
}

// The browser gives the focus back to where it was.
function close() {
  const old = box;
  box = undefined;
  old?.close();
  old?.remove();
}

async function stay() {
  active = false;
  told = Date.now();
  try {
    if ((await call("stay")).status === 401) leave();
  } catch {
    // No network: the next look asks for the time that is left.
  }
}

// What was typed into the page's forms and not sent; never passwords, codes or files.
function typed() {
  const fields = new URLSearchParams();
  let changed = false;
  for (const field of document.querySelectorAll("main form :is(input, textarea, select)")) {
    if (!field.name || /^(password|hidden|file|submit|button)$/.test(field.type) || field.autocomplete === "one-time-code") continue;
    const chooses = field.type === "radio" || field.type === "checkbox";
    if (chooses) changed ||= field.checked !== field.defaultChecked;
    else if (field.options) changed ||= [...field.options].some((one) => one.selected !== one.defaultSelected);
    else changed ||= field.value !== field.defaultValue;
    if (!chooses || field.checked) fields.append(field.name, field.value);
  }
  return changed ? fields.toString() : "";
}

// Whether there was something to keep, and it is kept.
async function keep() {
  const fields = typed();
  if (!fields) return false;
  try {
    return (await call("keep_typed", { page: location.pathname, typed: fields })).ok;
  } catch {
    return false; // No network: it cannot be kept.
  }
}

async function leave() {
  who = undefined;
  close();
  if (await keep()) sessionStorage.setItem("typed", "1");
  const here = location.pathname + location.search;
  location.href = "/sign-in" + (here === "/" ? "" : "?next=" + encodeURIComponent(here));
}

// The server puts what was kept into the page: after signing in the page is asked for anew.
if (location.pathname.startsWith("/sign-in") && sessionStorage.getItem("typed")) {
  const push = history.pushState;
  history.pushState = function (...where) {
    push.apply(this, where);
    if (location.pathname.startsWith("/sign-in")) return;
    sessionStorage.removeItem("typed");
    location.reload();
  };
}

for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => (active = true), { capture: true, passive: true });
addEventListener("session-ended", leave);
addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/api/auth/sign_out")) signedOut = Date.now();
});
// A page that comes back with Back as it was left: the server says whether it may still be seen.
addEventListener("pageshow", (event) => event.persisted && location.reload());
document.addEventListener("visibilitychange", look);
// A browser that shows notices looks whether they still reach it; no other fetches that script.
if (who) navigator.serviceWorker?.getRegistration().then(async (worker) => worker && (await import("/push.js")).again(worker)).catch(() => {});
setInterval(look, 1000);
document.documentElement.dataset.session = "";
