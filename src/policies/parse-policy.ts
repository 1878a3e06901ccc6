import { ContentError } from './content-error.ts';
import type { Clause, Sentence } from './model.ts';

/** A published text, whole: the line before the first clause, and the clauses in their order. */
export type PolicyText = { citation: string; clauses: Clause[] };

/**
 * Reads `policy.md`. The first line is the citation in brackets; a clause is a heading whose depth
 * is its level (`#` A. · `##` 1. · `###` a. · `####` i.); under it stands one sentence a line, an
 * item of a list behind `- `. Depth decides what a marker is, so `i.` is never guessed at.
 * Throws a ContentError that names `file` and the line.
 */
export function parsePolicyText(text: string, file: string): PolicyText {
  const clauses: Clause[] = [];
  const open: Clause[] = [];
  let citation: string | undefined;
  let lastLine = 1;

  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trimEnd();
    const fail = (sentence: string): never => {
      throw new ContentError([{ file, line: index + 1, sentence }]);
    };
    if (line === '') return;
    if (citation === undefined) {
      if (!/^\[.+\]$/.test(line)) fail('the first line is the ordinance citation in [brackets]');
      citation = line;
    } else if (line.startsWith('#')) {
      refuseEmpty(clauses.at(-1), line, fail);
      openClause(line, clauses, open, fail);
    } else {
      const clause = open.at(-1) ?? fail('this text stands before the first clause (`# A. …`)');
      clause.sentences.push(readSentence(line, clause, fail));
    }
    lastLine = index + 1;
  });

  const fail = (sentence: string): never => {
    throw new ContentError([{ file, line: lastLine, sentence }]);
  };
  refuseEmpty(clauses.at(-1), '', fail);
  return { citation: citation ?? fail('the file is empty'), clauses };
}

/** The text as published, one space between its parts: what the parser read, nothing lost. */
export function printPolicyText({ citation, clauses }: PolicyText): string {
  const parts = clauses.flatMap((clause) => [
    clause.marker,
    ...(clause.heading === undefined ? [] : [`${clause.heading}.`]),
    ...clause.sentences.flatMap(({ marker, text }) => (marker ? [marker, text] : [text])),
  ]);
  return [citation, ...parts].join(' ');
}

type Fail = (sentence: string) => never;

function openClause(line: string, clauses: Clause[], open: Clause[], fail: Fail): void {
  const [, hashes = '', marker = '', title] =
    /^(#+) (\S+)(?: (.+))?$/.exec(line) ?? fail('a clause is written `# A. Heading.` or `## 1.`');
  const level = hashes.length - 1;
  if (level >= MARKERS.length) fail('a clause is at most four deep: A. 1. a. i.');
  if (level > open.length)
    fail(`\`${marker}\` is ${hashes.length} deep, but no clause is above it`);
  open.length = level;

  const parent = open.at(-1);
  const sisters = clauses.filter(
    (clause) => clause.level === level && parentId(clause.id) === (parent?.id ?? ''),
  );
  const due = MARKERS[level]?.(sisters.length + 1);
  if (marker !== due) {
    const after = sisters.at(-1)?.id ?? parent?.id;
    fail(`the next clause ${after ? `after \`${after}\` ` : ''}is \`${due}\`, not \`${marker}\``);
  }
  if (title !== undefined && !title.endsWith('.')) fail('a heading ends with a full stop');

  const id = (parent ? `${parent.id}.` : '') + marker.slice(0, -1);
  const clause = { id, anchor: anchorOf(id), level, marker, heading: title?.slice(0, -1) };
  const opened = { ...clause, sentences: [] };
  clauses.push(opened);
  open.push(opened);
}

function readSentence(line: string, clause: Clause, fail: Fail): Sentence {
  const isItem = line.startsWith('- ');
  const text = isItem ? line.slice(2) : line;
  if (!/^[\p{L}\p{N}"“‘'(]/u.test(text)) {
    fail('a line is a clause (`## 1.`), an item of a list (`- …`) or one sentence, not indented');
  }
  if (!/(?:[.:;?!]["”’')]?|[;,] (?:or|and))$/.test(text)) {
    fail('a sentence ends with . : or ; and stands on one line: is this one cut in two?');
  }
  const last = clause.sentences.at(-1);
  const [sentence = 0, item = 0] = (last?.id.split(':')[1] ?? '').split('.').map(Number);
  if (!isItem) return { ...named(`${clause.id}:${sentence + 1}`), text };
  if (!last) fail('an item of a list follows the sentence that opens the list');
  return { ...named(`${clause.id}:${sentence}.${item + 1}`), marker: '•', text };
}

function refuseEmpty(clause: Clause | undefined, next: string, fail: Fail): void {
  const deeper = /^#+/.exec(next)?.[0].length ?? 0;
  if (clause && clause.sentences.length === 0 && deeper <= clause.level + 1) {
    fail(`the clause before this, \`${clause.id}\`, has no text`);
  }
}

const named = (id: string) => ({ id, anchor: anchorOf(id) });

/** `C.3` → `c-3`, `C.3:1` → `c-3-s1`, `A:3.1` → `a-s3-1`. */
const anchorOf = (id: string) => id.toLowerCase().replace(':', '-s').replaceAll('.', '-');

const parentId = (id: string) => id.split('.').slice(0, -1).join('.');

/** The marker of the nth clause, by level. */
const MARKERS = [
  (n: number) => `${String.fromCharCode(64 + n)}.`,
  (n: number) => `${n}.`,
  (n: number) => `${String.fromCharCode(96 + n)}.`,
  (n: number) => `${roman(n)}.`,
];

function roman(n: number): string {
  const digits: [number, string][] = [
    [10, 'x'],
    [9, 'ix'],
    [5, 'v'],
    [4, 'iv'],
    [1, 'i'],
  ];
  let rest = n;
  let text = '';
  for (const [value, digit] of digits) {
    for (; rest >= value; rest -= value) text += digit;
  }
  return text;
}
