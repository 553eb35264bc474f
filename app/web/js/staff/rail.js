// Beside the table: how far one is, what to mend, what to look at again, what is missing, and what would change.

import { make } from "./elements.js";
import { levelStep } from "./levels.js";
import { timeOf } from "./status.js";
import { fill } from "./words.js";

const MOST_LISTED = 40;

export function showRail(grid) {
  const { sheet } = grid;
  const rail = document.getElementById("rail");
  const refresh = () => {
    showProgress(rail, sheet);
    showList(rail, grid, "faults", [...sheet.faults(), ...refusals(sheet)], "i-wrong");
    showList(rail, grid, "warnings", sheet.warnings(), "i-odd");
    showMissing(rail, grid);
    showHint(sheet);
  };
  sheet.addEventListener("change", refresh);
  sheet.addEventListener("verdict", () => {
    refresh();
    showConsequence(rail, sheet);
  });
  refresh();
}

/** What the server would not take, of rows that are still as it saw them. */
function refusals(sheet) {
  const rows = [...(sheet.verdict?.rows ?? [])];
  return rows
    .filter(([ward, row]) => row.problem && row.key === sheet.rowKey(ward))
    .map(([ward, row]) => ({ ward, column: null, message: row.current ? sentBefore(sheet, row.current) : row.problem }));
}

/** That somebody has sent other figures meanwhile; which ones stand is asked when sending. */
function sentBefore({ words, state }, { reported_by_name: name, received_at: at }) {
  return fill(words.clash_ahead, { name, time: timeOf(at, state) });
}

function showProgress(rail, sheet) {
  const { wards, done } = sheet.progress();
  const stored = sheet.wards.filter(({ code }) => sheet.rowState(code) === "stored").length;
  rail.querySelector("[data-done]").textContent = sheet.figure(done);
  rail.querySelector("[data-of]").textContent = fill(sheet.words.of_wards, { n: wards });
  rail.querySelector("[data-sent-count]").textContent = stored ? fill(sheet.words.sent_of_wards, { n: stored }) : "";
  const bar = rail.querySelector("[role=progressbar]");
  bar.setAttribute("aria-valuenow", String(done));
  bar.setAttribute("aria-valuetext", `${done} ${fill(sheet.words.of_wards, { n: wards })}`);
  bar.firstElementChild.style.inlineSize = `${wards ? (100 * done) / wards : 0}%`;
}

function showList(rail, grid, name, problems, icon) {
  const section = rail.querySelector(`[data-list=${name}]`);
  section.hidden = !problems.length;
  section.querySelector("b").textContent = String(problems.length);
  const items = problems.slice(0, MOST_LISTED).map((problem) => listed(grid, problem, icon));
  section.querySelector("ul").replaceChildren(...items);
}

function listed(grid, { ward, column, message }, icon) {
  const { sheet } = grid;
  const place = column === "total" ? sheet.words.total : column ? sheet.column(column).heading : "";
  const title = [sheet.ward(ward).name, place].filter(Boolean).join(" · ");
  return make("li", {}, make("button", { type: "button", onclick: () => grid.jump(ward, column ?? "total") },
    iconOf(icon), make("span", {}, make("b", {}, title), make("span", {}, message))));
}

function showMissing(rail, grid) {
  const { sheet } = grid;
  const missing = sheet.readOnly ? [] : sheet.missing();
  const section = rail.querySelector("[data-list=missing]");
  section.hidden = !missing.length;
  section.querySelector("b").textContent = String(missing.length);
  const isPart = ({ ward }) => sheet.rowState(ward) === "partial";
  section.querySelector("ul").replaceChildren(...missing.map((each) => pill(grid, each, isPart(each))));
}

function pill(grid, { ward, columns }, isPart) {
  const names = columns.map((name) => grid.sheet.column(name).short).join(", ");
  const title = isPart ? fill(grid.sheet.words.missing_columns, { columns: names }) : null;
  const properties = { type: "button", title, class: isPart ? "part" : null, onclick: () => grid.jump(ward, columns[0]) };
  return make("li", {}, make("button", properties, grid.sheet.ward(ward).name, title ? make("span", { class: "sr" }, `, ${title}`) : null));
}

function showConsequence(rail, sheet) {
  const section = rail.querySelector("[data-consequence]");
  const { state, changes, message } = sheet.verdict;
  section.hidden = state === "waiting";
  section.dataset.state = state;
  section.querySelector("ul").replaceChildren(...changes.map((change) => make("li", {}, levelStep(sheet, change))));
  const { words } = sheet;
  const said = { trying: words.changes_trying, offline: words.changes_offline, failed: fill(words.changes_failed, { why: message }) };
  section.querySelector("[data-verdict]").textContent = said[state] ?? (changes.length ? "" : words.changes_none);
}

function showHint(sheet) {
  const button = document.getElementById("review");
  if (!button) return;
  const { errors, missing, toSend } = sheet.progress();
  const { words } = sheet;
  button.disabled = errors > 0 || toSend === 0;
  const mistakes = missing ? words.hint_errors_and_missing : words.hint_errors;
  const ready = missing ? words.hint_part : words.hint_all;
  const text = errors ? fill(mistakes, { n: errors, m: missing }) : toSend ? fill(ready, { n: toSend, m: missing }) : words.hint_nothing;
  const hint = document.getElementById("review-hint");
  if (hint.textContent !== text) hint.textContent = text;
}

export function iconOf(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}
