// Rows with names and numbers but no headings, as they are copied out of the middle of somebody's table: the cell one
// stands in says where the numbers begin, and the person says whether that is meant.

import { parseCount, tidy } from "./cells.js";
import { writeBlock } from "./tsv.js";

const NAME = "Xã, phường";

/**
 * The same rows under headings, the numbers in the columns of the sheet from one on.
 *
 * @param block rows of cells.
 * @param columns the columns of the sheet from the cell one stands in on.
 * @returns `{block, text, columns}`, or null when the rows are no names followed by numbers, or too wide.
 */
export function underHeadings(block, columns) {
  const rows = block.filter((row) => row.some((cell) => tidy(cell)));
  const at = rows[0]?.findIndex(isName) ?? -1;
  if (at < 0 || !rows.every((row) => isName(row[at]) && row.slice(0, at).every((cell) => !isName(cell)))) return null;
  const width = Math.max(...rows.map((row) => lastFilled(row) - at));
  const taken = columns.slice(0, width);
  if (width < 1 || taken.length < width) return null;
  const fits = (cell, { is_number: isNumber }) => !isNumber || parseCount(cell).fault !== "not_a_number";
  if (!rows.every((row) => taken.every((column, step) => fits(row[at + 1 + step], column)))) return null;
  const headings = [...Array(at).fill(""), NAME, ...taken.map(({ name }) => name)];
  const whole = [headings, ...rows.map((row) => row.slice(0, headings.length))];
  return { block: whole, text: writeBlock(whole), columns: taken };
}

function isName(cell) {
  return /\p{L}{2}/u.test(tidy(cell)) && parseCount(cell).fault === "not_a_number";
}

function lastFilled(row) {
  return row.reduce((last, cell, at) => (tidy(cell) ? at : last), 0);
}
