// A form with data-keep="name" survives a lapsed sign-in: what was typed and not yet saved stays in this window's
// sessionStorage and is put back when the page is open again. Saved work is never kept.
(() => {
  "use strict";
  const kinds = ["text", "textarea", "select-one", "number", "date"];
  const note = (form, name, show) => form.querySelectorAll(`[data-keep-${name}]`).forEach((one) => { one.hidden = !show; });
  const atSignIn = (address) => address.includes("/accounts/login");

  document.querySelectorAll("form[data-keep]").forEach((form) => {
    const key = `keep:${form.dataset.keep}`;
    const read = () => { try { return JSON.parse(sessionStorage.getItem(key)) ?? { typed: {} }; } catch { return { typed: {} }; } };
    const write = (kept) => { try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { /* storage full or off */ } };
    const forget = () => sessionStorage.removeItem(key);

    const kept = read();
    if (kept.sent && !atSignIn(document.referrer)) {
      forget();
    } else {
      const back = [...form.elements].filter((field) => field.name in kept.typed && kinds.includes(field.type) && field.value !== kept.typed[field.name]);
      back.forEach((field) => { field.value = kept.typed[field.name]; });
      note(form, "restored", back.length > 0);
      if (back.length) back[0].dispatchEvent(new Event("change", { bubbles: true }));
    }

    form.addEventListener("input", (event) => {
      if (!event.target.name || !kinds.includes(event.target.type)) return;
      const now = read();
      now.typed[event.target.name] = event.target.value;
      write({ typed: now.typed });
    });
    form.addEventListener("submit", () => write({ ...read(), sent: true }));
    document.addEventListener("htmx:afterRequest", (event) => {
      if (event.detail.elt !== form) return;
      if (atSignIn(event.detail.xhr.responseURL ?? "")) {
        note(form, "lapsed", true);
        form.querySelectorAll("[data-autosave-state]").forEach((place) => {
          place.textContent = form.dataset.sayLapsed ?? "";
          place.classList.add("lost");
        });
        return;
      }
      const wrong = event.detail.xhr.getResponseHeader("X-Unsaved");
      if (wrong) {
        form.querySelectorAll("[data-autosave-state]").forEach((place) => {
          place.textContent = decodeURIComponent(wrong);
          place.classList.add("lost");
        });
      } else if (event.detail.successful) {
        forget();
      }
    });
  });
})();
