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

if (usable) document.documentElement.dataset.pushes = "yes";
