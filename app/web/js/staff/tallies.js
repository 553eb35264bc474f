// What a whole sheet adds up to.

/** How far a sheet is: `{wards, done, errors, missing, toSend}`, all numbers of wards. */
export function progressOf(sheet) {
  const states = sheet.wards.map(({ code }) => sheet.rowState(code));
  const count = (...kinds) => states.filter((state) => kinds.includes(state)).length;
  return {
    wards: states.length,
    done: count("complete", "warning", "stored"),
    errors: count("error"),
    missing: count("blank", "partial"),
    toSend: count("complete", "warning"),
  };
}

/** Sums over all wards by column, with `total` and `yesterday`; null where no ward has a value. */
export function totalsOf(sheet) {
  const sum = (values) => values.filter((value) => value !== null).reduce((all, value) => (all ?? 0) + value, null);
  const codes = sheet.wards.map(({ code }) => code);
  const numbers = sheet.columns.filter((column) => column.is_number);
  const sums = numbers.map(({ name }) => [name, sum(codes.map((code) => sheet.values(code)[name]))]);
  return {
    ...Object.fromEntries(sums),
    total: sum(codes.map((code) => sheet.total(code))),
    yesterday: sum(codes.map((code) => sheet.yesterdayTotal(code))),
  };
}
