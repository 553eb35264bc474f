// What rings mean in numbers: people, ground, share of the district, wards, and what is to be known of them.

import { make } from "./elements.js";
import { fill } from "./words.js";

/** So many wards are named in a sentence. */
const NAMED = 3;

/** Numbers as the reader's language writes them. */
export function figures(language) {
  const whole = new Intl.NumberFormat(language);
  const area = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
  return { number: (value) => whole.format(value), area: (value) => `${area.format(value)} km²`, share: (value) => share.format(value) };
}

/** The sample of a line: solid, dashed or dotted by directive. */
export function lineSample(directive) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "line-sample");
  svg.setAttribute("viewBox", "0 0 34 10");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", `ring-${directive}`);
  path.setAttribute("d", "M1 5H33");
  svg.append(path);
  return svg;
}

/**
 * Puts the figures of a preview into an element.
 *
 * @param answer what POST /outbreaks/preview gives.
 * @param wards Map of code to { ward_name, district_code, district_name }.
 */
export function drawLegend(element, answer, { state, wards }) {
  const core = coreDistricts(answer, wards);
  element.replaceChildren(
    make("ul", { class: "ring-rows" }, state.layers.map((layer) => row(layer, answer, { state, wards, core }))),
    ...neighbours(answer, { state, wards, core }),
    ...leftOut(answer, { state, wards }),
    ...warnings(answer, state.language),
    wardList(answer, { state, wards }),
  );
}

/** One line for where there is little room: “CT 16 2.545 · CT 15 175.779 · CT 19 253.496”. */
export function drawStrip(element, answer, { state }) {
  const { number } = figures(state.language);
  element.replaceChildren(...state.layers.map(({ layer, directive }) => {
    const found = featureOf(answer, layer);
    return make("span", {}, lineSample(directive), found ? number(found.properties.population ?? 0) : "–");
  }));
}

function featureOf(answer, layer) {
  return answer.features.find(({ properties }) => properties.layer === layer);
}

function row({ layer, directive, label }, answer, { state, wards, core }) {
  const { words } = state;
  const { number, area, share } = figures(state.language);
  const found = featureOf(answer, layer)?.properties;
  const own = answer.ward_layers.filter((each) => each.layer === layer);
  const partial = own.filter((each) => each.partial).length;
  const head = make("p", { class: "ring-row-head" }, lineSample(directive), make("b", {}, label), make("span", { class: "note" }, fill(words.directive, { n: directive })));
  if (!found) return make("li", { class: "is-empty" }, head, make("p", { class: "note" }, "–"));
  const people = found.population === null ? words.unknown_people : fill(words.people, { n: number(found.population) });
  const shares = answer.district_shares.filter((each) => each.layer === layer && core.includes(each.district_code) && each.population_share);
  const biggest = shares.sort((one, other) => other.population_share - one.population_share)[0];
  const counts = own.length > partial ? [fill(words.whole_wards, { n: own.length - partial })] : [];
  if (partial) counts.push(fill(words.partial_wards, { n: partial }));
  return make("li", { "data-layer": layer }, head,
    make("p", { class: "ring-people" }, make("b", {}, people), found.population_estimated ? make("span", { class: "note" }, ` ${words.estimated}`) : null, make("span", { class: "ring-area" }, area(found.area_km2))),
    make("p", { class: "note" }, [...(biggest ? [fill(words.of_district, { share: share(biggest.population_share), district: districtName(biggest.district_code, wards) })] : []), ...counts].join(" · ")));
}

/** Wards of other districts in the core or the next layer, district by district: rings cross their line. */
function neighbours(answer, { state, wards, core }) {
  const others = answer.ward_layers.filter(({ ward_code: code, layer }) => layer !== "outer" && wards.has(code) && !core.includes(wards.get(code).district_code));
  if (!others.length) return [];
  const byDistrict = Map.groupBy ? Map.groupBy(others, ({ ward_code: code }) => wards.get(code).district_name ?? "") : grouped(others, wards);
  const lines = [...byDistrict].map(([district, found]) => make("li", {}, make("b", {}, district), ` ${found.map(({ ward_code: code }) => wards.get(code).ward_name).join(", ")}`));
  return [make("div", { class: "ring-neighbours" }, make("h3", {}, state.words.neighbours), make("ul", {}, lines))];
}

function grouped(items, wards) {
  const found = new Map();
  for (const each of items) {
    const name = wards.get(each.ward_code).district_name ?? "";
    found.set(name, [...(found.get(name) ?? []), each]);
  }
  return found;
}

/** Known cases that neither the core nor the next layer holds. */
function leftOut({ known_cases: known }, { state, wards }) {
  if (!known || known.covered !== false) return [];
  const all = (known.ward_codes_left_out ?? []).map((code) => wards.get(code)?.ward_name ?? code);
  const more = all.length > NAMED ? ` ${fill(state.words.and_more, { n: all.length - NAMED })}` : "";
  return [make("ul", { class: "ring-warnings" }, make("li", {}, fill(state.words.cases_outside, { wards: all.slice(0, NAMED).join(", ") + more || "–" })))];
}

function warnings({ warnings: all = [] }, language) {
  // Which wards of other districts are met stands above, by name.
  const found = all.filter(({ code }) => code !== "neighbours_touched");
  if (!found.length) return [];
  return [make("ul", { class: "ring-warnings" }, found.map((each) => make("li", {}, each[language] ?? each.vi)))];
}

function wardList(answer, { state, wards }) {
  const { words } = state;
  const lists = state.layers.map(({ layer, label }) => {
    const own = answer.ward_layers.filter((each) => each.layer === layer);
    if (!own.length) return null;
    const names = own.map(({ ward_code: code, partial }) => `${wards.get(code)?.ward_name ?? code}${partial ? ` (${words.partly})` : ""}`);
    return make("div", {}, make("h3", {}, label), make("p", {}, names.join(", ")));
  });
  return make("details", { class: "ring-wards" }, make("summary", {}, words.wards_list), lists);
}

/** The districts of the wards in the core. */
function coreDistricts(answer, wards) {
  const codes = answer.ward_layers.filter(({ layer }) => layer === "core").map(({ ward_code: code }) => wards.get(code)?.district_code);
  return [...new Set(codes)];
}

function districtName(code, wards) {
  return [...wards.values()].find(({ district_code: district }) => district === code)?.district_name ?? code;
}
