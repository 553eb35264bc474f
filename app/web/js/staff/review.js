// The last look before sending: what goes, what it changes, and a tick with a reason for each unusual figure and each
// correction. Nothing is ticked beforehand.

import { make } from "./elements.js";
import { levelStep } from "./levels.js";
import { showReceipt } from "./receipt.js";
import { storedTexts } from "./rows.js";
import { request } from "./session.js";
import { verdictOf } from "./verdict.js";
import { fill } from "./words.js";

const SHORTEST_REASON = 3;
const LONGEST_REASON = 500;

export class Review {
  #dialog = document.getElementById("review-dialog");
  #confirmations = new Map();
  #reasons = new Map();
  #busy = false;

  /** @param submit `(rows, context) → answer of the batch`; what sends, and sends again after a break. */
  constructor(sheet, { submit }) {
    this.sheet = sheet;
    this.submit = submit;
    document.getElementById("review").addEventListener("click", () => this.open());
    this.#dialog.addEventListener("cancel", (event) => this.#busy && event.preventDefault());
  }

  open() {
    this.#confirmations = new Map(this.sheet.warnings().map((each) => [keyOf(each), { ...each, ticked: false, reason: "" }]));
    this.#reasons = new Map(this.#corrections().map((ward) => [ward, ""]));
    this.#show();
    if (!this.#dialog.open) this.#dialog.showModal();
    this.#dialog.querySelector("h2").focus();
  }

  #show(message = "") {
    const { words, state } = this.sheet;
    this.#send = make("button", { type: "submit", class: "button primary" }, words.review_send);
    this.#needs = make("p", { class: "note needs", "aria-live": "polite" });
    const form = make("form", { method: "dialog", onsubmit: (event) => this.#go(event) },
      make("h2", { id: "review-title", tabindex: "-1" }, fill(words.review_title, { district: state.district.name })),
      make("p", { class: "lead" }, this.#subtitle()),
      make("div", { class: "review-body" },
        message ? make("p", { class: "review-alert", role: "alert" }, message) : null,
        this.#figures(), this.#odd(), this.#fixes(), this.#changes(), this.#left()),
      make("div", { class: "review-foot" }, this.#needs, make("button", { type: "button", class: "button", onclick: () => this.#dialog.close() }, words.review_back), this.#send));
    this.#dialog.replaceChildren(form);
    this.#check();
  }

  #send;
  #needs;

  #corrections() {
    return this.sheet.rowsToSend().filter(({ correction }) => correction).map(({ ward_code: ward }) => ward);
  }

  #subtitle() {
    const { words, state } = this.sheet;
    const { toSend, missing } = this.sheet.progress();
    const corrections = this.#reasons.size;
    const parts = [
      fill(missing ? words.review_part : words.review_wards, { n: toSend, m: missing }),
      corrections ? fill(words.review_corrections, { n: corrections }) : "",
    ];
    return [state.day_label, ...parts].filter(Boolean).join(" · ");
  }

  #figures() {
    const { words } = this.sheet;
    const totals = this.sheet.totals();
    const share = totals.samples ? ((100 * (totals.positives ?? 0)) / totals.samples).toFixed(2) : null;
    const decimal = this.sheet.state.language === "vi" ? share?.replace(".", ",") : share;
    const figure = (label, value, note) => make("div", {}, make("dt", {}, label),
      make("dd", {}, make("b", {}, value === null ? "–" : this.sheet.figure(value)), make("span", {}, value === null ? words.review_empty : note)));
    return make("dl", { class: "send-figures" },
      figure(words.review_cases, totals.total, fill(words.review_cases_note, { n: totals.yesterday === null ? "–" : this.sheet.figure(totals.yesterday) })),
      figure(words.review_samples, totals.samples, words.review_samples_note),
      figure(words.review_positives, totals.positives, decimal === null ? "" : fill(words.review_positives_note, { n: decimal })),
      figure(words.review_f1, totals.new_f1_contacts, words.review_f1_note));
  }

  #odd() {
    if (!this.#confirmations.size) return null;
    const items = [...this.#confirmations.values()].map((each) => this.#oddItem(each));
    return make("section", {}, make("h3", {}, this.sheet.words.review_odd), ...items);
  }

  #oddItem(warning) {
    const { words } = this.sheet;
    const place = warning.column === "total" ? words.total : this.sheet.column(warning.column).heading;
    const reason = make("input", { type: "text", class: "field", maxlength: LONGEST_REASON, placeholder: words.review_odd_reason,
      "aria-label": `${this.sheet.ward(warning.ward).name}: ${words.review_odd_reason}`,
      oninput: ({ target }) => this.#note(warning, { reason: target.value.trim() }) });
    const tick = make("input", { type: "checkbox", onchange: ({ target }) => {
      this.#note(warning, { ticked: target.checked });
      if (target.checked) reason.focus();
    } });
    return make("div", { class: "odd-item", "data-warning": warning.code, "data-ward": warning.ward },
      make("label", {}, tick, make("span", {}, make("b", {}, `${this.sheet.ward(warning.ward).name} · ${place}: ${this.#valueOf(warning)}`),
        make("span", {}, warning.message), make("span", { class: "sr" }, words.review_odd_tick))), reason);
  }

  #valueOf({ ward, column }) {
    const value = column === "total" ? this.sheet.total(ward) : this.sheet.values(ward)[column];
    return value === null || value === undefined ? "–" : this.sheet.figure(value);
  }

  #note(warning, change) {
    Object.assign(warning, change);
    this.#check();
  }

  #fixes() {
    if (!this.#reasons.size) return null;
    const selects = [...this.#reasons.keys()].map((ward) => this.#fixItem(ward));
    return make("section", {}, make("h3", {}, this.sheet.words.review_fix), ...selects, this.#sameForAll());
  }

  #fixItem(ward) {
    const { words, state } = this.sheet;
    const name = this.sheet.ward(ward).name;
    const changes = this.sheet.isWithdrawal(ward) ? words.review_withdraw : this.#changesOf(ward);
    const select = make("select", { class: "field", "aria-label": `${name}: ${words.review_fix}`, "data-reason": ward,
      onchange: ({ target }) => {
        this.#reasons.set(ward, target.value);
        this.#check();
      } },
    make("option", { value: "" }, words.review_choose),
    state.reasons.map((code) => make("option", { value: code }, words[`reason_${code}`])));
    return make("div", { class: "fix-item" }, make("p", {}, make("b", {}, name), make("span", {}, changes)), select);
  }

  #changesOf(ward) {
    const before = storedTexts(this.sheet.ward(ward).stored, this.sheet.columns);
    const values = this.sheet.values(ward);
    return this.sheet.columns
      .filter(({ name }) => (values[name] === null ? "" : String(values[name])) !== before[name])
      .map(({ name, short }) => `${short} ${before[name] || "–"} → ${values[name] === null ? "–" : values[name]}`)
      .join(", ");
  }

  #sameForAll() {
    if (this.#reasons.size < 2) return null;
    return make("button", { type: "button", class: "link-button", onclick: () => {
      const chosen = [...this.#reasons.values()].find(Boolean);
      if (!chosen) return;
      for (const select of this.#dialog.querySelectorAll("[data-reason]")) {
        select.value = chosen;
        this.#reasons.set(select.dataset.reason, chosen);
      }
      this.#check();
    } }, this.sheet.words.review_fix_same);
  }

  #changes() {
    const { words, verdict } = this.sheet;
    const { state, changes = [], message } = verdict ?? { state: "waiting" };
    const said = { trying: words.changes_trying, offline: words.changes_offline, failed: fill(words.changes_failed, { why: message }) };
    const line = said[state] ?? (changes.length ? "" : words.changes_none);
    return make("section", {}, make("h3", {}, words.review_changes),
      changes.length ? make("ul", { class: "changes-list" }, changes.map((each) => make("li", {}, levelStep(this.sheet, each)))) : null,
      line ? make("p", { class: "note" }, line) : null);
  }

  #left() {
    const left = this.sheet.missing();
    if (!left.length) return null;
    const names = left.map(({ ward }) => this.sheet.ward(ward).name).join(", ");
    return make("section", {}, make("h3", {}, this.sheet.words.review_left), make("p", { class: "soft" }, names));
  }

  #check() {
    const open = [...this.#confirmations.values()].filter(({ ticked, reason }) => !ticked || reason.length < SHORTEST_REASON).length
      + [...this.#reasons.values()].filter((reason) => !reason).length;
    this.#send.disabled = open > 0 || this.#busy;
    this.#needs.textContent = open ? fill(this.sheet.words.review_needs, { n: open }) : "";
  }

  async #go(event) {
    event.preventDefault();
    const confirmations = {};
    for (const { ward, code, reason } of this.#confirmations.values()) (confirmations[ward] ??= []).push({ code, reason });
    const rows = this.sheet.rowsToSend({ confirmations, reasons: Object.fromEntries(this.#reasons) });
    const keys = rows.map(({ ward_code: ward }) => this.sheet.rowKey(ward));
    this.#wait(true);
    try {
      const answer = await this.submit(rows, { title: this.#subtitle() });
      this.#wait(false);
      if (answer) this.#answered(answer, rows, keys);
      else this.#dialog.close();
    } catch (fault) {
      this.#wait(false);
      this.#show(fill(this.sheet.words.send_failed, { why: fault.message }));
    }
  }

  #wait(busy) {
    this.#busy = busy;
    this.#send.disabled = busy;
    this.#send.textContent = busy ? this.sheet.words.review_sending : this.sheet.words.review_send;
  }

  /** When the server took it, told by the receipt, since this machine's clock may be wrong. The receipt stands without. */
  async #taken({ receipt, items }, rows) {
    if (!receipt) return null;
    const { at = null } = await request(`/api/v1/submissions/${receipt}`, { signIn: false }).catch(() => ({}));
    if (at) this.sheet.setReceived(items.map(({ index }) => rows[index].ward_code), at);
    return at;
  }

  /** Rows that were taken are stored now; of others it is said why, and what is odd about them is asked again. */
  #answered(answer, rows, keys) {
    const verdict = verdictOf(answer, rows, keys, this.sheet);
    takeStored(this.sheet, answer, rows);
    this.sheet.setLevels(answer.level_changes);
    this.sheet.setVerdict(verdict);
    const refused = answer.items.filter(({ result }) => result === "rejected");
    if (!refused.length) return showReceipt(this.#dialog, this.sheet, answer, this.#taken(answer, rows));
    this.#confirmations = new Map(this.sheet.warnings().map((each) => [keyOf(each), { ...each, ticked: false, reason: "" }]));
    const { words } = this.sheet;
    const lines = refused.map(({ index, problem }) => `${this.sheet.ward(rows[index].ward_code).name}: ${problem}`);
    this.#show([fill(words.send_refused_rows, { n: refused.length }), ...lines].join("\n"));
  }
}

/** Marks what an answer says was taken as stored, in the versions it tells. */
export function takeStored(sheet, answer, rows, { name, at } = {}) {
  for (const { index, result, version } of answer.items) {
    if (result === "rejected") continue;
    const { ward_code: ward, counts, tests, new_f1_contacts, note } = rows[index];
    sheet.store(ward, {
      version,
      counts,
      tests: tests ?? null,
      new_f1_contacts: new_f1_contacts ?? null,
      note: note ?? null,
      reported_by: document.body.dataset.username ?? "",
      reported_by_name: name ?? document.querySelector(".user-name")?.textContent ?? "",
      received_at: at ?? new Date().toISOString(),
    });
  }
}

function keyOf({ ward, code }) {
  return `${ward} ${code}`;
}
