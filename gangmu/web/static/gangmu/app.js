// Small comforts on top of pages that work without them. Hooks are data-attributes; see docs/how-to/build-a-page.md.
(() => {
  "use strict";
  const root = document.documentElement;
  const say = (key) => document.body.dataset[key] ?? "";
  const keep = (name, value) => { document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`; };
  const on = (type, selector, act) => document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) act(found, event);
  });

  on("click", "[data-theme-switch]", () => {
    const theme = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    keep("theme", theme);
    root.setAttribute("data-bs-theme", theme);
  });
  on("click", "[data-menu-fold]", () => {
    const narrow = root.toggleAttribute("data-menu");
    if (narrow) root.setAttribute("data-menu", "narrow");
    keep("menu", narrow ? "narrow" : "wide");
  });
  on("click", "[data-opens]", (button) => {
    const open = document.getElementById(button.getAttribute("aria-controls")).classList.toggle("open");
    button.setAttribute("aria-expanded", String(open));
  });
  // What a list shows page by page is printed whole: first opened with ?print=1, which prints by itself.
  const address = new URL(window.location);
  const whole = () => { address.href = window.location; return address.searchParams.has("print") || !document.querySelector("nav.pages"); };
  on("click", "[data-print]", (_, event) => {
    event.preventDefault();
    if (whole()) return window.print();
    address.searchParams.set("print", "1");
    address.searchParams.delete("page");
    return window.location.assign(address);
  });
  // The head of the second sheet and after; a margin box cannot read the page, so the title is written into a sheet of its own.
  const heads = new CSSStyleSheet();
  const title = JSON.stringify(document.querySelector("h1")?.textContent.replace(/\s+/g, " ").trim() ?? "");
  heads.replaceSync(`@page { @top-left { content: ${title}; } } @page :first { @top-left { content: none; } }`);
  document.adoptedStyleSheets.push(heads);
  if (address.searchParams.has("print")) window.addEventListener("load", () => window.print());
  on("change", "[data-check-all]", (box) => {
    document.querySelectorAll(`input[type=checkbox][name="${box.dataset.checkAll}"]`).forEach((one) => { one.checked = box.checked; });
  });
  on("change", "[data-submit-on-change]", (field) => field.form.requestSubmit());

  const closeDrops = (except) => document.querySelectorAll(".drop[open]").forEach((drop) => {
    if (drop !== except) drop.open = false;
  });
  document.addEventListener("click", (event) => closeDrops(event.target.closest?.(".drop")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeDrops();
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const search = document.querySelector("[data-search]");
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  // A form with data-guard asks before it is left with something typed; saving or sending it makes it clean, unless
  // what comes of it opens elsewhere, as a download does.
  const unsaved = new Set();
  on("input", "form[data-guard]", (form) => unsaved.add(form));
  on("submit", "form[data-guard]", (form, event) => {
    if (event.submitter?.formTarget !== "_blank") unsaved.delete(form);
  });
  window.addEventListener("beforeunload", (event) => {
    const open = [...unsaved].some((form) => form.isConnected);
    if (open) event.preventDefault();
  });

  // A form with data-autosave, sent by htmx, tells in [data-autosave-state] whether what was typed is safe.
  const tell = (form, text, lost = false) => form.querySelectorAll("[data-autosave-state]").forEach((place) => {
    place.textContent = text;
    place.classList.toggle("lost", lost);
  });
  const saving = (event) => event.detail.elt?.closest?.("form[data-autosave]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = saving(event);
    if (form) tell(form, say("saySaving"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = saving(event);
    if (!form) return;
    if (!event.detail.successful) {
      tell(form, say("sayLost"), true);
      return;
    }
    const time = new Date().toLocaleTimeString(root.lang, { hour: "2-digit", minute: "2-digit" });
    tell(form, `${say("saySaved")} ${time}`);
    unsaved.delete(form);
  });
})();
