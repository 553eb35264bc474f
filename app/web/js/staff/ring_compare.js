// Several ways to draw rings round one place, side by side; one click takes one.

import { make } from "./elements.js";
import { figures, lineSample } from "./ring_legend.js";
import { isSameRings, ringsInWords, ringsOf } from "./ring_request.js";
import { Problem, request } from "./session.js";
import { ringPicture } from "./shapes.js";
import { fill } from "./words.js";

/** Warnings that a number in the row says as well. */
const RETOLD = ["neighbours_touched", "schematic_boundaries"];
const COMPARE = "/api/v1/outbreaks/compare";

/**
 * Opens the dialog and fills it.
 *
 * @param body what the rings are drawn round, as for a preview.
 * @param chosen the rings as they are chosen now; that row is marked.
 * @param onUse called with the alternative that was taken: `{ mode, parameters }`.
 */
export async function openComparison(dialog, { state, body, chosen, onUse }) {
  const { words } = state;
  const close = make("button", { type: "button", class: "button", onclick: () => dialog.close() }, words.close);
  const inside = make("div", { class: "compare-body", tabindex: "0", role: "region", "aria-label": words.cmp_title }, make("p", { class: "soft", role: "status" }, words.computing));
  dialog.replaceChildren(
    make("header", {}, make("h2", { id: "compare-title" }, words.cmp_title), make("p", { class: "soft" }, words.cmp_lead)),
    inside, make("footer", {}, close),
  );
  dialog.showModal();
  try {
    const answer = await request(COMPARE, { method: "POST", body, query: { geometry: true } });
    const shared = inAll(answer.alternatives);
    inside.replaceChildren(...known(answer, state), ...shared.map((each) => make("p", { class: "note" }, each[state.language])), table(answer, { state, chosen, onUse, dialog, shared }));
    dialog.dataset.ready = "";
  } catch (fault) {
    const why = fault instanceof Problem && fault.errors.length ? fault.errors.map(({ detail }) => detail).join(" ") : fault.message;
    inside.replaceChildren(make("p", { class: "alert", role: "alert" }, fill(words.cmp_failed, { why })));
  }
}

/** What is warned of whichever way is taken, to be said once. */
function inAll(alternatives) {
  const [first, ...others] = alternatives.map(({ warnings = [] }) => warnings);
  return (first ?? []).filter(({ code, vi }) => !RETOLD.includes(code) && others.every((each) => each.some((other) => other.code === code && other.vi === vi)));
}

function table({ alternatives }, { state, chosen, onUse, dialog, shared }) {
  const { words } = state;
  const layers = state.layers;
  const heads = [words.cmp_map, words.cmp_way, ...layers.map(({ label }) => label), words.cmp_locked, words.cmp_covers];
  return make("table", { class: "compare-table" },
    make("caption", { class: "sr" }, words.cmp_title),
    make("thead", {}, make("tr", {}, heads.map((head, index) => make("th", { scope: "col", class: index === 0 ? "sr-cell" : null }, index > 1 && index < 2 + layers.length ? lineSample(layers[index - 2].directive) : null, head)), make("th", { scope: "col" }, make("span", { class: "sr" }, words.cmp_use)))),
    make("tbody", {}, alternatives.map((each) => line(each, { state, chosen, onUse, dialog, shared }))));
}

function line(alternative, { state, chosen, onUse, dialog, shared }) {
  const { words } = state;
  const { number } = figures(state.language);
  const isNow = isSameRings(ringsOf(alternative), chosen);
  const features = alternative.features?.features ?? alternative.features ?? alternative.layers.filter(({ geometry }) => geometry).map((each) => ({ geometry: each.geometry, properties: each }));
  const name = ringsInWords(alternative, words, number);
  const take = () => {
    onUse(alternative);
    dialog.close();
  };
  return make("tr", { class: alternative.is_smallest_covering ? "smallest" : null, "data-key": alternative.key, "aria-current": isNow ? "true" : null },
    make("td", { class: "of-map" }, ringPicture(features, { label: name })),
    make("th", { scope: "row" }, make("b", {}, name), alternative.is_smallest_covering ? make("span", { class: "smallest-mark" }, words.cmp_smallest) : null,
      alternative.neighbours ? make("small", { class: "wrapped" }, fill(words.cmp_neighbours, { n: alternative.neighbours })) : null,
      ...own(alternative, shared).map((each) => make("small", { class: "warned" }, each[state.language]))),
    ...state.layers.map(({ layer, label }) => layerCell(alternative.layers.find((each) => each.layer === layer), label, state)),
    make("td", { class: "num", "data-label": words.cmp_locked }, make("b", {}, number(alternative.locked_population ?? 0))),
    make("td", { "data-label": words.cmp_covers, class: alternative.covers_known_cases ? "covers" : "covers-not" }, alternative.covers_known_cases === null ? "–" : alternative.covers_known_cases ? words.cmp_covers_all : words.cmp_covers_not),
    make("td", { class: "of-act" }, isNow ? make("span", { class: "note" }, words.cmp_now) : make("button", { type: "button", class: "button", onclick: take }, words.cmp_use, make("span", { class: "sr" }, `: ${name}`))));
}

/** What is warned of this way alone; schematic borders only matter to ways that cut wards. */
function own({ warnings = [] }, shared) {
  return warnings.filter(({ code, vi }) => !RETOLD.includes(code) && !shared.some((each) => each.vi === vi));
}

function layerCell(layer, label, { language, words }) {
  if (!layer) return make("td", { class: "num", "data-label": label }, "–");
  const { number, area, share } = figures(language);
  const ofDistrict = layer.share_of_district_population ? ` · ${share(layer.share_of_district_population)}` : "";
  const about = layer.population_estimated ? `${words.estimated} · ` : "";
  return make("td", { class: "num", "data-label": label }, number(layer.population ?? 0), make("small", {}, `${about}${area(layer.area_km2)}${ofDistrict}`));
}

function known({ known_cases: cases }, { language, words }) {
  const text = cases?.[language] ?? cases?.[`note_${language}`] ?? cases?.[`basis_${language}`];
  return text ? [make("p", { class: "note" }, fill(words.cmp_known, { text }))] : [];
}
