// Mouse and finger in the table: a click chooses, a drag or Shift draws a range, a second click edits.

export function listenToPointer(grid) {
  let drawing = false;
  grid.table.addEventListener("mousedown", (event) => {
    const place = placeOf(grid, event.target);
    if (!place || event.button !== 0) return;
    if (grid.editing && sameAsActive(grid, place)) return;
    event.preventDefault();
    grid.commit();
    drawing = true;
    if (event.shiftKey) grid.selection.reach(place.row, place.column);
    else grid.selection.go(place.row, place.column);
    grid.focus();
  });
  grid.table.addEventListener("mouseover", (event) => {
    const place = drawing ? placeOf(grid, event.target) : null;
    if (place) grid.selection.reach(place.row, place.column);
  });
  addEventListener("mouseup", () => {
    drawing = false;
  });
  grid.table.addEventListener("dblclick", (event) => {
    if (placeOf(grid, event.target)) grid.edit({ keep: true });
  });
}

function placeOf(grid, target) {
  const input = target.closest?.("td[data-column]")?.querySelector("input");
  return input ? grid.places.get(input) : null;
}

function sameAsActive(grid, place) {
  const { active } = grid.selection;
  return place.row === active.row && place.column === active.column;
}
