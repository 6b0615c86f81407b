// Blocks of cells between spreadsheets and lines: tab-separated text, as Excel and WPS put it on the clipboard.

/** Rows of cells; a cell in quotes may hold tabs and line breaks of its own. */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const source = text.replace(/\r\n?/g, '\n');
  for (let at = 0; at < source.length; at += 1) {
    const letter = source[at] as string;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (source[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (letter === '"' && cell === '' && closes(source, at)) quoted = true;
    else if (letter === '\t') {
      row.push(cell);
      cell = '';
    } else if (letter === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
    } else cell += letter;
  }
  // A spreadsheet ends its last row with a line break, too.
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return rows.map((cells) => cells.map(armed));
}

/** A quote opens a cell only where another one closes it at the cell's end; 5" pipe is a text like any other. */
function closes(source: string, from: number): boolean {
  return /^"(?:[^"]|"")*"(?=\t|\n|$)/.test(source.slice(from));
}

export const writeBlock = (rows: string[][]): string =>
  rows.map((row) => row.map((cell) => quote(disarmed(cell))).join('\t')).join('\n');

const quote = (cell: string) => (/[\t\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A text that a spreadsheet would run as a formula gets its apostrophe, which is taken off again on the way in. */
const disarmed = (cell: string) => (/^'*[=@]|^'*[+-](?![\d.,%]*$)/.test(cell) ? `'${cell}` : cell);
const armed = (cell: string) => (/^'+([=@]|[+-](?![\d.,%]*$))/.test(cell) ? cell.slice(1) : cell);
