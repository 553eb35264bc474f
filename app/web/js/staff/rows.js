// One ward's row of the daily sheet: its cells as a report, its state, and what is wrong or odd about it.

import { parseCount, tidy } from "./cells.js";

export const LONGEST_NOTE = 2000;

/** What one cell holds: `{text, value}` (value null: blank) or `{text, fault}`. */
export function readCell(column, text) {
  if (column.is_number) return { text, ...parseCount(text) };
  const note = tidy(text);
  return note.length > LONGEST_NOTE ? { text, fault: "note_too_long" } : { text, value: note || null };
}

/** A report as the API takes it, from the values by column; null unless every class of cases is given. */
export function reportOf(values, columns) {
  const classes = columns.filter((column) => column.is_case_class).map((column) => column.name);
  if (classes.some((name) => values[name] === null)) return null;
  const { samples, positives } = values;
  return {
    counts: Object.fromEntries(classes.map((name) => [name, values[name]])),
    tests: samples === null || positives === null ? null : { samples, positives },
    new_f1_contacts: values.new_f1_contacts,
    note: values.note,
  };
}

/** The sum of the classes that are given; null when none is. */
export function totalOf(values, columns) {
  const given = columns.filter((column) => column.is_case_class).map((column) => values[column.name]);
  const known = given.filter((value) => value !== null && value !== undefined);
  return known.length ? known.reduce((sum, value) => sum + value, 0) : null;
}

/** The texts of a stored report, by column; all blank where nothing stands. */
export function storedTexts(stored, columns) {
  const values = stored?.counts ? { ...stored.counts, ...stored.tests, ...stored } : {};
  return Object.fromEntries(columns.map((column) => [column.name, textOf(values[column.name])]));
}

/**
 * What is wrong with a row beyond single cells: only one of samples and positives given. A row that is merely not
 * finished yet is not wrong.
 */
export function rowFaults(values) {
  const { samples, positives } = values;
  if (samples === null && positives !== null && positives !== undefined) return [{ column: "samples", code: "tests_half" }];
  if (positives === null && samples !== null && samples !== undefined) return [{ column: "positives", code: "tests_half" }];
  return [];
}

/**
 * What is odd about a row, as far as this browser can tell before the server has looked; the same rules as
 * app/domain/plausibility.py, by the bounds the page was given.
 */
export function rowWarnings(values, ward, columns, bounds) {
  const total = totalOf(values, columns);
  const before = ward.yesterday ? totalOf(ward.yesterday, columns) : null;
  return [...jumps(total, before, bounds), ...drops(total, before, ward), ...excesses(total, values, ward)];
}

function jumps(total, before, { jump_from, jump_factor }) {
  if (total === null || before === null || total < Math.max(jump_from, jump_factor * before)) return [];
  if (before === 0) return [{ column: "total", code: "jump", words: "jump_from_zero", values: { value: total } }];
  return [{ column: "total", code: "jump", values: { times: Math.floor(total / before), against: before } }];
}

function drops(total, before, { in_outbreak }) {
  const fell = total === 0 && before !== null && before > 0 && in_outbreak;
  return fell ? [{ column: "total", code: "drop_to_zero_in_outbreak", values: { against: before } }] : [];
}

function excesses(total, { samples, positives }, { population }) {
  const cases = total !== null && population !== null && total > population;
  const tests = samples !== null && positives !== null && positives > samples;
  return [
    ...(cases ? [{ column: "total", code: "cases_exceed_population", values: { value: total, against: population } }] : []),
    ...(tests ? [{ column: "positives", code: "positives_exceed_samples", values: { value: positives, against: samples } }] : []),
  ];
}

function textOf(value) {
  return value === null || value === undefined ? "" : String(value);
}
