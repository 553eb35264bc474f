// The layer of border wards, fetched when it is first switched on: lines for the map, and the same borders as a list.
import { borderLayers } from "./gl_border.js";
import { fetchOf } from "../live.js";

const SHOWN = 200;

/** Returns { show(isOn), renew(revision) }; `surfaceOf` gives the map one looks at, which may draw no lines; `nameOf` a ward's name. */
export function openBorderLayer(stage, { surfaceOf, nameOf }) {
  const facts = stage.querySelector("[data-border-facts]");
  const number = new Intl.NumberFormat(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB", { maximumFractionDigits: 1 });
  let wanted = false;
  let seen = 0;

  async function load(revision) {
    const mine = ++seen;
    const borders = await (await fetchOf(revision, stage.dataset.border)).json();
    if (mine !== seen || !wanted) return;
    surfaceOf().showBorder?.(borders, borderLayers);
    list(borders.features.map(({ properties }) => properties));
    facts.querySelector("[data-border-approximate]")?.toggleAttribute("hidden", !borders.approximate);
  }

  /** The borders in words, the longest first; a ward opens its panel like everywhere. */
  function list(borders) {
    facts.querySelector("[data-border-count]").textContent = borders.length
      ? facts.dataset.count.replace("{n}", number.format(borders.length)).replace("{across}", number.format(borders.filter((each) => each.across_district).length))
      : facts.dataset.none;
    const longest = [...borders].sort((one, other) => other.shared_border_m - one.shared_border_m).slice(0, SHOWN);
    facts.querySelector("details").hidden = borders.length === 0;
    facts.querySelector("tbody").replaceChildren(...longest.map(row));
  }

  function row(each) {
    const line = document.createElement("tr");
    line.append(
      cell(link(each.ward_code, nameOf(each.ward_code))),
      cell(link(each.neighbour_ward_code, nameOf(each.neighbour_ward_code))),
      cell(`${number.format(each.shared_border_m / 1000)} km`),
    );
    return line;
  }

  return {
    show(isOn) {
      if (isOn === wanted) return;
      wanted = isOn;
      facts.hidden = !isOn;
      if (isOn) load(0).catch(console.warn);
      else surfaceOf().showBorder?.(null);
    },
    renew: (revision) => (wanted ? load(revision) : undefined),
  };
}

function cell(content) {
  const made = document.createElement("td");
  made.append(content);
  return made;
}

function link(code, name) {
  const made = document.createElement("a");
  made.href = `/w/${code}`;
  made.dataset.ward = code;
  made.textContent = name;
  return made;
}
