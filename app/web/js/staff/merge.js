// Two drafts of one sheet made into one, cell by cell, without asking any clock: what both began with tells who changed
// what. Cells are `{ward: {column: text}}`; a cell that is not there is as it is stored.

/**
 * @returns `{cells, clashes}`: a cell changed on one side only is taken from there; changed differently on both sides
 * mine stays, and the clash is told as `{ward, column, mine, theirs}` (undefined: as stored).
 */
export function merge(base, mine, theirs) {
  const cells = {};
  const clashes = [];
  for (const { ward, column } of places(base, mine, theirs)) {
    const [before, here, there] = [base, mine, theirs].map((each) => each[ward]?.[column]);
    const text = here === before ? there : here;
    if (here !== before && there !== before && here !== there) clashes.push({ ward, column, mine: here, theirs: there });
    if (text !== undefined) (cells[ward] ??= {})[column] = text;
  }
  return { cells, clashes };
}

/** The places at which two drafts differ, as `{ward, column}`. */
export function differences(one, other) {
  return places(one, other).filter(({ ward, column }) => one[ward]?.[column] !== other[ward]?.[column]);
}

function places(...drafts) {
  const names = new Map();
  for (const draft of drafts) {
    for (const [ward, row] of Object.entries(draft)) {
      for (const column of Object.keys(row)) names.set(`${ward}|${column}`, { ward, column });
    }
  }
  return [...names.values()];
}
