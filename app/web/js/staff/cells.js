// One cell of a daily report: what a person typed, as a number. The same rules as app/domain/intake_cells.py; both run
// against tests/vectors/intake_cells.json.

import { fold } from "../fold.js";

export const LARGEST = 1_000_000;

const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g;
const DASHES = /^[-‐‑‒–—―−]+$/;
const WHOLE = /^[0-9]+$/;
const GROUPED = /^[1-9][0-9]{0,2}([., '’])[0-9]{3}(?:\1[0-9]{3})*$/;
const ZERO_FRACTION = /^([0-9]+)[.,]0{1,2}$/;
const ZERO_WORDS = new Set(["khong", "ko", "k", "khong co", "ko co", "none", "nil"]);
const SHAPES = [
  [/^#.*[!?/A]$/, "sheet_error"],
  [/^[=+@].*$/s, "formula"],
  [/^(?:[-‐‑‒–—―−] ?[0-9].*|\( ?[0-9][0-9.,' ]*\))$/, "negative"],
  [/^[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}|[0-9]{4})$/, "date"],
  [/^[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2}.*$/, "date"],
  [/^(?:[0-9]{1,2}[/-][0-9]{1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)$/, "date"],
  [/^[0-9.,]+e[+-]?[0-9]+$/i, "exponent"],
  [/^(?:[0-9]*[.,][0-9][0-9., ]*|[0-9][0-9., ]*[.,])$/, "fraction"],
];

/**
 * Reads a number.
 *
 * Returns `{value}` with an integer, or null for a blank cell, which is no report; or `{fault}` with the code of what
 * is wrong. A word for none, such as `không`, is 0 and brings a `notice`.
 */
export function parseCount(raw) {
  const whole = String(raw ?? "");
  // Two numbers on two lines of one cell must not become one number.
  if (whole.trim().includes("\n")) return { fault: "not_a_number" };
  const text = tidy(whole);
  if (text === "") return { value: null };
  if (DASHES.test(text)) return { value: 0 };
  const digits = digitsOf(text);
  if (digits !== null) return Number(digits) > LARGEST ? { fault: "too_large" } : { value: Number(digits) };
  if (ZERO_WORDS.has(fold(text))) return { value: 0, notice: "word_as_zero" };
  return { fault: SHAPES.find(([shape]) => shape.test(text))?.[1] ?? "not_a_number" };
}

/** A text as a person sees it: full-width signs made narrow, blanks of any kind single, no unseen marks. */
export function tidy(raw) {
  const narrow = String(raw ?? "").replace(/[\uff01-\uff5e]/g, (mark) => String.fromCharCode(mark.charCodeAt(0) - 0xfee0));
  return narrow.replace(UNSEEN, "").replace(/\s+/g, " ").trim();
}

/** A whole number with the thousands mark of a language, as it stands in a cell that is not being typed in. */
export function formatCount(value, language) {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, language === "vi" ? "." : ",");
}

function digitsOf(text) {
  if (WHOLE.test(text)) return text;
  if (GROUPED.test(text)) return text.replace(/[^0-9]/g, "");
  return text.match(ZERO_FRACTION)?.[1] ?? null;
}
