/*
 * One cell copied in a spreadsheet comes with a line break behind it, which belongs to no word: pasted into a text of
 * several lines it is left out, on every page. Fields of one line drop it by themselves.
 */

const ONE_CELL = /^([^\t\r\n]+)\r?\n$/;

export function dropBreakOfPastedCells(): void {
  document.addEventListener("paste", (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLTextAreaElement)) return;
    const cell = ONE_CELL.exec(event.clipboardData?.getData("text/plain") ?? "")?.[1];
    if (cell === undefined) return;
    event.preventDefault();
    document.execCommand("insertText", false, cell);
  });
}
