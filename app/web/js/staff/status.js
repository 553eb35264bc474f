// The line below the table, and the words at the active cell: its fault, and what the day before said.

import { formatCount } from "./cells.js";
import { fill } from "./words.js";

export function showStatus(grid) {
  const line = document.getElementById("sheet-status");
  const tip = document.getElementById("cell-tip");
  const refresh = () => {
    line.querySelector("[data-cell]").textContent = cellLine(grid);
    line.querySelector("[data-range]").textContent = rangeLine(grid);
    placeTip(grid, tip, faultAt(grid)?.message ?? "");
  };
  grid.selection.addEventListener("change", refresh);
  grid.selection.addEventListener("content", refresh);
  grid.sheet.addEventListener("verdict", refresh);
  grid.sheet.addEventListener("stored", refresh);
  grid.table.addEventListener("focusout", () => placeTip(grid, tip, ""));
  grid.scroll.addEventListener("scroll", () => placeTip(grid, tip, tip.textContent), { passive: true });
  addEventListener("resize", refresh);
  grid.table.addEventListener("mouseover", ({ target }) => hint(grid, target));
  refresh();
}

/** “Hải Bối · Khu cách ly · hôm qua 1”, and who sent it if it was sent. */
function cellLine(grid) {
  const { sheet } = grid;
  const { row, column } = grid.selection.active;
  const ward = grid.wardAt(row);
  const { heading, name } = grid.columnAt(column);
  return [ward.name, heading, yesterday(sheet, ward, name), storedBy(sheet, ward)].filter(Boolean).join(" · ");
}

function yesterday({ words, state }, ward, column) {
  if (!ward.yesterday) return words.yesterday_none;
  const value = ward.yesterday[column];
  if (value === null || value === undefined) return "";
  return fill(words.yesterday_cell, { value: typeof value === "number" ? formatCount(value, state.language) : value });
}

function storedBy({ words, state }, { stored }) {
  if (!stored?.counts) return "";
  return fill(words.stored_by, { time: timeOf(stored.received_at, state), name: stored.reported_by_name });
}

/** The time of day of an instant by the site's clock, whatever this machine's. */
export function timeOf(instant, { timezone }) {
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone };
  return new Intl.DateTimeFormat("en-GB", parts).format(new Date(instant));
}

/** What Excel shows of a range: how many cells, and their sum. */
function rangeLine(grid) {
  if (grid.selection.size < 2) return "";
  const values = grid.chosen().map(({ ward, column }) => grid.sheet.cell(ward, column).value);
  const numbers = values.filter((value) => typeof value === "number");
  const sum = numbers.reduce((all, value) => all + value, 0);
  const words = grid.sheet.words[numbers.length ? "selected_sum" : "selected"];
  return fill(words, { n: grid.selection.size, sum: grid.sheet.figure(sum) });
}

function faultAt(grid) {
  const { row, column } = grid.selection.active;
  const { code } = grid.wardAt(row);
  const { name, is_case_class: isCase } = grid.columnAt(column);
  const here = (each) => each.column === name || (isCase && each.column === "total");
  return grid.sheet.faults(code).find(here) ?? grid.sheet.warnings(code).find(here);
}

function placeTip(grid, tip, message) {
  const input = grid.activeInput;
  const isHere = message && document.activeElement === input;
  tip.hidden = !isHere;
  tip.textContent = message;
  if (!isHere) return input.removeAttribute("aria-describedby");
  input.setAttribute("aria-describedby", tip.id);
  const box = input.closest("td").getBoundingClientRect();
  tip.style.top = `${box.bottom + scrollY + 5}px`;
  tip.style.left = `${Math.min(box.left + scrollX, document.documentElement.clientWidth - tip.offsetWidth - 12)}px`;
}

function hint(grid, target) {
  const cell = target.closest?.("td[data-column]");
  const input = cell?.querySelector("input");
  const place = input ? grid.places.get(input) : null;
  if (!place || !grid.columnAt(place.column).is_number) return;
  cell.title = yesterday(grid.sheet, grid.wardAt(place.row), grid.columnAt(place.column).name);
}
