// Loaded before the page is painted, so that the chosen colours do not flash. The choice is a cookie, because the
// server writes it into the page too; without a choice the system's own preference counts.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([a-z]+)`))?.[1];

  const paint = () => root.setAttribute("data-bs-theme", cookie("theme") ?? (dark.matches ? "dark" : "light"));
  root.classList.add("js");
  paint();
  dark.addEventListener("change", paint);
  if (cookie("menu") === "narrow") root.setAttribute("data-menu", "narrow");
})();
