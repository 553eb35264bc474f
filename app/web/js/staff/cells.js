// One cell of a daily report: what a person typed, as a number. The same rules as app/domain/intake_cells.py; both run
// against tests/vectors/intake_cells.json.

export const LARGEST = 1_000_000;

const DASH = /^[-‐‑‒–—−]$/;
const ZERO_WORDS = ["khong", "ko", "khong co"];
const GROUPED = /^\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+|(?: \d{3})+)$/;

/**
 * Reads a number.
 *
 * Returns `{value}` with an integer, or null for a blank cell, which is no report; or `{fault}` with the code of what
 * is wrong: `fraction`, `negative`, `too_large` or `not_a_number`.
 */
export function parseCount(raw) {
  const text = tidy(raw);
  if (text === "") return { value: null };
  if (DASH.test(text) || ZERO_WORDS.includes(bare(text))) return { value: 0 };
  if (/^\d+$/.test(text) || GROUPED.test(text)) return withinBounds(text.replace(/\D/g, ""));
  if (/^\d+[.,]\d+$/.test(text)) return { fault: "fraction" };
  if (/^[-−] ?\d/.test(text)) return { fault: "negative" };
  return { fault: "not_a_number" };
}

/** A text without blanks around it, full-width digits and no-break spaces made plain, in one normal form. */
export function tidy(raw) {
  return String(raw ?? "").normalize("NFKC").replace(/[\s\u200b\ufeff]+/g, " ").trim();
}

/** A whole number with the thousands mark of a language, as it stands in a cell that is not being typed in. */
export function formatCount(value, language) {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, language === "vi" ? "." : ",");
}

function withinBounds(digits) {
  const value = Number(digits);
  return value > LARGEST ? { fault: "too_large" } : { value };
}

function bare(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
