// Who else types into the same sheet: a mark in each cell that a colleague has filled in otherwise and not sent yet.

import { make } from "./elements.js";
import { fill } from "./words.js";

/** `{"ward|column": {name, text}}` of cells in which a colleague's text differs from the sheet's. */
export function typedByOthers(others, sheet) {
  const found = new Map();
  // Newest first as they come, so the newest name stays.
  for (const { display_name: name, cells } of [...others].reverse()) {
    for (const [ward, row] of Object.entries(cells)) {
      for (const [column, text] of Object.entries(row)) {
        if (sheet.ward(ward) && sheet.texts(ward, column) !== text) found.set(`${ward}|${column}`, { name, text });
      }
    }
  }
  return found;
}

/** Keeps the marks in `root` (cells are `[data-ward] [data-column]`) and a line about who types where. */
export function connectColleagues(draft, sheet, { root, line, words }) {
  let others = [];
  const draw = () => {
    const found = typedByOthers(others, sheet);
    for (const cell of root.querySelectorAll("[data-ward] [data-column]")) {
      const said = found.get(`${cell.closest("[data-ward]").dataset.ward}|${cell.dataset.column}`);
      mark(cell, said ? { ...said, sentence: fill(words.others_typing, { name: said.name, text: said.text || words.others_blank }) } : null);
    }
    const names = [...new Set([...found.values()].map(({ name }) => name))];
    line.hidden = names.length === 0;
    line.textContent = names.length ? fill(words.others_here, { names: names.join(", "), n: found.size }) : "";
  };
  draft.addEventListener("others", ({ detail }) => {
    others = detail.others;
    draw();
  });
  sheet.addEventListener("change", draw);
  return { draw };
}

/** A word in the corner of the cell, and the whole sentence for whoever points at it. */
function mark(cell, said) {
  const sentence = said?.sentence ?? null;
  if ((cell.dataset.typing ?? null) === sentence) return;
  cell.querySelector(":scope > .typing")?.remove();
  delete cell.dataset.typing;
  cell.removeAttribute("title");
  if (sentence === null) return;
  cell.dataset.typing = sentence;
  cell.title = sentence;
  cell.append(make("span", { class: "typing", "aria-hidden": "true" }, `${initialsOf(said.name)} ${said.text || "–"}`));
}

function initialsOf(name) {
  return name.trim().split(/\s+/).slice(-2).map((word) => word[0]).join("").toUpperCase();
}
