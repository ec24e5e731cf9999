// A lamp's rule opens beside it, above the frame in which the list scrolls. Without this script it opens inside the frame.
(() => {
  "use strict";
  document.addEventListener("toggle", (event) => {
    const lamp = event.target;
    if (!lamp.matches?.(".why-lamp[open]") || matchMedia("(max-width: 767.98px)").matches) return;
    const { top, bottom, right } = lamp.getBoundingClientRect();
    const told = lamp.lastElementChild;
    told.classList.add("placed");
    told.style.right = `${Math.max(document.documentElement.clientWidth - right, 8)}px`;
    const below = bottom + told.offsetHeight + 8 < innerHeight;
    told.style.top = `${below ? bottom + 4 : top - told.offsetHeight - 4}px`;
  }, true);
  const close = () => document.querySelectorAll(".why-lamp[open]").forEach((lamp) => { lamp.open = false; });
  addEventListener("scroll", close, { capture: true, passive: true });
})();
