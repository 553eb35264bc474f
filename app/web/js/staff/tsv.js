// Blocks of cells as spreadsheets put them on the clipboard: tabs between cells, line ends between rows, quotes round
// cells that hold either.

/** Rows of cells; a line end at the very end makes no row of its own. */
export function readBlock(text) {
  const rows = [[""]];
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  let quoted = false;
  for (let at = 0; at < source.length; at += 1) {
    const sign = source[at];
    const row = rows[rows.length - 1];
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (source[at + 1] === '"') {
        row[row.length - 1] += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && row[row.length - 1] === "" && closes(source, at)) quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows;
}

export function writeBlock(rows) {
  return rows.map((row) => row.map(cellText).join("\t")).join("\r\n");
}

function cellText(text) {
  return /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whether a quote opened here is closed before a tab or line end; an inch sign is not a quoted cell. */
function closes(source, at) {
  const rest = source.slice(at + 1).replaceAll('""', "");
  return /^[^"]*"(?:[\t\n]|$)/.test(rest);
}
