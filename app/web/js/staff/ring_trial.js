// What rings drawn anew change of those that stand, in words: who is held tighter, who is released, and what forbids it.

import { make } from "./elements.js";
import { figures } from "./ring_legend.js";
import { fill } from "./words.js";

const NAMED = 3;

/** Puts the answer of POST /outbreaks/{id}/rings/preview into an element. */
export function drawTrial(element, answer, { state, action }) {
  const { words } = state;
  const lines = ["tightened", "loosened"].filter((name) => answer[name].places_in_all).map((name) => moved(name, answer[name], state));
  const against = { extend: ["loosened", "extend_loosens"], shrink: ["tightened", "shrink_tightens"] }[action];
  const refused = against && answer[against[0]].places_in_all ? [make("p", { class: "refused" }, fill(words[against[1]], { wards: names(answer[against[0]], words) }))] : [];
  element.replaceChildren(...(lines.length ? lines : [make("p", {}, words.changes_nothing)]), ...refused);
}

function moved(name, change, { language, words }) {
  const { number, area } = figures(language);
  const people = change.population === null ? "?" : number(change.population);
  return make("p", { class: name }, make("b", {}, fill(words[name], { people, area: area(change.area_km2) })), `${words.estimated}: ${names(change, words)}`);
}

function names({ places }, words) {
  const all = [...new Set(places.map(({ ward_name: name }) => name))];
  const more = all.length > NAMED ? ` ${fill(words.and_more, { n: all.length - NAMED })}` : "";
  return all.slice(0, NAMED).join(", ") + more;
}
