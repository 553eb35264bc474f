// The page of the daily sheet: puts its parts together. Each part stands alone; one that fails does not stop the others.

import { listenToClipboard, pasteText } from "./clipboard.js";
import { Grid } from "./grid.js";
import { redo, undo } from "./grid_keys.js";
import { NamedPaste } from "./paste_named.js";
import { showRail } from "./rail.js";
import { Review } from "./review.js";
import { connectSending } from "./sending.js";
import { DaySheet } from "./sheet.js";
import { showStatus } from "./status.js";
import { Toast } from "./toast.js";
import { Verdicts } from "./verdict.js";
import { fill, stateOf } from "./words.js";

const sheet = new DaySheet(stateOf("sheet-state"));
const grid = new Grid(sheet, document.getElementById("day-sheet"));
const toast = new Toast(sheet.words);

const named = new NamedPaste(grid, toast);
const pasting = { toast, named: (text, block) => named.take(text, block) };

const PARTS = [
  () => showStatus(grid),
  () => listenToClipboard(grid, pasting),
  () => showRail(grid),
  connectTools,
  connectKeysHelp,
  connectSummary,
  ...(sheet.readOnly ? [] : [() => new Verdicts(sheet)]),
];
for (const start of PARTS) {
  try {
    start();
  } catch (fault) {
    console.error(fault);
  }
}
document.querySelector("[data-report]").dataset.ready = "";
startTyping();

/** Whoever has a keyboard begins to type at once, in the first cell that is blank. */
function startTyping() {
  const first = sheet.missing()[0];
  const hasKeyboard = matchMedia("(min-width: 760px) and (pointer: fine)").matches;
  if (first && hasKeyboard && !sheet.readOnly && document.activeElement === document.body) grid.jump(first.ward, first.columns[0]);
}

function connectTools() {
  const tool = (name) => document.querySelector(`[data-tool=${name}]`);
  const refresh = () => {
    if (!tool("undo")) return;
    tool("undo").disabled = !sheet.canUndo;
    tool("redo").disabled = !sheet.canRedo;
    tool("zero").disabled = !sheet.missing().length;
  };
  tool("undo")?.addEventListener("click", () => undo(grid));
  tool("redo")?.addEventListener("click", () => redo(grid));
  tool("zero")?.addEventListener("click", fillZeros);
  tool("paste")?.addEventListener("click", pasteFromButton);
  sheet.addEventListener("change", () => {
    refresh();
    toast.stepTaken();
  });
  refresh();
}

/** What waits to be sent goes out from a sheet that can only be read, too. */
function connectSummary() {
  const sending = connectSending(sheet, { toast });
  if (!sheet.readOnly) new Review(sheet, sending);
}

function fillZeros() {
  const count = sheet.blankToZero();
  if (count) toast.show(fill(sheet.words.zeroed, { n: count }), [{ label: sheet.words.undo, act: () => undo(grid) }], { ofStep: true });
}

async function pasteFromButton() {
  try {
    pasteText(grid, await navigator.clipboard.readText(), pasting);
  } catch {
    toast.show(sheet.words.paste_clipboard_refused);
    grid.focus();
  }
}

function connectKeysHelp() {
  const dialog = document.getElementById("keys-dialog");
  document.querySelector("[data-tool=keys]")?.addEventListener("click", () => dialog.showModal());
}
