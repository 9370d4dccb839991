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
  q: () => { window.location.assign("/"); },
  "/": () => { const field = document.querySelector("input[type=search]"); if (field) { field.focus(); field.select(); } },
  "?": () => document.getElementById("keys")?.showModal(),
};
window.mailbotKeys = keys;
window.mailbotSay = say;

const opened = performance.now();
const SETTLING_MS = 600;
const isSettled = () => performance.now() - opened >= SETTLING_MS;
window.mailbotIsSettled = isSettled;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.key === "Escape" && isTyping(event.target)) { event.target.blur(); return; }
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([disabled])`);
  const action = keys[event.key];
  if (!pressed && !action) return;
  event.preventDefault();
  // A key that is held down, or was meant for the page before, decides nothing here.
  if (pressed && (event.repeat || !isSettled())) return;
  if (pressed) { pressed.focus({ preventScroll: true }); pressed.click(); } else { action(); }
});

// After a new login in another tab the forms of this one go on with that session.
document.body.addEventListener("htmx:after:swap", () => {
  const fresh = document.querySelector("[data-fresh-token]");
  if (!fresh) return;
  document.body.dataset.token = fresh.value;
  for (const field of document.querySelectorAll("input[name=token]")) field.value = fresh.value;
});
document.addEventListener("submit", (event) => {
  const out = document.querySelector("[data-logged-out]");
  if (out) { event.preventDefault(); out.scrollIntoView({ block: "center" }); }
}, true);

for (const button of document.querySelectorAll("[data-opens]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.opens)?.showModal());
}
