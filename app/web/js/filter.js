// Filtering by level without loading the page again. The links work without this.

/** Lets the legend fade the other levels in place, when the page holds all of them. */
export function connectFilters(document) {
  const links = [...document.querySelectorAll("[data-filter]")];
  const startsFiltered = new URLSearchParams(location.search).has("level");
  if (links.length === 0 || startsFiltered) return;
  const addresses = new Map(links.map((link) => [link, link.href]));
  const closed = new Set([...document.querySelectorAll("[data-group]:not([open])")]);
  const unfiltered = location.href;

  function apply(level) {
    document.querySelector(".legend").classList.toggle("filtered", level !== null);
    for (const link of links) {
      const active = link.dataset.filter === level;
      active ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
      link.href = active ? unfiltered : addresses.get(link);
    }
    for (const unit of document.querySelectorAll(".sheet .units a")) {
      unit.classList.toggle("off", level !== null && !unit.querySelector("path").classList.contains(`lv-${level}`));
    }
    for (const group of document.querySelectorAll("[data-group]")) {
      const rows = [...group.querySelectorAll("tr[data-level]")];
      for (const row of rows) row.classList.toggle("off", level !== null && row.dataset.level !== level);
      const left = rows.some((row) => !row.classList.contains("off"));
      group.hidden = !left;
      group.open = level !== null || !closed.has(group);
    }
  }

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      history.pushState(null, "", link.href);
      apply(new URLSearchParams(location.search).get("level"));
    });
  }
  addEventListener("popstate", () => apply(new URLSearchParams(location.search).get("level")));
}
