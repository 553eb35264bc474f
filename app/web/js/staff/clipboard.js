// Copy, cut and paste between the table and a spreadsheet. A block of numbers fills cells from the active one on; what
// has names or headings is matched by the server (see paste_named.js).

import { parseCount, tidy } from "./cells.js";
import { clearChosen, undo } from "./grid_keys.js";
import { readBlock, writeBlock } from "./tsv.js";
import { fill } from "./words.js";

const PLAIN = "text/plain";

/** @param named what takes a text with names in it. */
export function listenToClipboard(grid, { toast, named }) {
  const isHere = () => grid.places.has(document.activeElement);
  document.addEventListener("copy", (event) => {
    if (!isHere() || grid.editing) return;
    copy(grid, event);
    grid.say(fill(grid.sheet.words.copied, { n: grid.selection.size }));
  });
  document.addEventListener("cut", (event) => {
    if (!isHere() || grid.editing) return;
    copy(grid, event);
    clearChosen(grid);
  });
  document.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData(PLAIN);
    const isBlock = /[\t\n\r]/.test(text.trim());
    const target = document.activeElement;
    if (!isHere() && (target?.matches("input, textarea, select") || !isBlock)) return;
    if (grid.editing && !isBlock) return;
    event.preventDefault();
    if (!grid.sheet.readOnly) pasteText(grid, text, { toast, named });
  });
}

/** Pastes a text, from the keyboard or from the button. */
export function pasteText(grid, text, { toast, named }) {
  grid.commit();
  const block = readBlock(text).filter((row, at, rows) => at < rows.length - 1 || row.some((cell) => tidy(cell)));
  if (!block.length) return;
  if (hasNames(block, grid)) return named(text, block);
  const { count, beyond } = fillBlock(grid, block);
  const { words } = grid.sheet;
  const told = [count ? fill(words.pasted, { n: count }) : words.pasted_same, beyond ? fill(words.paste_over, { n: beyond }) : ""];
  toast.show(told.filter(Boolean).join(" "), count ? [{ label: words.undo, act: () => undo(grid) }] : [], { ofStep: true });
  grid.focus();
}

function copy(grid, event) {
  const { top, bottom, left, right } = grid.selection.range;
  const rows = [];
  for (let row = top; row <= bottom; row += 1) {
    const cells = grid.sheet.columns.slice(left, right + 1);
    rows.push(cells.map(({ name }) => plain(grid.sheet.cell(grid.wardAt(row).code, name))));
  }
  event.clipboardData.setData(PLAIN, writeBlock(rows));
  event.preventDefault();
}

/** Numbers without thousands marks, so that a spreadsheet of any region reads them. */
function plain({ value, text }) {
  return typeof value === "number" ? String(value) : text;
}

/** Whether a block speaks of wards or has headings: letters where, filled from the active cell, a number would go. */
function hasNames(block, grid) {
  const { left } = grid.selection.range;
  return block.some((row) =>
    row.some((cell, at) => {
      const column = grid.sheet.columns[left + at];
      return column?.is_number !== false && /\p{L}{2}/u.test(tidy(cell)) && parseCount(cell).fault === "not_a_number";
    }),
  );
}

/** Fills cells from the top left of the choice on; one value alone fills all that is chosen. */
function fillBlock(grid, block) {
  if (block.length === 1 && block[0].length === 1) {
    const cells = grid.chosen().map(({ ward, column }) => ({ ward, column, text: tidy(block[0][0]) }));
    return { count: grid.sheet.set(cells, { source: "pasted" }), beyond: 0 };
  }
  const { top, left } = grid.selection.range;
  const rows = block.slice(0, grid.sheet.wards.length - top);
  const width = Math.max(...rows.map((row) => row.length));
  const room = grid.sheet.columns.length - left;
  const cells = rows.flatMap((row, down) =>
    row.slice(0, room).map((text, across) => ({
      ward: grid.wardAt(top + down).code,
      column: grid.columnAt(left + across).name,
      text: tidy(text),
    })),
  );
  const count = grid.sheet.set(cells, { source: "pasted" });
  grid.selection.go(top, left);
  grid.selection.reach(top + rows.length - 1, left + Math.min(width, room) - 1);
  return { count, beyond: block.length - rows.length + Math.max(0, width - room) };
}
