// Keeping and sending, put together for the page of the daily sheet.

import { connectCards } from "./cards.js";
import { connectClock, momentOf } from "./clock.js";
import { connectColleagues } from "./colleagues.js";
import { Draft } from "./draft.js";
import { make } from "./elements.js";
import { Kept } from "./kept.js";
import { connectOfflineLine, keepPageForOffline } from "./offline.js";
import { Outbox } from "./outbox.js";
import { Sender, clashes, connectOutboxLine } from "./send.js";
import { request } from "./session.js";
import { fill } from "./words.js";

/**
 * Starts everything around a sheet.
 *
 * @param toast `show(text, [{label, act}])`.
 * @returns `submit(rows)` for the summary: the answer of the batch; null when it is sent later, or was told already.
 */
export function connectSending(sheet, { toast }) {
  const state = { ...sheet.state, ...person() };
  const { words, district, reporting_date: day } = state;
  const moment = momentOf(state.open_day ?? day, state.timezone);
  const place = [state.username, district.code, day];
  const lines = linesIn(document.querySelector("[data-report]"));

  const draft = new Draft(sheet, { path: `/api/v1/drafts/${district.code}/${day}`, kept: new Kept("draft", place), request });
  const outbox = new Outbox({ username: state.username, kept: new Kept("outbox", [state.username]), request });
  const clock = connectDeadline(lines.day, { state, words, moment });
  const now = () => new Date(clock.now()).toISOString();
  const sender = new Sender(sheet, outbox, { state, words, moment, now });

  showDraftState(draft, document.getElementById("draft-status"), { words, moment });
  draft.addEventListener("merged", ({ detail }) => tellMerged(detail, { sheet, toast, words }));
  sender.addEventListener("sent", ({ detail }) => tellLate(detail, { toast, words }));
  sender.addEventListener("change", () => markWaiting(sender, words));
  connectColleagues(draft, sheet, { root: document.querySelector("[data-report]"), line: lines.others, words });
  connectOutboxLine(lines.outbox, sender, outbox, { state, words, addressOf });
  connectOfflineLine(lines.offline, { words, moment });
  connectCards(sheet, {
    root: document.getElementById("cards"),
    frame: document.querySelector("[data-report]"),
    words,
    glyphOf: (ward) => document.querySelector(`tr[data-ward="${ward.code}"] .glyph`)?.cloneNode(true),
    review: () => document.getElementById("review")?.click(),
  });
  document.addEventListener("staff:leaving", (event) => outbox.items.length && event.preventDefault());

  (sheet.readOnly ? Promise.resolve() : draft.open()).finally(() => {
    markWaiting(sender, words);
    outbox.keepTrying();
    sender.decide();
    keepPageForOffline(state.username);
  });
  return { submit: (rows) => submitted(sender, rows), draft, outbox, sender };
}

/** What the summary shows: an answer with its receipt, a refusal as a fault, or null when the line above tells it all. */
async function submitted(sender, rows) {
  const { state, answer, problem } = await sender.submit(rows);
  if (state === "refused") throw new Error(problem?.detail ?? problem?.title ?? "");
  if (state === "queued") return null;
  if (!answer.items.some(clashes)) return answer;
  // Clashes have a dialog of their own; the receipt speaks of the rows that were taken.
  const items = answer.items.filter((each) => each.result !== "rejected");
  return items.length ? { ...answer, items } : null;
}

function person() {
  const username = document.body.dataset.username ?? "";
  return { username, display_name: document.querySelector(".user-name")?.textContent.trim() || username };
}

function addressOf(item) {
  return `/staff/report/${item.district_code}/${item.reporting_date}${location.search}`;
}

function linesIn(report) {
  const names = ["offline", "outbox", "day", "others"];
  const lines = names.map((name) => [name, make("div", { class: `sending-${name}`, hidden: true, role: name === "others" ? null : "status" })]);
  const box = make("div", { class: "sending-lines" }, lines.map(([, line]) => line));
  report.querySelector(".report-head").after(box);
  return Object.fromEntries(lines);
}

function showDraftState(draft, element, { words, moment }) {
  draft.addEventListener("state", ({ detail: { state, at, message } }) => {
    const text = {
      saving: words.draft_saving,
      saved: at ? fill(words.draft_saved, { time: moment(at) }) : "",
      local: message ? fill(words.draft_local_why, { why: message }) : words.draft_local,
      unsaved: words.draft_unsaved,
    }[state];
    element.dataset.state = state;
    if (element.textContent !== text) element.textContent = text;
  });
}

function tellMerged({ restored, clashes }, { sheet, toast, words }) {
  if (clashes.length) {
    const cells = clashes.slice(0, 3).map(({ ward, column, theirs }) =>
      `${sheet.ward(ward)?.name} ${sheet.column(column).short} ${theirs || words.others_blank}`).join(", ");
    const take = () => sheet.set(clashes.map(({ ward, column, theirs }) => ({ ward, column, text: theirs ?? "" })));
    toast.show(fill(words.draft_clash, { n: clashes.length }), [{ label: fill(words.draft_clash_take, { cells }), act: take }]);
  } else if (restored) {
    toast.show(fill(words.draft_restored, { n: restored }));
  }
}

/** An answer nobody waits for any more: what was sent later, or in another tab. */
function tellLate({ item, answer, isAwaited }, { toast, words }) {
  if (isAwaited || answer.created + answer.corrected + answer.unchanged === 0) return;
  const sentence = answer.receipt ? words.outbox_sent : words.outbox_sent_same;
  toast.show(fill(sentence, { title: item.title, receipt: answer.receipt }), [], { stays: true });
}

function markWaiting(sender, words) {
  const [waiting, refused] = [sender.waitingWards, sender.refusedWards];
  for (const row of document.querySelectorAll("[data-report] [data-ward]")) {
    const { ward } = row.dataset;
    row.classList.toggle("is-refused", refused.has(ward));
    const name = row.querySelector(".name, .wcard-name b");
    name?.querySelector(":scope > .waiting")?.remove();
    if (waiting.has(ward)) name?.append(make("small", { class: "waiting" }, ` ${words.outbox_row}`));
  }
}

function connectDeadline(line, { state, words, moment }) {
  const element = document.querySelector("#deadline span") ?? make("span");
  const say = (text, link = null) => {
    line.replaceChildren(make("p", { class: "line" }, text, " ", link));
    line.hidden = false;
  };
  const toNextDay = () => {
    const next = document.querySelector(".days a[rel=next]");
    return make("a", { href: next?.href ?? `/staff/report/${state.district.code}${location.search}` }, words.clock_next_day);
  };
  return connectClock(element, {
    path: `/api/v1/reporting-days/${state.reporting_date}?district=${state.district.code}`,
    request: (path) => request(path, { signIn: false }),
    kept: new Kept("day", [state.district.code, state.reporting_date]),
    words,
    moment,
    onStage: (stage, before, day) => {
      if (before === null) return;
      const label = state.day_label;
      if (stage === "open") say(fill(words.clock_has_published, { at: moment(day.publish_at) }));
      if (stage === "closed") say(fill(words.clock_has_closed, { day: label, at: moment(day.closes_at) }), toNextDay());
      if (stage === "locked") say(fill(words.clock_has_locked, { day: label }));
    },
  }).clock;
}
