// The keys of the table, as in Excel. Two states: moving among cells, and typing in one (over its content, where arrows
// still move on, or within it after F2, where they move the caret).

import { fill } from "./words.js";

const PAGE = 10;
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export function listenToKeys(grid) {
  grid.table.addEventListener("keydown", (event) => {
    if (event.isComposing || !grid.places.has(event.target)) return;
    const handle = grid.editing ? keyWhileTyping : keyWhileMoving;
    if (handle(grid, event)) event.preventDefault();
  });
  grid.table.addEventListener("input", () => {
    if (!grid.editing) grid.edit();
  });
  grid.table.addEventListener("focusout", () => grid.commit());
  grid.table.addEventListener("focusin", ({ target }) => {
    const place = grid.places.get(target);
    const { active } = grid.selection;
    if (place && (place.row !== active.row || place.column !== active.column)) grid.selection.go(place.row, place.column);
    grid.selection.dispatchEvent(new Event("content"));
  });
}

function keyWhileTyping(grid, { key, shiftKey, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return false;
  if (key === "Escape") return done(() => grid.restore());
  if (key === "F2") return done(() => (grid.editing = "within"));
  if (key === "Enter") return leave(grid, () => grid.selection.enter(shiftKey ? -1 : 1));
  if (key === "Tab") return tab(grid, shiftKey);
  const arrow = ARROWS[key];
  const staysInside = grid.editing === "within" || shiftKey;
  if (arrow && (!staysInside || (arrow[0] !== 0 && !shiftKey))) return leave(grid, () => grid.selection.move(...arrow));
  return false;
}

function keyWhileMoving(grid, event) {
  const { key, shiftKey, altKey } = event;
  const command = event.ctrlKey || event.metaKey;
  if (altKey) return false;
  if (command) return commandKey(grid, key, shiftKey);
  if (ARROWS[key]) return arrowKey(grid, ARROWS[key], shiftKey);
  if (key === "Enter") return leave(grid, () => grid.selection.enter(shiftKey ? -1 : 1));
  if (key === "Tab") return tab(grid, shiftKey);
  if (key === "F2") return done(() => grid.edit({ keep: true }));
  if (key === "F6") return done(() => leaveGrid());
  if (key === "Delete") return done(() => clearChosen(grid));
  if (key === "Backspace") return backspace(grid);
  if (key === "PageDown" || key === "PageUp") return arrowKey(grid, [key === "PageDown" ? PAGE : -PAGE, 0], shiftKey);
  if (key === "Home" || key === "End") return edge(grid, { column: key === "Home" ? 0 : Infinity }, shiftKey);
  if (key === "Escape") return done(() => grid.selection.go(grid.selection.active.row, grid.selection.active.column));
  return false;
}

function commandKey(grid, key, shiftKey) {
  const letter = key.toLowerCase();
  if (letter === "a") return leave(grid, () => grid.selection.all());
  if (letter === "z") return done(() => (shiftKey ? redo(grid) : undo(grid)));
  if (letter === "y") return done(() => redo(grid));
  if (letter === "d") return done(() => fillDown(grid));
  if (key === "Enter") return done(() => document.getElementById("review")?.click());
  if (key === "Home") return edge(grid, { row: 0, column: 0 }, shiftKey);
  if (key === "End") return edge(grid, { row: Infinity, column: Infinity }, shiftKey);
  const arrow = ARROWS[key];
  return arrow ? arrowKey(grid, arrow.map((step) => step * 10_000), shiftKey) : false;
}

function arrowKey(grid, [rows, columns], shiftKey) {
  return leave(grid, () => (shiftKey ? grid.selection.stretch(rows, columns) : grid.selection.move(rows, columns)));
}

function edge(grid, { row, column }, shiftKey) {
  const { selection } = grid;
  const from = shiftKey ? selection.end : selection.active;
  const place = [row ?? from.row, column ?? from.column];
  return leave(grid, () => (shiftKey ? selection.reach(...place) : selection.go(...place)));
}

function tab(grid, back) {
  grid.commit();
  if (!grid.selection.tab(back ? -1 : 1)) return false;
  grid.focus();
  return true;
}

function leave(grid, go) {
  grid.commit();
  go();
  grid.focus();
  return true;
}

function done(act) {
  act();
  return true;
}

function leaveGrid() {
  const button = document.getElementById("review");
  (button && !button.disabled ? button : document.getElementById("rail")).focus();
}

/** Clears one cell and goes on typing in it, as Excel does; of a range, only its active cell. */
function backspace(grid) {
  if (grid.sheet.readOnly) return true;
  grid.activeInput.value = "";
  grid.edit();
  return true;
}

export function clearChosen(grid) {
  const count = grid.sheet.set(grid.chosen().map(({ ward, column }) => ({ ward, column, text: "" })), { source: "cleared" });
  if (count) grid.say(fill(grid.sheet.words.cleared, { n: count }));
  grid.focus();
}

export function undo(grid) {
  told(grid, grid.sheet.undo(), grid.sheet.words.undone);
}

export function redo(grid) {
  told(grid, grid.sheet.redo(), grid.sheet.words.redone);
}

/** Ctrl+D: the top row of the range in all its rows; from a single row, the row above it. */
export function fillDown(grid) {
  const { top, bottom } = grid.selection.range;
  const from = top === bottom ? top - 1 : top;
  if (from < 0) return;
  const source = grid.wardAt(from).code;
  const cells = grid.chosen().filter(({ row }) => row !== from);
  grid.sheet.set(cells.map(({ ward, column }) => ({ ward, column, text: grid.sheet.texts(source, column) })), { source: "filled" });
  grid.focus();
}

function told(grid, cells, words) {
  if (!cells.length) return;
  grid.say(fill(words, { n: cells.length }));
  grid.jump(cells[0].ward, cells[0].column);
}
