import type { Revision } from '#policies/model.ts';
import { clauseOf } from '#policies/search.ts';
import { VERDICT_WORDS } from '#training/question.ts';
import type { SayConfirmed } from './confirmed.ts';
import type { Pdf } from './tagged-pdf.ts';

/**
 * Prints a lesson from its source: its words as Markdown has them, the City's sentences and the
 * readings where it quotes them, and what is pressed in the portal said in words.
 */
export async function sayLesson(
  pdf: Pdf,
  source: string,
  revision: Revision,
  confirmed: SayConfirmed,
): Promise<void> {
  const body = source.replace(/^---\r?\n[\s\S]*?\r?\n---\r?\n?/, '');
  let listed: string[] = [];
  let rows: string[][] = [];
  const flush = async () => {
    if (listed.length > 0) pdf.list(listed);
    await pdf.breathe();
    const [head, ...rest] = rows;
    if (head)
      await pdf.grid(
        head,
        rest,
        head.map(() => 1),
      );
    [listed, rows] = [[], []];
  };
  for (const line of body.split(/\r?\n/).map((one) => one.trim())) {
    const item = /^(?:[-*]|\d+\.)\s+(.*)$/.exec(line)?.[1];
    if (item === undefined && listed.length > 0 && line === '') continue;
    if (item !== undefined) listed.push(plain(item));
    else if (line.startsWith('|')) {
      const cells = line.split('|').slice(1, -1);
      if (!cells.every((cell) => /^[\s:-]+$/.test(cell))) rows.push(cells.map(plain));
    } else {
      await flush();
      sayLine(pdf, line, revision, confirmed);
    }
  }
  await flush();
}

function sayLine(pdf: Pdf, line: string, revision: Revision, confirmed: SayConfirmed): void {
  const heading = /^#{2,4}\s+(.*)$/.exec(line)?.[1];
  const part = /^<\/?([A-Z]\w*)([^>]*?)\/?>$/.exec(line);
  if (line === '') return;
  if (heading !== undefined) pdf.heading(3, plain(heading), { listed: false });
  else if (part && !line.startsWith('</'))
    sayPart(pdf, { name: part[1] ?? '', rest: part[2] ?? '' }, revision, confirmed);
  else if (part) return;
  else pdf.paragraph(plain(line));
}

/** A part beyond Markdown, in words. What only frames others says nothing of itself. */
function sayPart(
  pdf: Pdf,
  { name, rest }: { name: string; rest: string },
  revision: Revision,
  confirmed: SayConfirmed,
): void {
  const of = (key: string) => new RegExp(`${key}="([^"]*)"`).exec(rest)?.[1] ?? '';
  if (name === 'Clause') quote(pdf, revision, of('id'));
  if (name === 'Should') pdf.paragraph('Advised, not required:', { face: 'bold' });
  if (name === 'Information') pdf.paragraph('Good to know:', { face: 'bold' });
  if (name === 'Example') {
    const verdict = of('verdict') as keyof typeof VERDICT_WORDS;
    const said = VERDICT_WORDS[verdict]?.text ?? verdict;
    pdf.paragraph(`Example. The policy says: ${said}`, { face: 'bold', indent: 16 });
  }
  if (name === 'Reading') {
    const reading = revision.readings.find(({ id }) => id === of('id'));
    if (reading) {
      const words = `How this is read: ${reading.issue} Used here: ${reading.adopted}`;
      pdf.paragraph(`${words} ${confirmed(revision, reading)}`);
    }
  }
  if (name === 'TryIt') {
    const title = revision.scenarios.find(({ id }) => id === of('scenario'))?.title;
    pdf.paragraph(`To practice here: ${title ?? of('scenario')}`, { face: 'italic' });
  }
}

/** The City's own words, of a sentence (`C.3:1`) or of a whole clause (`C.3`), with their place. */
export function quote(pdf: Pdf, revision: Revision, id: string): void {
  const clause = clauseOf(revision, id);
  const sentences = clause.sentences.filter((one) => !id.includes(':') || one.id === id);
  const words = sentences.map(({ marker, text }) => (marker ? `${marker} ${text}` : text));
  pdf.paragraph(`“${words.join(' ')}” (${sayCitation(id)})`, { indent: 16, tag: 'BlockQuote' });
}

/** An id in words: `C.3, sentence 1`. */
export function sayCitation(id: string): string {
  const [clause = id, sentence] = id.split(':');
  return sentence === undefined ? clause : `${clause}, sentence ${sentence}`;
}

/** Markdown within a line, without its signs. */
function plain(text: string): string {
  return text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<\/?[A-Za-z][^>]*>/g, '')
    .replaceAll(/[*`_]{1,2}(?=\S)|(?<=\S)[*`_]{1,2}/g, '')
    .trim();
}
