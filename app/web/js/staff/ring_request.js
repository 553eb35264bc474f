// One way to draw rings, as the pages keep it, and as the API is asked for it.

import { fill } from "./words.js";

/** All that the five modes can be told; `layers` are the shapes drawn by hand. */
export const EMPTY_RINGS = {
  mode: "whole_units", order: 1, outer_order: null, core_m: 0, next_m: 1000, outer_m: null, layers: {},
  respect_barriers: false, within_districts: false,
};

const OF_MODE = { contiguity: ["order", "outer_order"], distance: ["core_m", "next_m", "outer_m"], manual: ["layers"] };

/** The members of a body: those of other modes are left out, and so is what says nothing. */
export function ringMembers(rings) {
  const members = { mode: rings.mode };
  for (const name of OF_MODE[rings.mode] ?? []) {
    if (rings[name] !== null) members[name] = rings[name];
  }
  for (const flag of ["respect_barriers", "within_districts"]) {
    if (rings[flag]) members[flag] = true;
  }
  return members;
}

/** An answer's `mode` and `parameters` as the pages keep them. */
export function ringsOf({ mode, parameters = {} }) {
  const known = Object.keys(EMPTY_RINGS).filter((name) => parameters[name] !== undefined && parameters[name] !== null);
  return { ...EMPTY_RINGS, ...Object.fromEntries(known.map((name) => [name, parameters[name]])), mode };
}

/** “Trong 1.000 m, không vượt sông”. */
export function ringsInWords({ mode, parameters = {} }, words, number) {
  const { order = 1, next_m: next, outer_m: outer } = parameters;
  const values = { order: number(order ?? 1), n: order, next: number(next ?? 0) };
  const parts = [fill(words[`mode_${mode}`], values)];
  if (mode === "distance" && outer) parts.push(fill(words.mode_outer, { outer: number(outer) }));
  if (parameters.respect_barriers) parts.push(words.mode_barriers);
  if (parameters.within_districts) parts.push(words.mode_within);
  return parts.join(", ");
}

/** Whether two requests ask for the same rings. */
export function isSameRings(one, other) {
  return JSON.stringify(sorted(ringMembers(one))) === JSON.stringify(sorted(ringMembers(other)));
}

function sorted(members) {
  return Object.fromEntries(Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1)));
}
