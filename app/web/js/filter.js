// Filtering by level without loading the page again. The links work without this.

const startedFiltered = new URLSearchParams(location.search).has("level");

/** Lets the legend fade the other levels in place, when the page holds all of them; tells who listens. */
export function connectFilters(document) {
  if (!document.querySelector("[data-filter]")) return;
  if (startedFiltered) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-filter]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    history.pushState(null, "", link.href + location.hash);
    applyFilter(document);
  });
  addEventListener("popstate", () => applyFilter(document));
}

/** This page with all its wards, which the filter in place chooses from; a page that came filtered stays so. */
export function wholeAddress() {
  const address = new URL(location.href);
  if (!startedFiltered) address.searchParams.delete("level");
  return address.pathname + address.search;
}

/** The level the address filters by; null for all. */
export function chosenLevel() {
  return new URLSearchParams(location.search).get("level");
}

/** Makes legend and list follow the address; to be called again when the server's parts were renewed. */
export function applyFilter(document) {
  if (startedFiltered) return;
  const level = chosenLevel();
  const unfiltered = new URL(location.href);
  unfiltered.searchParams.delete("level");
  unfiltered.hash = "";
  document.querySelector(".legend")?.classList.toggle("filtered", level !== null);
  for (const link of document.querySelectorAll("[data-filter]")) {
    link.dataset.address ??= link.getAttribute("href");
    const active = link.dataset.filter === level;
    active ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    link.href = active ? unfiltered.href : link.dataset.address;
  }
  for (const group of document.querySelectorAll("[data-group]")) {
    group.dataset.closed ??= String(!group.open);
    const rows = [...group.querySelectorAll("tr[data-level]")];
    for (const row of rows) row.classList.toggle("off", level !== null && row.dataset.level !== level);
    const left = rows.some((row) => !row.classList.contains("off"));
    group.hidden = !left;
    group.open = level !== null || group.dataset.closed !== "true";
  }
  document.dispatchEvent(new CustomEvent("levelfilter", { detail: level }));
}
