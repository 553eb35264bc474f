// What the server took: the receipt number to write down, and what changed by it.

import { make } from "./elements.js";
import { levelStep } from "./levels.js";
import { iconOf } from "./rail.js";
import { timeOf } from "./status.js";
import { fill } from "./words.js";

/**
 * Shows the receipt of a batch in a dialog that is open.
 *
 * @param taken promises the instant at which the server took it, by its own clock; null when that cannot be had.
 */
export function showReceipt(dialog, sheet, answer, taken) {
  const { words } = sheet;
  const lines = ["created", "corrected", "unchanged"].filter((kind) => answer[kind]).map((kind) => fill(words[`receipt_${kind}`], { n: answer[kind] }));
  const { missing } = sheet.progress();
  dialog.replaceChildren(make("form", { method: "dialog", class: "receipt" },
    make("p", { class: "receipt-mark" }, iconOf("i-done")),
    make("h2", { id: "review-title", tabindex: "-1" }, words.receipt_title),
    answer.receipt ? numberOf(sheet, answer.receipt, taken) : make("p", { class: "lead" }, words.receipt_none),
    make("p", { class: "soft" }, [...lines, missing ? fill(words.receipt_left, { n: missing }) : ""].filter(Boolean).join(" · ")),
    changesOf(sheet, answer.level_changes),
    make("div", { class: "review-foot" },
      make("a", { class: "button", href: sheet.state.sent_address }, words.receipt_history),
      make("button", { class: "button primary", value: "close" }, words.close))));
  dialog.querySelector("h2").focus();
}

function numberOf(sheet, receipt, taken) {
  const { words } = sheet;
  const copy = make("button", { type: "button", class: "link-button", onclick: async ({ target }) => {
    await navigator.clipboard?.writeText(receipt);
    target.textContent = words.receipt_copied;
  } }, words.receipt_copy);
  const moment = make("span", {});
  taken.then((at) => {
    if (at) moment.textContent = fill(words.receipt_at, { time: timeOf(at, sheet.state) });
  });
  return make("div", { class: "receipt-number" }, make("span", {}, words.receipt_number), make("b", { "data-receipt": receipt }, receipt),
    moment, navigator.clipboard ? copy : null);
}

function changesOf(sheet, changes) {
  if (!changes.length) return null;
  return make("section", {}, make("h3", {}, sheet.words.receipt_changes),
    make("ul", { class: "changes-list" }, changes.map((each) => make("li", {}, levelStep(sheet, each)))));
}
