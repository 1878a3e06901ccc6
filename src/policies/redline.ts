import { diffWordsWithSpace } from 'diff';
import { plain } from '#rules/gates/text.ts';
import { compareSince, earlierText } from './compare-revisions.ts';
import type { Clause, Revision, Sentence } from './model.ts';

/** Words of a sentence. Those that are `same` or `added` joined are the newer text, to the letter. */
export type Piece = { text: string; how: 'same' | 'added' | 'removed' };

/** How a clause or sentence stands to the earlier text. One that moved and is reworded is `reworded`. */
export type How = 'same' | 'reworded' | 'added' | 'removed' | 'moved';

export type SentenceRedline = {
  /** By the newer text's number; of what is removed, by the older's. */
  id: string;
  how: How;
  /** Its number in the earlier text, where it had another. */
  from?: string;
  /** Printed before an item of a list. */
  marker?: '•';
  pieces: readonly Piece[];
};

export type ClauseRedline = {
  /** As a sentence's: by the newer text's number; of what is removed, by the older's. */
  id: string;
  /** `c-3`; a clause that is gone has no place in the newer text. */
  anchor?: string;
  heading?: readonly Piece[];
  /** `reworded`: something in it is. */
  how: How;
  from?: string;
  sentences: readonly SentenceRedline[];
};

/** The whole newer text, clause by clause, with what was there before it where it was. */
export function redlineSince(revision: Revision, since: string): ClauseRedline[] {
  const { follow } = compareSince(revision, since);
  const earlier = earlierText(revision, since);
  const before = new Map(earlier.clauses.map((clause) => [follow(clause.id), clause]));
  const lines = revision.clauses.map((clause) => {
    const was = before.get(clause.id);
    return was ? keptClause(was, clause, follow) : wholeClause(clause, 'added');
  });
  // What is gone stands after what stood before it.
  let at = -1;
  for (const clause of earlier.clauses) {
    const now = follow(clause.id);
    const kept = now === undefined ? -1 : lines.findIndex((line) => line.id === now && line.anchor);
    if (kept >= 0) at = kept;
    else lines.splice((at += 1), 0, wholeClause(clause, 'removed'));
  }
  return lines;
}

function keptClause(was: Clause, now: Clause, follow: (id: string) => string | undefined) {
  const before = new Map(was.sentences.map((one) => [follow(one.id), one]));
  const sentences = now.sentences.map((one) => {
    const older = before.get(one.id);
    return older ? keptSentence(older, one) : wholeSentence(one, 'added');
  });
  let at = -1;
  for (const one of was.sentences) {
    const kept = sentences.findIndex(({ id, how }) => how !== 'removed' && id === follow(one.id));
    if (kept >= 0) at = kept;
    else sentences.splice((at += 1), 0, wholeSentence(one, 'removed'));
  }
  const heading = headingOf(was.heading, now.heading);
  const same =
    sentences.every(({ how }) => how === 'same' || how === 'moved') &&
    (heading ?? []).every(({ how }) => how === 'same');
  const moved = was.id !== now.id;
  const line: ClauseRedline = {
    id: now.id,
    anchor: now.anchor,
    how: same ? (moved ? 'moved' : 'same') : 'reworded',
    ...(moved && { from: was.id }),
    ...(heading && { heading }),
    sentences,
  };
  return line;
}

function keptSentence(was: Sentence, now: Sentence): SentenceRedline {
  const moved = was.id !== now.id;
  const same = plain(was.text) === plain(now.text);
  return {
    id: now.id,
    how: same ? (moved ? 'moved' : 'same') : 'reworded',
    ...(moved && { from: was.id }),
    ...(now.marker && { marker: now.marker }),
    pieces: same ? whole(now.text, 'same') : piecesBetween(was.text, now.text),
  };
}

function wholeSentence({ id, marker, text }: Sentence, how: 'added' | 'removed'): SentenceRedline {
  return { id, how, ...(marker && { marker }), pieces: whole(text, how) };
}

function wholeClause(clause: Clause, how: 'added' | 'removed'): ClauseRedline {
  const { id, anchor, heading, sentences } = clause;
  return {
    id,
    ...(how === 'added' && { anchor }),
    how,
    ...(heading !== undefined && { heading: whole(heading, how) }),
    sentences: sentences.map((one) => wholeSentence(one, how)),
  };
}

function headingOf(was: string | undefined, now: string | undefined): Piece[] | undefined {
  if (was === undefined && now === undefined) return undefined;
  return was === now ? whole(now!, 'same') : piecesBetween(was ?? '', now ?? '');
}

const whole = (text: string, how: Piece['how']): Piece[] => (text === '' ? [] : [{ text, how }]);

/**
 * What was taken out and put in between two sentences, by whole words. A single word left standing
 * between two changes is read more easily with them.
 */
export function piecesBetween(was: string, now: string): Piece[] {
  const found = diffWordsWithSpace(was, now).map(({ value, added, removed }): Piece => ({
    text: value,
    how: added ? 'added' : removed ? 'removed' : 'same',
  }));
  const pieces: Piece[] = [];
  let [out, into] = ['', ''];
  const flush = () => {
    pieces.push(...whole(out, 'removed'), ...whole(into, 'added'));
    [out, into] = ['', ''];
  };
  found.forEach(({ text, how }, index) => {
    const between = out + into !== '' && found.slice(index + 1).some((one) => one.how !== 'same');
    if (how === 'removed') out += text;
    else if (how === 'added') into += text;
    else if (between && text.trim().split(/\s+/).length < 2) {
      out += text;
      into += text;
    } else {
      flush();
      pieces.push({ text, how });
    }
  });
  flush();
  return withWords(pieces);
}

/** A mark alone is easily overlooked: it is told with the word before it. */
function withWords(pieces: readonly Piece[]): Piece[] {
  const out: Piece[] = [];
  for (let at = 0; at < pieces.length; at += 1) {
    const run = pieces.slice(at).findIndex(({ how }) => how === 'same');
    const changed = pieces.slice(at, run < 0 ? undefined : at + run);
    const last = out.at(-1);
    const [word] = /\S+$/.exec(last?.text ?? '') ?? [];
    const marks = changed.length > 0 && changed.every(({ text }) => !/[\p{L}\p{N}]/u.test(text));
    if (last?.how !== 'same' || !word || !marks) {
      out.push(...(changed.length > 0 ? changed : [pieces[at]!]));
    } else {
      out.splice(-1, 1, ...whole(last.text.slice(0, -word.length), 'same'));
      for (const how of ['removed', 'added'] as const)
        out.push({
          how,
          text:
            word +
            changed
              .filter((one) => one.how === how)
              .map(({ text }) => text)
              .join(''),
        });
    }
    at += Math.max(changed.length, 1) - 1;
  }
  return out;
}
