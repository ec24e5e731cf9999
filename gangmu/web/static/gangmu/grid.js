// A table with data-grid behaves like a sheet: a block copied from Excel or WPS is pasted cell by cell, and Enter and
// the arrow keys move between rows. A field with data-aside does not count as a column. Pasted cells fire "input" and "change", so that drafts save and sums follow.
(() => {
  "use strict";
  const writable = "input:not([data-aside]):not([type=hidden]):not([type=checkbox]):not([type=file]):not([readonly]):not([disabled]), textarea:not([readonly]):not([disabled]), select:not([disabled])";
  const rowsOf = (table) => [...table.tBodies].flatMap((body) => [...body.rows]).filter((row) => row.querySelector(writable));
  const fieldsOf = (row) => [...row.querySelectorAll(writable)];
  const place = (field) => {
    const table = field.closest("table[data-grid]");
    if (!table) return null;
    const rows = rowsOf(table);
    const row = rows.findIndex((one) => one.contains(field));
    return row < 0 ? null : { rows, row, column: fieldsOf(rows[row]).indexOf(field) };
  };

  // Excel quotes a cell that holds a line break or a quotation mark, and doubles the marks inside.
  const cells = (text) => {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const sign = text[at];
      const row = rows[rows.length - 1];
      if (quoted) {
        if (sign !== '"') row[row.length - 1] += sign;
        else if (text[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; }
        else quoted = false;
      } else if (sign === '"' && row[row.length - 1] === "") quoted = true;
      else if (sign === "\t") row.push("");
      else if (sign === "\n") rows.push([""]);
      else if (sign !== "\r") row[row.length - 1] += sign;
    }
    if (rows[rows.length - 1].join("") === "") rows.pop();
    return rows;
  };

  const put = (field, value) => {
    if (field.tagName === "SELECT") {
      const choice = [...field.options].find((option) => option.text.trim() === value.trim() || option.value === value.trim());
      if (!choice) return;
      field.value = choice.value;
    } else {
      field.value = value.trim();
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  document.addEventListener("paste", (event) => {
    const start = event.target.closest?.("table[data-grid]") && place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!start || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    const block = cells(text);
    if (event.target.tagName === "TEXTAREA" && block.every((row) => row.length === 1)) return; // words with line breaks
    event.preventDefault();
    block.forEach((values, down) => {
      const row = start.rows[start.row + down];
      if (!row) return;
      const fields = fieldsOf(row);
      values.forEach((value, across) => { if (fields[start.column + across]) put(fields[start.column + across], value); });
    });
  });

  document.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, Enter: event.shiftKey ? -1 : 1 }[event.key];
    if (!step || event.isComposing || event.target.tagName !== "INPUT") return;
    const start = place(event.target);
    const row = start?.rows[start.row + step];
    const field = row && fieldsOf(row)[start.column];
    if (!start) return;
    event.preventDefault(); // Enter in a sheet goes down; it does not send the form
    field?.focus();
    field?.select?.();
  });
})();
