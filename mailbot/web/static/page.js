// What the keyboard does on every page, and what htmx needs to be let in. Everything essential works without this.
"use strict";

document.body.addEventListener("htmx:config:request", (event) => {
  const context = event.detail.ctx || event.detail;
  const request = context.request || context;
  request.headers = request.headers || {};
  request.headers["X-Form-Token"] = document.body.dataset.token;
});

const say = (sentence) => { document.getElementById("spoken").textContent = sentence; };

const isTyping = (element) =>
  element instanceof HTMLElement &&
  (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName)) &&
  !/^(checkbox|radio|button|submit)$/i.test(element.type || "");

const items = () => [...document.querySelectorAll("[data-item]")].filter((one) => one.offsetParent !== null);

function move(step) {
  const all = items();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next].focus();
  all[next].scrollIntoView({ block: "nearest" });
}

// A page adds to these: a letter, and what it does. A button with data-key is pressed by its letter.
const keys = {
  j: () => move(1),
  k: () => move(-1),
  q: () => { leave(); window.location.assign("/"); },
  "/": () => { const field = document.querySelector("input[type=search]"); if (field) { field.focus(); field.select(); } },
  "?": () => document.getElementById("keys")?.showModal(),
};
window.mailbotKeys = keys;
window.mailbotSay = say;

// What is pressed is meant for what is seen. A page that was just opened decides nothing until it has been seen for
// a moment, counted from its first picture; one that is being left for another decides nothing any more.
const SETTLING_MS = 600;
const LEAVING_MS = 15000;
let opened = Infinity, leaving = 0;
const isSettled = (at = performance.now()) => at - opened >= SETTLING_MS;
const isLeaving = () => leaving > 0;
function stay() { window.clearTimeout(leaving); leaving = 0; }
function leave() { stay(); leaving = window.setTimeout(stay, LEAVING_MS); }
function show() { stay(); requestAnimationFrame(() => requestAnimationFrame(() => { opened = performance.now(); })); }
window.mailbotIsSettled = isSettled;
window.mailbotIsLeaving = isLeaving;
// Asked whether to leave what was typed, somebody may stay; a browser tells of it only by going on with the page.
window.mailbotMayStay = () => { window.setTimeout(() => window.setTimeout(stay, 1000), 0); };
show();
window.addEventListener("pageshow", (event) => { if (event.persisted) show(); });

const isOfDialog = (form) => form.getAttribute("method") === "dialog";
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
  leave();
});
// When it was pressed, not when a slow machine came to it.
let pressedAt = 0;
for (const kind of ["click", "keydown"]) document.addEventListener(kind, (event) => { pressedAt = event.timeStamp; }, true);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (isOfDialog(form)) return;
  if (isLeaving() || ("decides" in form.dataset && !isSettled(pressedAt))) event.preventDefault();
}, true);
document.addEventListener("submit", (event) => { if (!event.defaultPrevented && !isOfDialog(event.target)) leave(); });

// Whoever speaks to the machine, or whose hands press keys unmeant, does without them (WCAG 2.1.4).
const keysOn = document.getElementById("keys-on");
try { if (keysOn) keysOn.checked = localStorage.getItem("mailbot-keys") !== "off"; } catch { /* kept by no browser */ }
keysOn?.addEventListener("change", () => {
  try { localStorage.setItem("mailbot-keys", keysOn.checked ? "on" : "off"); } catch { /* until the next page, then */ }
});

// The letter that is meant: with Caps Lock, and on a keyboard of another script that which Latin ones have there.
function meant(event) {
  if (/^[A-Z]$/.test(event.key) && !event.shiftKey) return event.key.toLowerCase();
  const isOther = /^\p{L}$/u.test(event.key) && !/\p{Script=Latin}/u.test(event.key);
  return isOther && /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape") stay();
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (isTyping(event.target) || event.isComposing || document.querySelector("dialog[open]") || !keysOn?.checked) return;
  const key = meant(event);
  const pressed = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([disabled])`);
  const action = keys[key];
  if (!pressed && !action) return;
  event.preventDefault();
  // A key that is held down, or was meant for the page before or the one to come, decides nothing here.
  if (isLeaving() || (pressed && (event.repeat || !isSettled(event.timeStamp)))) return;
  if (pressed) { pressed.focus({ preventScroll: true }); pressed.click(); } else { action(); }
});

// After a new login in another tab the forms of this one go on with that session.
document.body.addEventListener("htmx:after:swap", (event) => {
  const fresh = event.target.querySelector?.("[data-fresh-token]");
  if (!fresh) return;
  document.body.dataset.token = fresh.value;
  for (const field of document.querySelectorAll("input[name=token]")) field.value = fresh.value;
  const over = document.querySelectorAll("[data-logged-out]");
  for (const one of over) one.remove();
  if (over.length) document.getElementById("decision")?.dispatchEvent(new Event("change"));
});
document.addEventListener("submit", (event) => {
  const out = document.querySelector("[data-logged-out]");
  if (out) { event.preventDefault(); out.scrollIntoView({ block: "center" }); }
}, true);

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens)?.showModal());
}
