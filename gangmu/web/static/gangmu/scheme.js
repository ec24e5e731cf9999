// The text of a scheme: line numbers beside the box, wrong lines marked, a check's place leads to its line.
(() => {
  "use strict";
  const box = document.querySelector("[data-scheme-text]");
  if (!box) return;
  const frame = document.createElement("div");
  const numbers = document.createElement("ol");
  frame.className = "numbered";
  numbers.className = "numbered-lines";
  numbers.setAttribute("aria-hidden", "true");
  box.before(frame);
  frame.append(numbers, box);

  const draw = () => {
    const wrong = new Set([...document.querySelectorAll("#trial [data-wrong]")].map((one) => Number(one.dataset.line)));
    const lines = box.value.split("\n").length;
    numbers.replaceChildren(...Array.from({ length: lines }, (_, at) => {
      const line = document.createElement("li");
      if (wrong.has(at + 1)) line.className = "wrong";
      return line;
    }));
    numbers.scrollTop = box.scrollTop;
  };
  const follow = () => { numbers.scrollTop = box.scrollTop; };

  const show = (line) => {
    const lines = box.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    box.focus();
    box.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    box.scrollTop = Math.max(0, (line - 4) * (box.scrollHeight / lines.length));
    follow();
  };

  // A file is read as soon as it is chosen; its text then stands in the box.
  document.querySelector("[data-scheme-file]")?.addEventListener("change", (event) => {
    if (event.target.files.length) event.target.form.requestSubmit(document.querySelector("[data-scheme-read]"));
  });
  box.addEventListener("input", draw);
  box.addEventListener("scroll", follow);
  document.addEventListener("htmx:afterSwap", draw);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-line]");
    if (!link) return;
    event.preventDefault();
    show(Number(link.dataset.line));
  });
  draw();
})();
