import type { Clause, Revision, Sentence } from './model.ts';

/** A piece of a text; `hit` pieces are what matched. The pieces joined are the text itself. */
export type Span = { text: string; hit: boolean };
export type Hit = { clause: Clause; sentence: Sentence; heading: Span[]; text: Span[] };
export type Found = {
  hits: Hit[];
  /** What was found, or what to try when nothing was, in one plain sentence. */
  says: string;
};

/**
 * The sentences in which every word of the query begins some word of the sentence or of its clause's
 * heading, in the text's order. Case, accents and hyphens do not matter: `coworker` finds
 * "co-workers". A clause or sentence id (`C.3`, `c.3:2`) finds just that.
 */
export function searchPolicy(revision: Pick<Revision, 'clauses'>, query: string): Found {
  const asked = query.trim().replace(/\s+/g, ' ');
  const words = wordsOf(asked).map(({ folded }) => folded);
  if (words.length === 0) {
    return { hits: [], says: 'Type a word or two, or a clause such as C.3.' };
  }
  const named = hitsById(revision, asked);
  const hits = named.length > 0 ? named : hitsByWords(revision, words);
  if (hits.length > 0) {
    const count = hits.length === 1 ? '1 sentence' : `${hits.length} sentences`;
    return { hits, says: `${count} of the policy for “${asked}”.` };
  }
  return {
    hits,
    says:
      `No sentence of the policy has “${asked}”. The policy may use another word: ` +
      'try fewer words, or only the beginning of one (“photo” finds “photographs”).',
  };
}

/** The sentence with this id. Throws when there is none: a person's words go through searchPolicy. */
export function sentenceById(revision: Pick<Revision, 'clauses'>, id: string): Sentence {
  const sentence = clauseOf(revision, id).sentences.find((candidate) => candidate.id === id);
  if (!sentence) throw new Error(`no sentence of the policy has the id \`${id}\``);
  return sentence;
}

/** The clause with this id, or the clause that holds the sentence with this id; throws like the above. */
export function clauseOf(revision: Pick<Revision, 'clauses'>, id: string): Clause {
  const clauseId = id.split(':')[0];
  const clause = revision.clauses.find((candidate) => candidate.id === clauseId);
  if (!clause) throw new Error(`no clause of the policy has the id \`${id}\``);
  return clause;
}

export type Entry = { id: string; anchor: string; marker: string; title: string; within: Entry[] };

/** The table of contents. A clause without a heading is titled by how it begins. */
export function contents(revision: Pick<Revision, 'clauses'>): Entry[] {
  const top: Entry[] = [];
  const open: Entry[] = [];
  for (const { id, anchor, level, marker, heading, sentences } of revision.clauses) {
    const title = heading ?? shortQuote(sentences[0]?.text ?? '', 60);
    const entry = { id, anchor, marker, title, within: [] };
    open.length = level;
    (open.at(-1)?.within ?? top).push(entry);
    open.push(entry);
  }
  return top;
}

/** The text, or its first whole words and … within `most` characters. */
export function shortQuote(text: string, most = 120): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  const words = cut.includes(' ') ? cut.slice(0, cut.lastIndexOf(' ')) : cut;
  return `${words.replace(/[\s,;:.(–-]+$/u, '')}…`;
}

function hitsById(revision: Pick<Revision, 'clauses'>, asked: string): Hit[] {
  const id = asked.toLowerCase();
  return everySentence(revision)
    .filter(
      ({ clause, sentence }) => clause.id.toLowerCase() === id || sentence.id.toLowerCase() === id,
    )
    .map(({ clause, sentence }) => ({
      clause,
      sentence,
      heading: [{ text: clause.heading ?? '', hit: false }],
      text: [{ text: sentence.text, hit: false }],
    }));
}

function hitsByWords(revision: Pick<Revision, 'clauses'>, words: readonly string[]): Hit[] {
  return everySentence(revision).flatMap(({ clause, sentence }) => {
    const heading = clause.heading ?? '';
    const present = [...wordsOf(heading), ...wordsOf(sentence.text)];
    const all = words.every((word) => present.some((candidate) => begins(candidate, word)));
    if (!all) return [];
    return [
      { clause, sentence, heading: spans(heading, words), text: spans(sentence.text, words) },
    ];
  });
}

const everySentence = ({ clauses }: Pick<Revision, 'clauses'>) =>
  clauses.flatMap((clause) => clause.sentences.map((sentence) => ({ clause, sentence })));

type Word = { start: number; end: number; folded: string; parts: string[] };

/** Words as they stand in the text; a compound ("co-workers", "9-1-1") is one word with its parts. */
function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:[-'’][\p{L}\p{N}\p{M}]+)*/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    folded: fold(match[0].replace(/[-'’]/g, '')),
    parts: match[0].split(/[-'’]/).map(fold),
  }));
}

const begins = ({ folded, parts }: Word, word: string) =>
  folded.startsWith(word) || parts.some((part) => part.startsWith(word));

const fold = (word: string) => word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whole words are marked, not the typed beginning: half-marked words read badly. */
function spans(text: string, words: readonly string[]): Span[] {
  const out: Span[] = [];
  let at = 0;
  for (const word of wordsOf(text)) {
    if (!words.some((asked) => begins(word, asked))) continue;
    if (word.start > at) out.push({ text: text.slice(at, word.start), hit: false });
    out.push({ text: text.slice(word.start, word.end), hit: true });
    at = word.end;
  }
  if (at < text.length || out.length === 0) out.push({ text: text.slice(at), hit: false });
  return out;
}
