import { holding } from '#rules/evaluate.ts';
import { ask, why, worthSaying } from '#rules/explain.ts';
import { smallestChange } from '#rules/mend.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { CommentVerdict, Effect, Interval, Strength, Verdict } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import type { Reading, Revision } from '#policies/model.ts';
import { unsignedReadings } from '../contested.ts';
import { keyOf, type Item } from '../item.ts';
import { rightOf, score, type Key } from '../key.ts';
import { afterFix } from '../kinds/fix.ts';
import { breachedSentences, evaluateTelling, gistOf, isDecided } from '../kinds/kind.ts';
import { MEANINGS } from '../kinds/meaning.ts';
import { optionOf, type Option } from '../question.ts';
import { beforeOf, type Before } from './before.ts';
import { whyWrong, type WhyWrong } from './why-wrong.ts';

/** What a person reads after answering: the right answer, the City's sentence, and why. */
export type Feedback = {
  outcome: 'right' | 'partly' | 'wrong';
  /** 0 … 1 */
  score: number;
  given: Option[];
  right: Option[];
  /** Of the chosen options that are not right, those of which the rules say why. */
  whyWrong: WhyWrong[];
  /** Of whoever acts; absent where the question is about a sentence or a public comment alone. */
  verdict?: Interval;
  /** Of the public comment, where one is at hand. */
  comment?: Interval<CommentVerdict>;
  /** For a question about a change: what it came to before it, and why, in that text's own words. */
  before?: Before;
  /** Each breached sentence with the facts that decided, in words; where none is, what was done well. */
  reasons: Reason[];
  /** The judgements a person made in writing the story, with their reasons. */
  judgements: { standard: string; because: string }[];
  /** The adopted readings that these sentences or the answer rest on, signed off by the City or not. */
  readings: Reading[];
  /** For an undecided story: the questions whose answers decide. */
  ask: string[];
  /** All smallest changes that make it fine, each a list of things to do; empty where nothing is wrong. */
  mending: string[][];
  /** For a fix: what each option leads to. */
  fixes: { text: string; verdict: Verdict; sentences: string[]; best: boolean }[];
};

export type Reason = {
  sentence: string;
  strength: Strength;
  status: 'breached' | 'met' | 'excepted';
  because: string;
};

export function feedbackOn(revision: Revision, item: Item, given: readonly string[]): Feedback {
  const { ruleset } = revision;
  const key = keyOf(ruleset, item);
  const earned = score(key, given);
  const about = item.scenario.sentence;
  const reasons =
    about === undefined ? reasonsFor(revision, item) : meaningReasons(revision, about);
  return {
    outcome: earned === 1 ? 'right' : earned > 0 ? 'partly' : 'wrong',
    score: earned,
    given: given.map((id) => optionOf(revision, item, id)),
    right: rightOf(key).map((id) => optionOf(revision, item, id)),
    whyWrong: whyWrong(revision, item, given),
    ...(about === undefined && verdictsOf(revision, item)),
    ...(item.kind === 'delta' && { before: beforeOf(revision, item) }),
    reasons: reasons.map(({ sentence, strength, status, because }) => ({
      sentence,
      strength,
      status,
      because,
    })),
    judgements: judgementsIn(revision, item, new Set(reasons.flatMap((reason) => reason.facts))),
    readings: readingsOf(revision, item, new Set(reasons.map((reason) => reason.norm))),
    ask: ask(ruleset, closed(ruleset, item.telling.facts)).map(
      (id) => definitionOf(revision, id).ask,
    ),
    mending: mendingOf(revision, item),
    fixes: item.kind === 'fix' ? fixesOf(revision, item, key) : [],
  };
}

/** The verdict on whoever acts is left out where only a comment is judged: dealing with it is no breach. */
function verdictsOf(revision: Revision, item: Item): Pick<Feedback, 'verdict' | 'comment'> {
  const evaluation = evaluateTelling(revision.ruleset, item.telling);
  const { verdict, comment } = evaluation;
  if (!comment) return { verdict };
  return verdict.hi === 'permitted' ? { comment } : { verdict, comment };
}

function reasonsFor(revision: Revision, item: Item) {
  const { ruleset } = revision;
  const facts = closed(ruleset, item.telling.facts);
  const evaluation = evaluateTelling(ruleset, item.telling);
  const { breaches, grounds } = holding(evaluation);
  const found = [...breaches, ...grounds].map(({ norm }) => why(ruleset, facts, norm));
  return (found.length > 0 ? found : worthSaying(ruleset, facts))
    .map((reason) => {
      const norm = ruleset.norms.find(({ id }) => id === reason.norm)!;
      return {
        norm: reason.norm,
        sentence: reason.cite,
        strength: norm.strength,
        status: reason.status,
        because: reason.because,
        facts: reason.facts,
        gravity: gravityOf(norm.effect),
      };
    })
    .sort((a, b) => b.gravity - a.gravity);
}

const SCALE: readonly Effect[] = [...COMMENT_VERDICTS, ...VERDICTS];
const gravityOf = (effect: Effect) => SCALE.indexOf(effect);

/** Why a sentence does what it does: what its rules ask, or where none decides it, what it says. */
function meaningReasons({ ruleset }: Revision, sentence: string) {
  const { norms, unruled = [] } = ruleset;
  const strength = norms.find((norm) => norm.sentence === sentence)?.strength ?? 'may';
  const one = unruled.find((norm) => norm.sentence === sentence);
  // The reason for no rule is for HR and counsel; a release from before `says` has only the meaning.
  const because = one ? (one.says ?? MEANINGS[one.meaning].hint) : gistOf(ruleset, sentence);
  return [{ norm: '', sentence, strength, status: 'met' as const, because, facts: [] }];
}

function mendingOf({ ruleset }: Revision, { telling }: Item): string[][] {
  const evaluation = evaluateTelling(ruleset, telling);
  if (!isDecided(evaluation) || evaluation.verdict.hi === 'permitted') return [];
  const found = smallestChange(ruleset, closed(ruleset, telling.facts));
  return (found?.ways ?? []).map((way) => way.map(({ words }) => words));
}

/** The judgement facts that decided, each by its standard in the policy's words and the author's reason. */
function judgementsIn(revision: Revision, item: Item, deciding: ReadonlySet<string>) {
  return Object.entries(item.telling.judgements).flatMap(([id, because]) => {
    const { judgement } = definitionOf(revision, id);
    return judgement && deciding.has(id) ? [{ standard: judgement.standard, because }] : [];
  });
}

function readingsOf(revision: Revision, item: Item, norms: ReadonlySet<string>): Reading[] {
  const cited = revision.ruleset.norms.filter((norm) => norms.has(norm.id));
  const ids = new Set([
    ...cited.flatMap((norm) => norm.readings),
    ...item.scenario.readings,
    ...unsignedReadings(revision, item, new Set()),
  ]);
  return revision.readings.filter((reading) => ids.has(reading.id));
}

function fixesOf(revision: Revision, item: Item, key: Key) {
  const best = rightOf(key);
  return item.options.flatMap((id) => {
    const fix = item.scenario.fixes.find((candidate) => candidate.id === id);
    if (!fix) return [];
    const after = afterFix(revision.ruleset, item.telling, fix);
    return [
      {
        text: fix.text,
        verdict: after.verdict.hi,
        sentences: breachedSentences(after),
        best: best.includes(id),
      },
    ];
  });
}

function definitionOf(revision: Revision, id: string) {
  const fact = revision.ruleset.facts.find((candidate) => candidate.id === id);
  if (!fact) throw new Error(`no fact is called \`${id}\``);
  return fact;
}
