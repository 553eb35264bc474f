// How long the day is still open, by the server's clock: the machine's own may be wrong.

import { fill } from "./words.js";

const ASK_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HASTE_MS = 30 * MINUTE_MS;
const ENDS = { ahead: "publish_at", open: "closes_at", closed: "locks_at", reopened: "reopened_until" };

/** The server's time as of its last answer, carried on by a clock that nobody can set. */
export class ServerClock {
  #known = null;

  constructor(machineOffset = 0) {
    this.machineOffset = machineOffset;
  }

  /** @param asked `performance.now()` when the question went out; the answer counts as made half-way. */
  learn(serverTime, asked) {
    const now = performance.now();
    this.#known = { server: Date.parse(serverTime) + (now - asked) / 2, tick: now };
    this.machineOffset = Math.round(this.#known.server - Date.now());
  }

  /** Milliseconds since 1970; before any answer by the machine's clock, put right by what was learned earlier. */
  now() {
    return this.#known ? this.#known.server + performance.now() - this.#known.tick : Date.now() + this.machineOffset;
  }
}

/**
 * Where a day stands: `ahead` of publication, `open` until the cut-off, `closed` until the lock, `reopened` until its
 * end, or `locked`; `until` is the moment at which that ends, null when it does not.
 */
export function stageOf(day, now) {
  const until = (stage) => (day[ENDS[stage]] ? Date.parse(day[ENDS[stage]]) : null);
  const [publish, close, lock, reopened] = ["ahead", "open", "closed", "reopened"].map(until);
  if (publish !== null && publish < close && now < publish) return { stage: "ahead", until: publish };
  if (now < close) return { stage: "open", until: close };
  if (lock === null || now < lock) return { stage: "closed", until: lock };
  if (reopened !== null && now < reopened) return { stage: "reopened", until: reopened };
  return { stage: "locked", until: null };
}

/** What is left, in words: “1 giờ 20 phút”, “24 phút”, “45 giây”. A minute that has begun counts as one. */
export function leftInWords(milliseconds, words) {
  if (milliseconds <= MINUTE_MS) return fill(words.clock_seconds, { n: Math.max(0, Math.ceil(milliseconds / 1000)) });
  const minutes = Math.ceil(milliseconds / MINUTE_MS);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [hours && fill(words.clock_hours, { n: hours }), rest && fill(words.clock_minutes, { n: rest })];
  return parts.filter(Boolean).join(" ");
}

/**
 * Shows the countdown and tells when the day passes from one stage to the next.
 *
 * @param kept where the last answer stays, for a page opened without a network.
 * @param moment shows an instant as “16:00” or “16:00 15/09”.
 * @param onStage `(stage, before, day)`; `before` is null the first time.
 */
export function connectClock(element, { path, request, kept, words, moment, onStage }) {
  const remembered = kept.read();
  const clock = new ServerClock(remembered?.offset ?? 0);
  let day = remembered?.day ?? null;
  let shown = null;

  const draw = () => {
    if (!day) return;
    const { stage, until } = stageOf(day, clock.now());
    const left = until === null ? null : until - clock.now();
    const at = moment(stage === "locked" ? day.locks_at : (day[ENDS[stage]] ?? day.closes_at));
    const text = fill(words[left === null && stage === "closed" ? "clock_never_locked" : `clock_${stage}`], {
      at,
      left: left === null ? "" : leftInWords(left, words),
    });
    if (element.textContent !== text) element.textContent = text;
    const frame = element.closest("[data-clock]");
    if (frame) frame.dataset.stage = stage;
    frame?.classList.toggle("hasty", left !== null && left <= HASTE_MS);
    if (stage !== shown) {
      const before = shown;
      shown = stage;
      onStage?.(stage, before, day);
    }
  };

  const look = async () => {
    const asked = performance.now();
    try {
      day = await request(path);
      clock.learn(day.now, asked);
      kept.write({ day, offset: clock.machineOffset });
    } catch {
      // Without an answer the countdown goes on from what is known.
    }
    draw();
  };

  setInterval(draw, 1000);
  setInterval(() => document.hidden || look(), ASK_MS);
  // A machine that slept has lost its count.
  document.addEventListener("visibilitychange", () => document.hidden || look());
  addEventListener("online", look);
  draw();
  return { clock, ready: look() };
}

/** Shows instants by the site's zone: the time alone on the day itself, else with its date. */
export function momentOf(day, zone = "Asia/Ho_Chi_Minh") {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  return (instant) => {
    if (!instant) return "";
    const found = Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
    const time = `${found.hour}:${found.minute}`;
    return `${found.year}-${found.month}-${found.day}` === day ? time : `${time} ${found.day}/${found.month}`;
  };
}
