import type { Cell, Table } from './cells.ts';
import { zipOf } from './zip.ts';

/**
 * A table as a workbook (Office Open XML), in pieces as its rows come: half a million rows take no more
 * memory than ten. Text is always text, never a formula; days and instants are dates. The head stays in
 * view, and what the table says of itself stands under it.
 */
export function xlsxOf(table: Table): AsyncGenerator<Uint8Array> {
  return zipOf([
    { path: '[Content_Types].xml', text: [CONTENT_TYPES] },
    { path: '_rels/.rels', text: [relations('officeDocument', 'xl/workbook.xml')] },
    { path: 'xl/workbook.xml', text: [workbook(table.name)] },
    {
      path: 'xl/_rels/workbook.xml.rels',
      text: [relations('worksheet', 'worksheets/sheet1.xml', 'styles', 'styles.xml')],
    },
    { path: 'xl/styles.xml', text: [STYLES] },
    { path: 'xl/worksheets/sheet1.xml', text: sheet(table) },
  ]);
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const CONTENT_TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${KIND}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/></Types>`;

/** Styles by their place: 0 plain, 1 the head, 2 a day, 3 an instant. */
const HEAD = 1;
const DAY = 2;
const INSTANT = 3;
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`;

function workbook(name: string): string {
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escape(name)}" sheetId="1" r:id="rId1"/></sheets></workbook>`;
}

function relations(...pairs: string[]): string {
  const list: string[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    list.push(
      `<Relationship Id="rId${at / 2 + 1}" Type="${OFFICE}/${pairs[at]}" Target="${pairs[at + 1]}"/>`,
    );
  }
  return `${XML}<Relationships xmlns="${PACKAGE}/relationships">${list.join('')}</Relationships>`;
}

async function* sheet({ columns, rows, notes }: Table): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
  let at = 1;
  yield row(
    at,
    columns.map(({ title }) => title),
    HEAD,
  );
  for await (const cells of rows) yield row((at += 1), cells);
  // An empty row stands between.
  at += 1;
  for (const note of notes) yield row((at += 1), [note]);
  yield '</sheetData></worksheet>';
}

/** Rows and cells tell their place: it may be left out, but not every program reads them without. */
function row(at: number, cells: readonly Cell[], style = 0): string {
  return `<row r="${at}">${cells.map((cell, column) => written(`${letters(column)}${at}`, cell, style)).join('')}</row>`;
}

function written(place: string, cell: Cell, style: number): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'number') return `<c r="${place}" s="${style}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') {
    return `<c r="${place}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${escape(cell)}</t></is></c>`;
  }
  return 'day' in cell
    ? `<c r="${place}" s="${DAY}"><v>${serial(Date.parse(`${cell.day}T00:00:00Z`))}</v></c>`
    : `<c r="${place}" s="${INSTANT}"><v>${serial(cell.at.getTime())}</v></c>`;
}

/** 0 is A, 25 is Z, 26 is AA. */
function letters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : letters(Math.floor(column / 26) - 1) + last;
}

/** Days since the eve of 1900, as spreadsheets count them. */
function serial(milliseconds: number): number {
  return milliseconds / 86_400_000 + 25_569;
}

const ESCAPED: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Control characters but tab and line ends, and U+FFFE, U+FFFF: XML 1.0 has no way to write them. */
const UNWRITABLE = /[^\P{Cc}\t\n\r\u007f-\u009f]|[\ufffe\uffff]/gu;

function escape(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(UNWRITABLE, '')
    .replaceAll(/[&<>"]/g, (sign) => ESCAPED[sign]!);
}
