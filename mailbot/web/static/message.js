// The message page: a field lights its source and the reverse; documents as tabs; what was changed is seen.
"use strict";
(() => {
  const form = document.getElementById("decision");
  const sources = [...document.querySelectorAll("[data-marks]")];
  const fields = () => [...document.querySelectorAll("[data-mark]")];
  const marksOf = (element) => (element.dataset.marks || "").split(" ");
  // What replaces a note and which note it is are two fields; a role and that role in one part stand in one place.
  const fits = (mark, key) => mark === key || (key.startsWith("persons.") && (mark.startsWith(`${key}.`) || key.startsWith(`${mark}.`)));

  const tabs = [...document.querySelectorAll("[role=tab]")];
  const panels = [...document.querySelectorAll("[data-original]")];
  function open(panel, focus = false) {
    if (!tabs.length || !panel) return;
    panels.forEach((one) => { one.hidden = one !== panel; });
    for (const tab of tabs) {
      const chosen = tab.getAttribute("aria-controls") === panel.id;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      if (chosen && focus) tab.focus();
    }
  }
  function step(by, focus) {
    const at = panels.findIndex((one) => !one.hidden);
    open(panels[(at + by + panels.length) % panels.length], focus);
  }
  if (tabs.length) {
    const list = tabs[0].parentElement;
    list.hidden = false;
    panels.forEach((one) => { one.setAttribute("role", "tabpanel"); one.tabIndex = 0; });
    open(panels[0]);
    list.addEventListener("click", (event) => {
      const tab = event.target.closest("[role=tab]");
      if (tab) open(document.getElementById(tab.getAttribute("aria-controls")));
    });
    list.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) { event.preventDefault(); step(by, true); }
    });
    window.mailbotKeys.o = () => step(1, false);
  }

  function lightSources(key, scroll) {
    let first = null;
    for (const one of sources) {
      const lit = Boolean(key) && marksOf(one).some((mark) => fits(mark, key));
      one.classList.toggle("lit", lit);
      if (lit && !first) first = one;
    }
    if (!first || !scroll) return;
    const panel = first.closest("[data-original]");
    if (panel && panel.hidden) open(panel);
    const box = first.getBoundingClientRect(), frame = panel?.closest(".original");
    if (frame && frame.scrollHeight > frame.clientHeight) {
      frame.scrollTop += box.top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
    }
  }
  function lightFields(marks) {
    for (const one of fields()) {
      one.classList.toggle("lit-field", marks.some((mark) => fits(mark, one.dataset.mark)));
    }
  }
  // Fields come and go (somebody is added, another delegation is chosen): whichever it is now lights its source.
  const markAt = (event) => event.target.closest?.("[data-mark]")?.dataset.mark || "";
  const held = () => document.activeElement?.closest("[data-mark]")?.dataset.mark || "";
  form?.addEventListener("focusin", (event) => lightSources(markAt(event), true));
  form?.addEventListener("focusout", () => lightSources("", false));
  form?.addEventListener("mouseover", (event) => lightSources(markAt(event) || held(), false));
  form?.addEventListener("mouseleave", () => lightSources(held(), false));
  for (const source of sources) {
    source.addEventListener("mouseenter", () => { lightFields(marksOf(source)); source.classList.add("lit"); });
    source.addEventListener("mouseleave", () => { lightFields([]); source.classList.remove("lit"); });
    source.addEventListener("click", () => {
      const field = fields().find((one) => marksOf(source).some((mark) => fits(mark, one.dataset.mark)));
      field?.closest("details")?.setAttribute("open", "");
      field?.focus();
    });
  }

  if (!form) return;
  const accept = form.querySelector("[data-accept]");
  function isChanged(input) {
    if (input.type === "checkbox") return input.checked !== (input.dataset.read === "yes");
    return input.value !== input.dataset.read;
  }
  function showChanges() {
    let count = 0;
    for (const input of form.querySelectorAll("[data-read]")) {
      const changed = isChanged(input);
      input.classList.toggle("changed", changed);
      if (changed) count += 1;
    }
    if (accept) accept.textContent = count ? accept.dataset.correct : accept.dataset.accept;
    return count;
  }
  form.addEventListener("input", showChanges);
  form.addEventListener("change", showChanges);
  showChanges();
  // One more set of fields for somebody to add: a copy of the last, emptied, under the next number.
  const people = document.getElementById("people");
  people?.addEventListener("click", (event) => {
    if (!event.target.closest("[data-another]")) return;
    event.preventDefault();
    const last = [...people.querySelectorAll("[data-blank]")].pop();
    const from = last.dataset.blank, to = String(Number(from) + 1);
    const next = last.cloneNode(true);
    next.dataset.blank = to;
    next.open = true;
    for (const one of next.querySelectorAll("[id], [name], [for], [data-mark], [aria-describedby]")) {
      for (const name of ["id", "name", "for", "data-mark", "aria-describedby"]) {
        const value = one.getAttribute(name);
        if (value) one.setAttribute(name, value.replace(`persons.${from}`, `persons.${to}`));
      }
      if (one.matches(".place")) one.value = one.dataset.read = to;
      else if (one.type === "checkbox") one.checked = one.dataset.read === "yes";
      else if ("read" in one.dataset) one.value = one.dataset.read;
      one.classList.remove("changed");
    }
    last.after(next);
    next.querySelector("[name$='.given']").focus();
  });
  // Another delegation, other notes to choose from: what would follow is asked anew.
  const of = document.getElementById("of");
  if (of) new MutationObserver(() => form.dispatchEvent(new Event("change"))).observe(of, { childList: true });
  const isDirty = () => showChanges() > 0 || [...form.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue);
  let leaving = false;
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) leaving = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    event.preventDefault();
    window.mailbotMayStay();
  });

  window.mailbotKeys.e = () => (form.querySelector("[data-person] input:not([type=hidden]):not(.place):not([type=checkbox])") || form.querySelector("select, input:not([type=hidden])"))?.focus();
  for (const more of form.querySelectorAll(".more-action")) {
    // At once, not by the event "toggle", which comes later: what is typed after the key must reach the field.
    more.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      more.open = !more.open;
      const text = more.open && more.querySelector("textarea");
      if (!text) return;
      // The buttons stay at the foot of the window; the page stays where it is unless the text would be out of sight.
      text.focus({ preventScroll: true });
      const box = text.getBoundingClientRect();
      if (box.top < 0 || box.bottom > window.innerHeight) text.scrollIntoView({ block: "nearest" });
    });
  }
  document.getElementById("refusal")?.scrollIntoView({ block: "center" });
  // That it changed is spoken, or what stands in the way; not the whole letter at each word that is typed.
  const coming = document.getElementById("coming");
  coming?.addEventListener("htmx:after:swap", () => {
    window.mailbotSay(coming.querySelector(".obstacle")?.textContent || coming.dataset.said);
  });
  // In a field, Ctrl+Enter decides as its button would.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const button = event.target.closest(".more-action")?.querySelector("button") || accept;
      if (button) form.requestSubmit(button);
    } else if (event.target.tagName === "INPUT") {
      event.preventDefault(); // a stray Enter must not record anything
    }
  });
})();
