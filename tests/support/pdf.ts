import { getDocumentProxy } from 'unpdf';

export type ReadPdf = {
  /** All words in their order, with single spaces. */
  text: string;
  pages: number;
  title: string;
  language: string | null;
  isTagged: boolean;
  date: string;
  /** Every structure element by its kind, in order, with the words in it. */
  tree: { role: string; text: string }[];
  bookmarks: string[];
  /** Words that stand outside the page's edges. */
  outside: string[];
};

/** Reads a PDF as a screen reader would. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const doc = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  const info = await doc.getMetadata();
  const texts: string[] = [];
  const outside: string[] = [];
  const tree: ReadPdf['tree'] = [];
  for (let number = 1; number <= doc.numPages; number += 1) {
    const page = await doc.getPage(number);
    const [, , right = 0, top = 0] = page.view;
    const { items } = await page.getTextContent({ includeMarkedContent: true });
    const marked = new Map<string, string>();
    const open: string[] = [];
    for (const item of items) {
      if ('str' in item) {
        const [, , , , x = 0, y = 0] = item.transform as number[];
        if (item.str !== '' && (x < 0 || y < 20 || x + item.width > right - 20 || y > top))
          outside.push(item.str);
        texts.push(item.str, item.hasEOL ? ' ' : '');
        const id = open.findLast((one) => one !== '');
        if (id !== undefined)
          marked.set(id, `${marked.get(id) ?? ''}${item.str}${item.hasEOL ? ' ' : ''}`);
      } else if (item.type === 'endMarkedContent') open.pop();
      else open.push(item.id ?? '');
    }
    texts.push(' ');
    gather(await page.getStructTree(), marked, tree);
  }
  const outline = (await doc.getOutline()) ?? [];
  const read: ReadPdf = {
    text: spaced(texts.join('')),
    pages: doc.numPages,
    title: (info.info as { Title?: string }).Title ?? '',
    language: (info.info as { Language?: string | null }).Language ?? null,
    isTagged: (await doc.getMarkInfo())?.Marked === true,
    date: (info.info as { CreationDate?: string }).CreationDate ?? '',
    tree,
    bookmarks: outline.flatMap(titles),
    outside,
  };
  await doc.loadingTask.destroy();
  return read;
}

type Node = { role?: string; type?: string; id?: string; children?: unknown[] };

/** Puts an element and those in it into the list; its words are all that stand in it. */
function gather(node: unknown, marked: ReadonlyMap<string, string>, into: ReadPdf['tree']): string {
  const { role, type, id, children = [] } = (node ?? {}) as Node;
  if (type === 'content') return marked.get(id ?? '') ?? '';
  const place = into.length;
  if (role !== undefined) into.push({ role, text: '' });
  const text = children.map((child) => gather(child, marked, into)).join(' ');
  if (role !== undefined) into[place] = { role, text: spaced(text) };
  return text;
}

type Mark = { title: string; items: Mark[] };
const titles = ({ title, items }: Mark): string[] => [title, ...items.flatMap(titles)];

export const spaced = (text: string) => text.replace(/\s+/g, ' ').trim();
