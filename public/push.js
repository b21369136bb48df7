// Asks the browser to show notices (app/src/notify). A button with data-push begins it; it holds the key by which push services know us.
const usable = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

async function listen(key) {
  if ((await Notification.requestPermission()) !== "granted") throw "denied";
  const worker = await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const applicationServerKey = bytes(key);
  const before = await worker.pushManager.getSubscription();
  // One for another key (the deployment was made anew) brings nothing.
  if (before && text(before.options.applicationServerKey ?? new ArrayBuffer(0)) !== key) await before.unsubscribe();
  const found = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const fields = { endpoint: found.endpoint, p256dh: text(found.getKey("p256dh")), auth: text(found.getKey("auth")) };
  const answer = await fetch("/api/notices/listen", {
    method: "POST",
    headers: { accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  if (!answer.ok) throw "failed";
  location.reload();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-push]");
  if (!button) return;
  listen(button.dataset.push).catch((error) => {
    const kind = error === "denied" ? "denied" : "failed";
    for (const problem of button.parentElement.querySelectorAll("[data-push-problem]")) problem.hidden = problem.dataset.pushProblem !== kind;
  });
});

// On any page of somebody signed in (public/session.js): a browser that was switched on for a key which is ours no more gets no notices, and asks once a
// visit whether to go on. It does not by itself: somebody else may sit before it now.
export async function again(worker) {
  const found = usable && Notification.permission === "granted" && (await worker.pushManager.getSubscription());
  if (!found || sessionStorage.getItem("push-asked")) return;
  const answer = await fetch("/api/notices/push_key", { method: "POST", headers: { accept: "application/json" } });
  if (!answer.ok) return;
  sessionStorage.setItem("push-asked", "1");
  const words = await answer.json();
  if (!words || text(found.options.applicationServerKey ?? new ArrayBuffer(0)) === words.key) return;
  const put = (kind, into, says) => {
    const made = into.appendChild(document.createElement(kind));
    made.textContent = says;
    return made;
  };
  const box = document.body.appendChild(document.createElement("section"));
  box.className = "card stack-tight push-again";
  box.setAttribute("aria-label", words.question);
  put("p", box, words.question);
  const [yes, no] = [put("button", box, words.yes), put("button", box, words.no)];
  yes.className = "button button-primary button-wide";
  yes.dataset.push = words.key;
  no.className = "button button-plain button-wide";
  no.addEventListener("click", () => found.unsubscribe().finally(() => box.remove()));
  for (const kind of ["denied", "failed"]) {
    const problem = put("p", box, words.failed);
    Object.assign(problem, { className: "problem", role: "alert", hidden: true });
    problem.dataset.pushProblem = kind;
  }
}

if (usable) document.documentElement.dataset.pushes = "yes";
