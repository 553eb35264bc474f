// A change of level in words and glyphs.

import { make } from "./elements.js";

/** “Hải Bối  ▂▄ → ▂▄▆ Vùng da cam”. */
export function levelStep(sheet, { ward_code, ward_name, before, after }) {
  const name = sheet.ward(ward_code)?.name ?? ward_name;
  return [
    make("span", { class: "step-name" }, name),
    make("span", { class: "step-levels" }, glyph(sheet, before, { said: true }), arrow(sheet), chip(sheet, after)),
  ];
}

function chip(sheet, id) {
  const level = sheet.state.levels[id];
  return make("span", { class: `level-chip ${level.css_class}` }, glyph(sheet, id), level.label);
}

function glyph(sheet, id, { said = false } = {}) {
  const level = sheet.state.levels[id];
  const svg = use(level.glyph, `glyph ${level.css_class}`);
  return said ? make("span", { title: level.label }, svg, make("span", { class: "sr" }, level.label)) : svg;
}

function arrow(sheet) {
  return make("span", {}, use("i-arrow", "arrow"), make("span", { class: "sr" }, ` ${sheet.words.changes_to} `));
}

function use(symbol, className) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const inner = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  inner.setAttribute("href", `#${symbol}`);
  svg.append(inner);
  return svg;
}
