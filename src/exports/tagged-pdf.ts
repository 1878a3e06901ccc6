import { setImmediate as turn } from 'node:timers/promises';
import PdfDocument from 'pdfkit';
import { typefacesOf, type Face } from './pdf-typefaces.ts';

/** A heading and the page that it stands on, before the list of contents comes in. */
type Heading = { level: 1 | 2 | 3 | 4; text: string; listed: boolean; page: number };

/** A PDF in the making, from its first line to its last. Text wraps and goes on over the pages. */
export type Pdf = ReturnType<typeof openPdf>;

type Opening = {
  title: string;
  /** Stands in the file as its date; with it, the same words make the same bytes. */
  at: Date;
  /** At the foot of every page, beside its number. */
  foot: string;
};

const MARGIN = 60;
const FOOT = 54;
const INK = '#1b1b1b';
const QUIET = '#4d4d4d';
const SIZES = { 1: 21, 2: 15, 3: 12.5, 4: 11 } as const;
const BODY = 10.5;
const TERM_WIDTH = 140;

/**
 * Opens a tagged PDF (PDF/UA-1: title, language, headings, tables with their headers) on letter paper,
 * in the typeface of the portal's design system. A character that the typeface lacks is printed as its
 * Unicode number and never left out; `lacked` then says so.
 */
export function openPdf({ title, at, foot }: Opening) {
  const doc = new PdfDocument({
    size: 'LETTER',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + 24 },
    bufferPages: true,
    pdfVersion: '1.7',
    // Of which the library's types do not know yet.
    subset: 'PDF/UA' as unknown as 'PDF/A-2a',
    tagged: true,
    lang: 'en-US',
    displayTitle: true,
    // None yet: each text sets its own.
    font: '',
    info: { Title: withoutMarkup(title), CreationDate: at, Producer: 'PDFKit', Creator: 'Portal' },
  });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.once('end', () => resolve(Buffer.concat(chunks)));
    doc.once('error', reject);
  });
  const face = typefacesOf(doc);
  const root = doc.struct('Document');
  doc.addStructure(root);
  const width = doc.page.width - 2 * MARGIN;
  const bottom = () => doc.page.height - doc.page.margins.bottom;
  const tallest = bottom() - MARGIN;
  const headings: Heading[] = [];
  const marks: PDFKit.PDFOutline[] = [];

  function set(name: Face, size: number, ink = INK): void {
    face.use(name);
    doc.fontSize(size).fillColor(ink);
  }

  /** Goes to a new page when less than this is left of the page. */
  function keep(height: number): void {
    if (doc.y + Math.min(height, tallest) > bottom()) doc.addPage();
  }

  /** `listed: false` keeps it out of the list of contents; it is a bookmark all the same. */
  function heading(level: Heading['level'], text: string, { listed = true } = {}): void {
    set('bold', SIZES[level]);
    const shown = face.printable(text);
    const before = doc.y > MARGIN + 1 ? (level === 1 ? 0 : SIZES[level] * 0.9) : 0;
    keep(before + doc.heightOfString(shown, { width }) + 4 * BODY);
    if (doc.y > MARGIN + 1) doc.y += before;
    headings.push({ level, text, listed, page: doc.bufferedPageRange().count });
    doc.addNamedDestination(`h${headings.length}`, 'XYZ', null, doc.y, null);
    const parent = marks[level - 2] ?? doc.outline;
    marks.length = level - 1;
    marks[level - 1] = parent.addItem(text);
    root.add(doc.struct(`H${level}`, {}, () => doc.text(shown, MARGIN, doc.y, { width })));
    doc.y += SIZES[level] * 0.35;
  }

  type Look = { face?: Face; indent?: number; size?: number; quiet?: boolean; tag?: string };

  function paragraph(text: string, look: Look = {}): void {
    const { face: name = 'plain', indent = 0, size = BODY, quiet = false, tag = 'P' } = look;
    set(name, size, quiet ? QUIET : INK);
    const shown = face.printable(text);
    const room = { width: width - indent, lineGap: 2 };
    keep(Math.min(doc.heightOfString(shown, room), 3 * size * 1.4));
    root.add(doc.struct(tag, {}, () => doc.text(shown, MARGIN + indent, doc.y, room)));
    doc.y += size * 0.5;
  }

  /** What stands in a file letter by letter, line by line. */
  function verbatim(text: string): void {
    paragraph(text.trimEnd(), { face: 'mono', size: 7.4, tag: 'Code' });
  }

  function list(items: readonly string[], { indent = 0 } = {}): void {
    const element = doc.struct('L');
    root.add(element);
    for (const item of items) {
      set('plain', BODY);
      const shown = face.printable(item);
      const at = MARGIN + indent;
      const room = { width: width - indent - 14, lineGap: 2 };
      keep(Math.min(doc.heightOfString(shown, room), 3 * BODY * 1.4));
      const li = doc.struct('LI');
      element.add(li);
      const top = doc.y;
      li.add(doc.struct('Lbl', {}, () => doc.text('•', at, top, { width: 10, lineGap: 2 })));
      doc.y = top;
      li.add(doc.struct('LBody', {}, () => doc.text(shown, at + 14, top, room)));
      doc.y += 3;
    }
    doc.y += 3;
  }

  type Cell = { text: string; x: number; width: number; tag: 'TH' | 'TD'; scope?: string };

  /** A row as high as its highest cell. One that no page can hold has its cells one below the other. */
  function row(table: PDFKit.PDFStructureElement, cells: readonly Cell[], size: number): void {
    const shown = cells.map((cell) => {
      set(cell.tag === 'TH' ? 'bold' : 'plain', size);
      const text = face.printable(cell.text);
      return { ...cell, text, height: doc.heightOfString(text, { width: cell.width, lineGap: 2 }) };
    });
    const height = Math.max(...shown.map((cell) => cell.height));
    const fits = height < tallest;
    keep(fits ? height + 8 : 4 * size);
    const element = doc.struct('TR');
    table.add(element);
    const top = doc.y;
    for (const { tag, scope, text, ...cell } of shown) {
      const [x, y] = fits ? [cell.x, top] : [MARGIN, doc.y];
      const room = { width: fits ? cell.width : width, lineGap: 2 };
      set(tag === 'TH' ? 'bold' : 'plain', size);
      const say = () => doc.text(text, x, y, room);
      element.add(doc.struct(tag, scope === undefined ? {} : ({ scope } as object), say));
    }
    if (fits) doc.y = top + height;
    doc.y += 3;
    rule();
    doc.y += 3;
  }

  /** Terms and what they are. */
  function summary(rows: readonly (readonly [term: string, text: string])[]): void {
    const table = doc.struct('Table');
    root.add(table);
    const right = { x: MARGIN + TERM_WIDTH + 12, width: width - TERM_WIDTH - 12 };
    for (const [term, text] of rows) {
      const head = { text: term, x: MARGIN, width: TERM_WIDTH, tag: 'TH', scope: 'Row' } as const;
      row(table, [head, { text, ...right, tag: 'TD' }], BODY);
    }
    doc.y += 6;
  }

  /** A table with a head; the first cell of a row names it. Shares are of the page's width. */
  async function grid(
    head: readonly string[],
    rows: readonly (readonly string[])[],
    shares: number[],
  ): Promise<void> {
    const table = doc.struct('Table');
    root.add(table);
    const sum = shares.reduce((a, b) => a + b, 0);
    const columns = shares.map((share, at) => ({
      x: MARGIN + (width * shares.slice(0, at).reduce((a, b) => a + b, 0)) / sum,
      width: (width * share) / sum - 10,
    }));
    const cell = (text: string, at: number, scope?: string): Cell => ({
      text,
      ...columns[at]!,
      ...(scope === undefined ? { tag: 'TD' } : { tag: 'TH', scope }),
    });
    row(
      table,
      head.map((text, at) => cell(text, at, 'Column')),
      9,
    );
    for (const [nth, one] of rows.entries()) {
      row(
        table,
        one.map((text, at) => cell(text, at, at === 0 ? 'Row' : undefined)),
        9,
      );
      if (nth % 8 === 7) await turn();
    }
    doc.y += 6;
  }

  function rule(): void {
    doc.markContent('Artifact', { type: 'Layout' } as PDFKit.Mixins.MarkingOptions);
    doc.lineWidth(0.5).strokeColor('#c9c9c9');
    doc
      .moveTo(MARGIN, doc.y)
      .lineTo(MARGIN + width, doc.y)
      .stroke();
    doc.endMarkedContent();
  }

  /** Keeps the place of the list of contents: pages of its own, written when all else is. */
  function contentsHere(): void {
    const section = doc.struct('Sect');
    root.add(section);
    place = { section, page: doc.bufferedPageRange().count, heading: headings.length };
    doc.addPage();
  }
  let place: { section: PDFKit.PDFStructureElement; page: number; heading: number } | undefined;

  /** Writes the list of contents, each line leading to its page, and moves its pages to their place. */
  async function writeContents(at: NonNullable<typeof place>): Promise<void> {
    const { count } = doc.bufferedPageRange();
    doc.addPage();
    set('bold', SIZES[1]);
    at.section.add(doc.struct('H1', {}, () => doc.text('Contents', MARGIN, MARGIN, { width })));
    const toc = doc.struct('TOC');
    at.section.add(toc);
    let [top, more] = [doc.y + 8, 1];
    const lines = headings
      .map((heading, nth) => ({ ...heading, nth }))
      .filter(({ level, listed, nth }) => listed && level < 4 && nth >= at.heading)
      .map((line) => {
        set(line.level === 1 ? 'bold' : 'plain', 9.5);
        const indent = (line.level - 1) * 14;
        const text = face.printable(line.text);
        const room = { width: width - indent - 40, lineGap: 1 };
        const height = doc.heightOfString(text, room);
        if (top + height > bottom()) [top, more] = [MARGIN, more + 1];
        const laid = { ...line, text, indent, room, height, top, on: more };
        top += height + (line.level === 1 ? 5 : 2);
        return laid;
      });
    for (const [nth, line] of lines.entries()) {
      if (line.on > (lines[nth - 1]?.on ?? 1)) doc.addPage();
      set(line.level === 1 ? 'bold' : 'plain', 9.5);
      const page = String(line.page + more);
      const item = doc.struct('TOCI');
      toc.add(item);
      const link = doc.struct('Link', {}, () => {
        doc.text(line.text, MARGIN + line.indent, line.top, line.room);
        doc.text(page, MARGIN + width - 36, line.top, { width: 36, align: 'right' });
        const says = { structParent: link, Contents: new String(`${line.text}, page ${page}`) };
        doc.goTo(MARGIN, line.top, width, line.height, `h${line.nth + 1}`, says as object);
      });
      item.add(link);
      if (nth % 20 === 19) await turn();
    }
    const kids = kidsOf(doc);
    kids.splice(at.page, 0, ...kids.splice(count));
  }

  /** Ends the document and gives its bytes. */
  async function bytes(): Promise<Buffer> {
    if (place) await writeContents(place);
    const { count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      doc.switchToPage(page);
      const number = `Page ${kidsOf(doc).indexOf(doc.page.dictionary) + 1} of ${count}`;
      const { margins } = doc.page;
      const below = margins.bottom;
      margins.bottom = 0;
      doc.markContent('Artifact', {
        type: 'Pagination',
        attached: ['Bottom'],
      } as PDFKit.Mixins.MarkingOptions);
      set('plain', 8, QUIET);
      const [y, line] = [doc.page.height - FOOT, { lineBreak: false }];
      doc.text(face.printable(foot).slice(0, 100), MARGIN, y, line);
      doc.text(number, MARGIN + width - doc.widthOfString(number), y, line);
      doc.endMarkedContent();
      margins.bottom = below;
      if (page % 10 === 9) await turn();
    }
    await endPages(doc);
    doc.end();
    return done;
  }

  return {
    heading,
    paragraph,
    verbatim,
    list,
    summary,
    grid,
    contentsHere,
    newPage: () => void (doc.y > MARGIN + 1 && doc.addPage()),
    bytes,
    /** So that others are answered between two parts of a long document. */
    breathe: () => turn(),
    /** Whether some character had to be printed as its number so far. */
    get lacked() {
      return face.lacked;
    },
  };
}

/** The pages in their order, which the library has no word for. */
function kidsOf(doc: PDFKit.PDFDocument): unknown[] {
  const root = Reflect.get(doc, '_root') as { data: { Pages: { data: { Kids: unknown[] } } } };
  return root.data.Pages.data.Kids;
}

/** Compresses page after page. Left to itself the library does so with all of them at once. */
async function endPages(doc: PDFKit.PDFDocument): Promise<void> {
  const pages = Reflect.get(doc, '_pageBuffer') as { end(): void }[];
  for (const page of pages) {
    page.end();
    await turn();
  }
  pages.length = 0;
}

/** The title also stands in the file's XML, which the library writes as it is given. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', 'and').replaceAll(/[<>]/g, '');
}
