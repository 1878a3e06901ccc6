import type { Revision, Scenario, Telling } from '#policies/model.ts';
import { sentenceById } from '#policies/search.ts';
import { evaluate, holding } from '#rules/evaluate.ts';
import type { Evaluation, Norm, Ruleset } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import type { Key } from '../key.ts';

/** A telling of a scenario, under the rules that judge it. */
export type Asked = { ruleset: Ruleset; scenario: Scenario; telling: Telling };

export type Option = {
  id: string;
  text: string;
  hint?: string;
  /** A sentence of the City's that is too long to stand in the option: it opens beside it. */
  words?: { sentence: string; text: string };
};

/** A kind of question. Whatever it asks, the rules decide the answer. */
export type Kind = {
  prompt: string;
  hint: string;
  /** Several options may be chosen; a selection whose last option is "none of these". */
  several: boolean;
  /** Its options stand in an order of their own and are not shuffled. */
  ordered?: boolean;
  /** Whether it can be asked of this telling. */
  fits(asked: Asked): boolean;
  /** Two to six options, in an order that gives nothing away. */
  options(asked: Asked): string[];
  /** What the rules make of these options. */
  key(asked: Asked, options: readonly string[]): Key;
  /** An option as people read it. */
  say(revision: Revision, asked: Asked, option: string): Omit<Option, 'id'>;
};

/** More options than this cannot be weighed. */
export const MOST_OPTIONS = 6;

export function evaluateTelling(ruleset: Ruleset, telling: Pick<Telling, 'facts'>): Evaluation {
  return evaluate(ruleset, closed(ruleset, telling.facts));
}

/** One verdict, and one of a public comment where one is at hand. */
export function isDecided({ verdict, comment }: Evaluation): boolean {
  return verdict.lo === verdict.hi && comment?.lo === comment?.hi;
}

/** The sentences breached for certain, in the policy's order. */
export function breachedSentences(evaluation: Evaluation): string[] {
  return [...new Set(holding(evaluation).breaches.map(({ cite }) => cite))];
}

/** The sentences that give a ground to remove the comment, in the policy's order. */
export function groundsOf(evaluation: Evaluation): string[] {
  return [...new Set(holding(evaluation).grounds.map(({ cite }) => cite))];
}

/** Fewer than half of these options, so that choosing all earns nothing. */
export function atMostHalf(right: readonly string[], options: number): boolean {
  return right.length * 2 <= options;
}

/** A sentence of more characters than this fills a phone's screen. */
const LONG = 220;

/** A sentence as an option: its id, what it asks where some rule says so, and the City's words. */
export function sentenceOption(revision: Revision, id: string): Omit<Option, 'id'> {
  const gist = gistOf(revision.ruleset, id);
  const { text } = sentenceById(revision, id);
  if (!gist) return { text: id, hint: text };
  const said = { text: `${id}: ${gist}` };
  return text.length > LONG ? { ...said, words: { sentence: id, text } } : { ...said, hint: text };
}

/** What a sentence asks, in a few plain words: its short gist, or the gists of its norms. */
export function gistOf({ norms, gists }: Ruleset, sentence: string): string {
  const its = norms.filter((norm: Norm) => norm.sentence === sentence);
  return gists?.[sentence] ?? [...new Set(its.map((norm) => norm.gist))].join(' ');
}
