// Hears of it when something of the household has changed, and tells the page: the event "household-changed". Server-sent events; where they do not
// come through, it asks now and then. Outside the WebAssembly: there an event source alone cost 15 kB.
const mark = document.querySelector("meta[name=live]");
let seen = Number(mark.content);
let source;
let heard;
let news = false;
let asking;

const QUIET = 45_000; // Two beats of the server and some patience.
const ASK = 10_000;

function open() {
  source = new EventSource("/api/live?since=" + seen);
  heard = Date.now();
  source.addEventListener("beat", () => (heard = Date.now()));
  source.onmessage = (event) => {
    heard = Date.now();
    learn(Number(event.lastEventId));
  };
  source.onerror = () => {
    // The browser connects again by itself, unless it was told not to.
    if (source?.readyState === EventSource.CLOSED) ask();
  };
}

function close() {
  source?.close();
  source = undefined;
  clearInterval(asking);
  asking = undefined;
}

// No word for too long, or no connection to be had.
function ask() {
  close();
  asking = setInterval(async () => {
    try {
      const answer = await fetch("/api/live/now");
      if (answer.status === 401 || answer.status === 403) close();
      else if (answer.ok) learn(Number(await answer.text()));
    } catch {
      // No network: asked again.
    }
  }, ASK);
}

function learn(revision) {
  if (!(revision > seen)) return;
  seen = revision;
  news = true;
  tell();
}

// What somebody is typing is not taken from under their hands: the page hears of it once that is sent or taken back.
function tell() {
  if (!news || typing()) return;
  news = false;
  const at = document.activeElement;
  dispatchEvent(new Event("household-changed"));
  for (const soon of [100, 500, 1500]) setTimeout(() => comeBack(at), soon);
}

// Whoever stood on a link or a button of the page still stands there when the page has drawn it anew.
function comeBack(at) {
  if (!at || at.isConnected || document.activeElement !== document.body) return;
  const same = (one) => one.getAttribute("href") === at.getAttribute("href") && one.textContent === at.textContent;
  const now = document.getElementById(at.id) ?? [...document.querySelectorAll("main " + at.localName)].find(same);
  now?.focus({ preventScroll: true });
}

const typing = () =>
  document.querySelector("dialog[open]") !== null ||
  [...document.querySelectorAll("main form :is(input, textarea)")].some((field) =>
    /^(radio|checkbox)$/.test(field.type) ? field.checked !== field.defaultChecked : !/^(hidden|submit|button)$/.test(field.type) && field.value !== field.defaultValue,
  );

setInterval(() => {
  tell();
  if (source && Date.now() - heard > QUIET) ask();
}, 1000);

// A page that nobody looks at holds no connection.
let rest;
function look() {
  clearTimeout(rest);
  if (document.hidden) rest = setTimeout(close, 60_000);
  else if (!source && !asking) open();
}
document.addEventListener("visibilitychange", look);
addEventListener("pagehide", close);
addEventListener("pageshow", look);
look();
