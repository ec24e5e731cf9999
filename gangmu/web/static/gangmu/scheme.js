// The text of a scheme: line numbers beside the box, wrong lines marked, a check's place leads to the words at fault.
(() => {
  "use strict";
  const box = document.querySelector("[data-scheme-text]");
  if (!box) return;
  const bar = document.querySelector("[data-fault-bar]");
  const frame = document.createElement("div");
  const numbers = document.createElement("ol");
  frame.className = "numbered";
  numbers.className = "numbered-lines";
  numbers.setAttribute("aria-hidden", "true");
  box.before(frame);
  frame.append(numbers, box, bar);

  const faults = () => [...document.querySelectorAll("#trial [data-wrong]")];
  const lineOf = (link) => Number(link.dataset.line);
  const draw = () => {
    const wrong = new Set(faults().map(lineOf));
    const lines = box.value.split("\n").length;
    numbers.replaceChildren(...Array.from({ length: lines }, (_, at) => {
      const line = document.createElement("li");
      if (wrong.has(at + 1)) line.className = "wrong";
      return line;
    }));
    numbers.scrollTop = box.scrollTop;
  };
  const follow = () => { numbers.scrollTop = box.scrollTop; };

  const caretLine = () => box.value.slice(0, box.selectionStart).split("\n").length;
  let told = null;

  // What is wrong stands below the box, too, where the list is far away, as on a phone.
  const tell = (link) => {
    told = link ?? null;
    bar.hidden = !faults().length;
    bar.querySelector("[data-fault-said]").replaceChildren(...(told?.closest("li").cloneNode(true).childNodes ?? []));
  };
  const tellHere = () => {
    const line = caretLine();
    if (!told?.isConnected || lineOf(told) !== line) tell(faults().find((one) => lineOf(one) === line));
  };

  // Selects the words at fault, or the rest of the line where there are none to point at.
  const show = (link) => {
    const lines = box.value.split("\n");
    const line = lineOf(link);
    const text = lines[line - 1] ?? "";
    const words = link.dataset.text;
    const at = Math.min(Number(link.dataset.column) - 1, text.length);
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const end = words && text.startsWith(words, at) ? at + words.length : text.length;
    box.focus({ preventScroll: true });
    box.setSelectionRange(start + (at === end ? 0 : at), start + end);
    box.scrollTop = Math.max(0, (line - 4) * (box.scrollHeight / lines.length));
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = getComputedStyle(box).font;
    box.scrollLeft = Math.max(0, pen.measureText(text.slice(0, at)).width - box.clientWidth / 3);
    follow();
    tell(link);
    frame.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const all = faults();
    const line = caretLine();
    const here = all.indexOf(told);
    const near = by > 0 ? all.find((one) => lineOf(one) > line) : all.findLast((one) => lineOf(one) < line);
    const next = here >= 0 ? all.at((here + by) % all.length) : near ?? all.at(by > 0 ? 0 : -1);
    if (next) show(next);
  };

  // A file is read as soon as it is chosen; its text then stands in the box.
  document.querySelector("[data-scheme-file]")?.addEventListener("change", (event) => {
    if (event.target.files.length) event.target.form.requestSubmit(document.querySelector("[data-scheme-read]"));
  });
  box.addEventListener("input", draw);
  box.addEventListener("scroll", follow);
  for (const moved of ["keyup", "click"]) box.addEventListener(moved, tellHere);
  document.addEventListener("htmx:afterSwap", () => { draw(); tellHere(); });
  document.addEventListener("click", (event) => {
    const found = event.target.closest?.("[data-line], [data-fault-step]");
    if (!found) return;
    event.preventDefault();
    if (found.dataset.line) show(found);
    else step(Number(found.dataset.faultStep));
  });
  draw();
  tellHere();
})();
