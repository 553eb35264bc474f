// Which cells are chosen: one active cell, and a rectangle from it to where the choice was drawn. Plain positions
// [row, column]; nothing here knows of the page.

export class Selection extends EventTarget {
  constructor(rowCount, columnCount) {
    super();
    this.rowCount = rowCount;
    this.columnCount = columnCount;
    this.active = { row: 0, column: 0 };
    this.end = { row: 0, column: 0 };
    /** Where a run of Tab began, so that Enter goes back there a row lower, as in Excel. */
    this.tabStart = null;
  }

  get range() {
    const { active, end } = this;
    return {
      top: Math.min(active.row, end.row),
      bottom: Math.max(active.row, end.row),
      left: Math.min(active.column, end.column),
      right: Math.max(active.column, end.column),
    };
  }

  get size() {
    const { top, bottom, left, right } = this.range;
    return (bottom - top + 1) * (right - left + 1);
  }

  has(row, column) {
    const { top, bottom, left, right } = this.range;
    return row >= top && row <= bottom && column >= left && column <= right;
  }

  /** Makes one cell active and the only one chosen. */
  go(row, column, { keepsTab = false } = {}) {
    this.active = { row: clamp(row, this.rowCount), column: clamp(column, this.columnCount) };
    this.end = { ...this.active };
    if (!keepsTab) this.tabStart = null;
    this.#tell();
  }

  move(rows, columns, options) {
    this.go(this.active.row + rows, this.active.column + columns, options);
  }

  /** Draws the choice from the active cell to here. */
  reach(row, column) {
    this.end = { row: clamp(row, this.rowCount), column: clamp(column, this.columnCount) };
    this.tabStart = null;
    this.#tell();
  }

  stretch(rows, columns) {
    this.reach(this.end.row + rows, this.end.column + columns);
  }

  all() {
    this.active = { row: 0, column: 0 };
    this.reach(this.rowCount - 1, this.columnCount - 1);
  }

  /** Tab: a cell on, to the next row after the last column; false at the end of the sheet, where Tab leaves it. */
  tab(step) {
    const start = this.tabStart ?? this.active.column;
    const place = this.active.row * this.columnCount + this.active.column + step;
    if (place < 0 || place >= this.rowCount * this.columnCount) return false;
    this.go(Math.floor(place / this.columnCount), place % this.columnCount, { keepsTab: true });
    this.tabStart = start;
    return true;
  }

  /** Enter: a row on, in the column where the run of Tab began; from the last row to the top of the next column. */
  enter(step) {
    const column = this.tabStart ?? this.active.column;
    const row = this.active.row + step;
    if (row >= this.rowCount && column + 1 < this.columnCount && this.tabStart === null) return this.go(0, column + 1);
    this.go(row, column);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

function clamp(value, count) {
  return Math.max(0, Math.min(count - 1, value));
}
