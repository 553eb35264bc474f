// The versions of rings as a line of time, the newest first.

import { make } from "./elements.js";
import { figures } from "./ring_legend.js";
import { ringsInWords } from "./ring_request.js";
import { fill } from "./words.js";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Lists the versions as GET /outbreaks/{id}/rings/versions gives them. */
export function drawVersions(list, items, { state }) {
  const standing = items.find((each) => each.version === state.ring.version);
  list.replaceChildren(...[...items].reverse().map((each) => line(each, standing, state)));
}

function line(version, standing, state) {
  const { words, language } = state;
  const { number } = figures(language);
  const moment = momentIn(state);
  const isNow = version === standing;
  const waits = !isNow && version.version > standing.version && version.stands_from !== null;
  const mark = isNow ? words.version_now : waits ? words.version_waits : "";
  const parts = [
    make("p", {}, make("b", {}, words[`action_${version.action}`] ?? version.action), mark ? make("span", { class: "tag" }, mark) : null),
  ];
  if (version.document_number) parts.push(make("p", {}, fill(words.version_by, { number: version.document_number, signer: version.signer ?? "" })));
  parts.push(make("p", {}, span(version, words, moment)));
  if (version.planned_end) parts.push(make("p", {}, fill(words.version_planned, { day: dayOf(version.planned_end, language) })));
  if (version.status !== "lifted") parts.push(make("p", {}, `${ringsInWords(version, words, number)}: ${people(version, state, number)}`));
  if (version.reason) parts.push(make("p", {}, `“${version.reason}”`));
  parts.push(make("p", { class: "note" }, fill(words.version_recorded, { name: version.recorded_by, moment: moment(version.recorded_at) })));
  return make("li", { class: isNow ? "now" : null, "data-version": version.version }, parts);
}

function span({ stands_from: from, stands_until: until }, words, moment) {
  if (from === null) return words.version_never;
  return until === null ? fill(words.version_from, { from: moment(from) }) : fill(words.version_span, { from: moment(from), until: moment(until) });
}

function people({ layers }, { layers: known, words }, number) {
  return known.map(({ layer, directive }) => {
    const found = layers.find((each) => each.layer === layer);
    return `${fill(words.directive, { n: directive })} ${found?.population ? number(found.population) : "–"}`;
  }).join(", ");
}

function momentIn({ timezone, language }) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", hourCycle: "h23" });
  return (instant) => {
    const { hour, minute, day, month, year } = Object.fromEntries(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
    return `${hour}:${minute}, ${dayOf(`${year}-${month}-${day}`, language)}`;
  };
}

/** A day as the server writes it: 04/12/2026, or 4 Dec 2026. */
function dayOf(text, language) {
  const [year, month, day] = text.split("-");
  return language === "vi" ? `${day}/${month}/${year}` : `${Number(day)} ${MONTHS[month - 1]} ${year}`;
}
