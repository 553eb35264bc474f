// Words the server sent with the page, filled in.

/** A sentence with its `{name}` places filled; `one|many` is chosen by `n`. */
export function fill(sentence, values = {}) {
  const [one, many = one] = String(sentence ?? "").split("|");
  const text = values.n === 1 ? one : many;
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

const CALL = "(?:GET|POST|PUT|PATCH|DELETE) /api/\\S*?";
const ASIDE = new RegExp(` \\((?:hoặc|or) ${CALL}\\)|,? (?:hoặc bằng|or with) ${CALL}(?=[.,;]?(?:\\s|$))|; (?:xem|see) errors`, "g");

/** A sentence of the API without what only programs can do, as app/api/pages/readers.py does for pages. */
export function forReaders(text = "") {
  const clauses = text.replace(ASIDE, "").replace(/([.;…]) /g, "$1\n").split("\n");
  const told = clauses.filter((clause) => !clause.includes("/api/")).join(" ").replace(/;$/, ".");
  return told || text;
}

/** The JSON that the server put into the page under an id; null when there is none. */
export function stateOf(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}
