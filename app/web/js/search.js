// Suggestions while one types. Without this the form is answered by the server.
import { search } from "./fold.js";

const MOST = 8;
/** Fewer letters than this are not asked of the server, which also knows old names and nearly right ones. */
const FEWEST = 3;

/** Turns the search form into a combobox over all wards, read once on first use. */
export function connectSearch(document) {
  const form = document.querySelector("form[data-search]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("div");
  list.className = "hits";
  list.id = "hits";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.placeholder);
  list.hidden = true;
  form.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-controls": "hits", "aria-expanded": "false", "aria-autocomplete": "list" })) {
    input.setAttribute(name, value);
  }
  const state = { wards: null, at: -1 };

  async function show() {
    state.wards ??= read(form.dataset.search);
    const wards = await state.wards.catch(() => {
      state.wards = null;
      return [];
    });
    const text = input.value;
    let found = search(text, wards, MOST);
    if (found.length === 0 && text.trim().length >= FEWEST) {
      found = await askServer(text, form.dataset.was).catch(() => []);
      if (text !== input.value) return;
    }
    state.at = -1;
    list.replaceChildren(...found.map((ward, index) => option(document, ward, index)));
    open(found.length > 0);
  }

  function open(shown) {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    if (!shown) input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    const options = [...list.children];
    if (list.hidden || options.length === 0) return;
    state.at = (state.at + step + options.length) % options.length;
    options.forEach((each, index) => each.setAttribute("aria-selected", String(index === state.at)));
    options[state.at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[state.at].id);
  }

  list.addEventListener("click", () => open(false));
  // What was read holds levels: a map that learns of newer ones makes it old.
  document.addEventListener("levelsrenewed", () => (state.wards = null));
  input.addEventListener("input", show);
  input.addEventListener("focus", () => input.value && show());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && state.at >= 0) {
      event.preventDefault();
      list.children[state.at].click();
    } else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      open(false);
    }
  });
  document.addEventListener("click", (event) => form.parentElement.contains(event.target) || open(false));
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      input.focus();
    }
  });
}

async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const { items } = await answer.json();
  const wards = items.map((each) => ({
    code: each.ward_code,
    name: each.ward_name,
    district: each.district_name ?? "",
    level: each.level,
  }));
  const districts = new Map(items.filter((each) => each.district_code).map((each) => [each.district_code, each.district_name]));
  return [...wards, ...[...districts].map(([code, name]) => ({ code, name, district: "", isDistrict: true }))];
}

async function askServer(text, was) {
  const answer = await fetch(`/api/v1/search?${new URLSearchParams({ q: text, limit: MOST })}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const { items } = await answer.json();
  return items.map((each) => ({
    code: each.code,
    name: each.name,
    district: [each.was && was.replace("{name}", each.was), each.kind === "ward" && each.district_name].filter(Boolean).join(" · "),
    level: each.level,
    isDistrict: each.kind === "district",
  }));
}

function option(document, ward, index) {
  const link = document.createElement("a");
  link.id = `hit-${index}`;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.tabIndex = -1;
  const language = new URLSearchParams(location.search).get("lang");
  const address = new URL(ward.isDistrict ? "/" : `/w/${encodeURIComponent(ward.code)}`, location.href);
  if (ward.isDistrict) address.searchParams.set("district", ward.code);
  if (language) address.searchParams.set("lang", language);
  link.href = address.pathname + address.search;
  link.dataset[ward.isDistrict ? "district" : "ward"] = ward.code;
  const place = document.createElement("span");
  const name = document.createElement("b");
  name.textContent = ward.name;
  const district = document.createElement("small");
  district.className = "note";
  district.textContent = ` ${ward.district}`;
  place.append(name, district);
  link.append(ward.isDistrict ? document.createElement("span") : glyph(document, ward.level), place);
  return link;
}

/** The glyph the page already shows for this level, so that bars and colours stay the server's. */
function glyph(document, level) {
  const known = document.querySelector(`.glyph.lv-${CSS.escape(level)}`);
  return known ? known.cloneNode(true) : document.createElement("span");
}
