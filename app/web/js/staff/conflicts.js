// Two people have reported the same ward: whose figures stand is chosen cell by cell, and nothing typed is lost before.

import { ask, make } from "./elements.js";
import { storedTexts } from "./rows.js";
import { fill } from "./words.js";

/**
 * Shows what is stored beside what was typed.
 *
 * @param rows `[{ward, current}]`: `current` is the stored report with `reported_by_name` and `received_at`.
 * @param moment shows an instant.
 * @returns `{ward: {choices: {column: "theirs" | "mine"}, reason}}`, or null when it was put off.
 */
export async function chooseFigures(rows, { sheet, words, reasons, moment }) {
  const picked = new Map();
  const wanted = [];
  const parts = rows.map((row) => wardPart(row, { sheet, words, reasons, moment, picked, wanted, changed: () => check() }));
  const { dialog, chosen } = ask({
    title: fill(words.clash_title, { n: rows.length }),
    className: "clash",
    body: [make("p", {}, words.clash_text), ...parts],
    actions: [
      { value: "later", label: words.clash_later },
      { value: "done", label: words.clash_done, primary: true, disabled: true },
    ],
    dismissed: "later",
  });
  const check = () => {
    dialog.querySelector("button[value=done]").disabled = !wanted.every((isDecided) => isDecided());
  };
  check();
  return (await chosen) === "done" ? Object.fromEntries(picked) : null;
}

/** The columns in which a stored report and the sheet differ, with both texts. */
export function differing(ward, current, sheet) {
  const theirs = storedTexts(current, sheet.columns);
  return sheet.columns
    .map(({ name }) => ({ column: name, theirs: theirs[name], mine: sheet.texts(ward, name) }))
    .filter(({ column, theirs: stored }) => readable(sheet, ward, column) !== stored);
}

function readable(sheet, ward, column) {
  const { value, text } = sheet.cell(ward, column);
  return value === undefined ? text : String(value ?? "");
}

function wardPart({ ward, current }, { sheet, words, reasons, moment, picked, wanted, changed }) {
  const choice = { choices: {}, reason: null };
  picked.set(ward, choice);
  const cells = differing(ward, current, sheet);
  const name = current.reported_by_name ?? current.reported_by;
  const reason = reasonField(ward, { words, reasons, chosen: (value) => { choice.reason = value; changed(); } });
  const update = () => {
    reason.hidden = !Object.values(choice.choices).includes("mine");
    changed();
  };
  const lines = cells.map((cell) => cellLine(ward, cell, { name, sheet, words, pick: (side) => {
    choice.choices[cell.column] = side;
    update();
  } }));
  wanted.push(() => cells.every(({ column }) => choice.choices[column]) && (reason.hidden || choice.reason));
  const all = (side, label) => make("button", { type: "button", class: "link", onclick: () => {
    for (const line of lines) line.querySelector(`input[value=${side}]`).click();
  } }, label);
  return make("section", { class: "clash-ward", "data-clash": ward },
    make("h3", {}, sheet.ward(ward).name),
    make("p", { class: "note" }, fill(words.clash_by, { name, at: moment(current.received_at) })),
    lines.length > 1 ? make("p", { class: "clash-all" }, all("theirs", fill(words.clash_all_theirs, { name })), all("mine", words.clash_all_mine)) : null,
    lines, reason);
}

function cellLine(ward, { column, theirs, mine }, { name, sheet, words, pick }) {
  const group = `clash-${ward}-${column}`;
  const option = (side, label, text) => make("label", { class: "clash-side" },
    make("input", { type: "radio", name: group, value: side, onchange: () => pick(side) }),
    make("span", {}, label), make("b", {}, text === "" ? words.others_blank : text));
  return make("fieldset", { class: "clash-cell" },
    make("legend", {}, sheet.column(column).heading),
    option("theirs", fill(words.clash_theirs, { name }), theirs),
    option("mine", words.clash_mine, mine));
}

function reasonField(ward, { words, reasons, chosen }) {
  const select = make("select", { required: true, onchange: ({ target }) => chosen(target.value || null) },
    make("option", { value: "" }, words.clash_choose_reason),
    reasons.map((code) => make("option", { value: code }, words[`reason_${code}`] ?? code)));
  const field = make("label", { class: "clash-reason" }, make("span", {}, words.clash_reason), select);
  field.hidden = true;
  return field;
}
