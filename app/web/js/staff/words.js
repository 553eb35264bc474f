// Words the server sent with the page, filled in.

/** A sentence with its `{name}` places filled; `one|many` is chosen by `n`. */
export function fill(sentence, values = {}) {
  const [one, many = one] = String(sentence ?? "").split("|");
  const text = values.n === 1 ? one : many;
  return text.replace(/\{(\w+)\}/g, (place, name) => (name in values ? String(values[name]) : place));
}

/** The JSON that the server put into the page under an id; null when there is none. */
export function stateOf(id) {
  const element = document.getElementById(id);
  return element ? JSON.parse(element.textContent) : null;
}
