import { evaluate, holding } from '#rules/evaluate.ts';
import { ask, why } from '#rules/explain.ts';
import { VERDICTS, type Evaluation, type Ruleset, type Verdict } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import type { Facts } from '#rules/truth.ts';
import { sameVerdict } from '#rules/variants.ts';
import type { Revision } from '#policies/model.ts';
import { sentenceById } from '#policies/search.ts';
import { keyOf, type Item } from '../item.ts';
import { NONE, rightOf } from '../key.ts';
import { afterFix } from '../kinds/fix.ts';
import { evaluateTelling, isDecided } from '../kinds/kind.ts';
import { ASK, VERDICT_WORDS } from '../kinds/verdict.ts';
import { beforeInWords, beforeOf, nowInWords } from './before.ts';
import { factAsked, factOtherwise } from './option-facts.ts';
import { optionOf } from '../question.ts';
import { citation, notBroken, orList } from './standing-words.ts';

/** A chosen option that is not right, and why it is not. */
export type WhyWrong = { option: string; because: string };

type Case = { revision: Revision; ruleset: Ruleset; item: Item; facts: Facts; now: Evaluation };

/**
 * Why each chosen option that earns less than everything is wrong, from what the rules make of this
 * telling. An option of which they say nothing certain is left out: better no reason than an untrue one.
 */
export function whyWrong(revision: Revision, item: Item, given: readonly string[]): WhyWrong[] {
  const { ruleset } = revision;
  const right = rightOf(keyOf(ruleset, item));
  const facts = closed(ruleset, item.telling.facts);
  const told = { revision, ruleset, item, facts, now: evaluateTelling(ruleset, item.telling) };
  return [...new Set(given)]
    .filter((id) => !right.includes(id))
    .flatMap((id) => {
      const because = REASONS[item.kind](told, id, right);
      return because === undefined ? [] : [{ option: short(told, id), because }];
    });
}

type Because = (told: Case, option: string, right: readonly string[]) => string | undefined;

const REASONS: Record<Item['kind'], Because> = {
  verdict: (told, option) => ofVerdict(told, option),
  clauses: (told, option, right) => ofSentence(told, option, right, 'It does go against'),
  grounds: (told, option, right) => ofSentence(told, option, right, 'The policy gives a ground:'),
  because: ofPair,
  outcome: ofChange,
  fix: ofFix,
  spot: ofSpan,
  ask: ofQuestion,
  meaning: ofMeaning,
  delta: ofDelta,
};

/** A sentence by its citation; anything else by its words. */
function short({ revision, item }: Case, id: string): string {
  const cited = item.kind === 'clauses' || item.kind === 'grounds';
  return cited && id !== NONE ? citation(id) : optionOf(revision, item, id).text;
}

function ofSentence(
  { ruleset, facts }: Case,
  sentence: string,
  right: readonly string[],
  none: string,
): string | undefined {
  if (sentence === NONE) return `${none} ${orList(right.map(citation), 'and')}.`;
  return notBroken(ruleset, facts, sentence);
}

function ofVerdict(told: Case, chosen: string): string | undefined {
  const { ruleset, facts, now } = told;
  if (!isDecided(now)) {
    const [fact] = ask(ruleset, facts);
    const open = ruleset.facts.find(({ id }) => id === fact);
    return open && `The story leaves a fact open that decides: ${open.ask}`;
  }
  const { hi } = now.verdict;
  if (chosen === ASK) return `The story tells enough: ${decision(told)}`;
  if (VERDICTS.indexOf(chosen as Verdict) < VERDICTS.indexOf(hi)) {
    return `Too lenient: ${decision(told)}`;
  }
  const near = nearest(told, chosen as Verdict);
  return `Stricter than the policy: ${near ?? decision(told)}`;
}

/** What decides the verdict, in a sentence. */
function decision({ ruleset, facts, now }: Case): string {
  const { hi } = now.verdict;
  const deciding = holding(now).breaches.find(({ effect }) => effect === hi);
  if (!deciding) return 'nothing in the policy forbids it.';
  const { because } = why(ruleset, facts, deciding.norm);
  return `${citation(deciding.cite)} makes it ${say(hi)}. ${because}`;
}

/** The sentence that would bring the chosen verdict, of those this scenario is about, and why it does not. */
function nearest({ ruleset, item, facts, now }: Case, chosen: Verdict): string | undefined {
  const elsewhere = item.scenario.tellings.flatMap(
    (telling) => holding(evaluateTelling(ruleset, telling)).breaches,
  );
  const near = [...new Set([...elsewhere.map(({ cite }) => cite), ...item.scenario.offers])].find(
    (sentence) =>
      ruleset.norms.some((norm) => norm.sentence === sentence && norm.effect === chosen) &&
      !holding(now).breaches.some(({ cite }) => cite === sentence),
  );
  const because = near && notBroken(ruleset, facts, near);
  return because && `the nearest sentence, ${citation(near)}, is not broken. ${because}`;
}

/** A verdict together with a sentence: the half that is wrong. */
function ofPair(told: Case, pair: string): string | undefined {
  const [verdict = '', sentence = ''] = pair.split('|');
  if (sentence === NONE) return ofVerdict(told, verdict);
  const { ruleset, facts, now } = told;
  const { hi } = now.verdict;
  const own = holding(now).breaches.filter(({ cite }) => cite === sentence);
  if (own.length === 0) return notBroken(ruleset, facts, sentence);
  if (own.some(({ effect }) => effect === hi)) {
    return `The sentence is the right one, the verdict is not: ${decision(told)}`;
  }
  return `It is broken, too, but another sentence is stricter: ${decision(told)}`;
}

/** One fact otherwise, and the answer the same; or none, where one would turn it. */
function ofChange(told: Case, option: string, right: readonly string[]): string | undefined {
  const { revision, ruleset, item, now } = told;
  const after = (id: string) => {
    const change = factOtherwise(ruleset, optionOf(revision, item, id).text);
    return change && closed(ruleset, { ...item.telling.facts, [change.fact]: change.value });
  };
  if (option === NONE) {
    const [turning] = right;
    return turning && `One of these changes it: ${lower(optionOf(revision, item, turning).text)}.`;
  }
  const facts = after(option);
  if (!facts) return undefined;
  const then = evaluate(ruleset, facts);
  if (!sameVerdict(now, then) || !isDecided(then)) return undefined;
  if (then.comment) return `With that change the comment still ${COMMENT[then.comment.hi]}.`;
  const { hi } = then.verdict;
  const before = new Set(holding(now).breaches.map(({ norm }) => norm));
  const deciding = holding(then).breaches.filter(({ effect }) => effect === hi);
  const one = deciding.find(({ norm }) => before.has(norm)) ?? deciding[0];
  const because = one
    ? `${citation(one.cite)} ${before.has(one.norm) ? 'still' : 'then'} decides. ${why(ruleset, facts, one.norm).because}`
    : 'Nothing in the policy forbids it.';
  return `With that change it stays ${say(hi)}. ${because}`;
}

const COMMENT = {
  'may-stay': 'may stay',
  'may-be-removed': 'may be removed',
  'not-permitted': 'is not permitted',
} as const;

function ofFix(told: Case, option: string): string | undefined {
  const { ruleset, item } = told;
  const one = item.scenario.fixes.find(({ id }) => id === option);
  if (!one) return undefined;
  const then = afterFix(ruleset, item.telling, one);
  const key = keyOf(ruleset, item);
  if (key.how === 'one' && (key.worth[option] ?? 0) > 0)
    return 'It works, and asks more than needed.';
  if (!isDecided(then)) return undefined;
  const facts = closed(ruleset, { ...item.telling.facts, ...one.change });
  if (holding(then).breaches.length === 0) return undefined;
  return `It is not enough: ${decision({ ...told, facts, now: then })}`;
}

/** Words of the story in whose place anything else would leave the answer as it is. */
function ofSpan({ ruleset, item, now }: Case, option: string): string | undefined {
  const span = item.telling.spans[Number(option.slice('span-'.length)) - 1];
  const fact = ruleset.facts.find(({ id }) => id === span?.fact);
  if (!fact) return undefined;
  const idle = fact.values.every((value) =>
    sameVerdict(
      now,
      evaluate(ruleset, closed(ruleset, { ...item.telling.facts, [fact.id]: value })),
    ),
  );
  return idle ? 'Were it otherwise, the answer would be the same.' : undefined;
}

/** A question whose answer the story gives, or after whose answer all is as open as before. */
function ofQuestion({ revision, ruleset, item }: Case, option: string): string | undefined {
  const fact = factAsked(ruleset, optionOf(revision, item, option).text);
  if (!fact) return undefined;
  const stated = item.telling.facts[fact.id];
  if (typeof stated === 'boolean' || (typeof stated === 'string' && stated !== 'unknown')) {
    return `The story tells that: ${fact.say[String(stated)]!}.`;
  }
  const open = fact.values.every(
    (value) =>
      !isDecided(evaluate(ruleset, closed(ruleset, { ...item.telling.facts, [fact.id]: value }))),
  );
  return open ? 'Whatever the answer, it would still be open.' : undefined;
}

/** The word of the City's that makes the difference, where one does. */
function ofMeaning({ revision, item }: Case, _: string, right: readonly string[]) {
  const { text } = sentenceById(revision, item.scenario.sentence ?? '');
  const modals = [...new Set(text.match(/\b(?:must|shall|should|may)\b/gi)?.map(lower))];
  const [modal] = modals;
  if (modals.length !== 1 || !modal) return undefined;
  const means = MODALS[right[0] ?? '']?.find(([word]) => word === modal);
  return means && `The City writes “${modal}” here, ${means[1]}.`;
}

/** The half that is wrong, or both: what it was before, what it is now, and what decides. */
function ofDelta({ revision, item }: Case, pair: string, [right = '']: readonly string[]) {
  const [then, now] = pair.split('|');
  const [before, after] = right.split('|');
  const halves = [
    ...(then === before ? [] : [beforeInWords(beforeOf(revision, item))]),
    ...(now === after ? [] : [nowInWords(revision, item)]),
  ];
  return halves.join(' ') || undefined;
}

const MODALS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  must: [
    ['must', 'and that binds'],
    ['shall', 'and that binds'],
  ],
  should: [['should', 'and that advises']],
  may: [['may', 'and that permits']],
};

const say = (verdict: Verdict) => VERDICT_WORDS[verdict].text;
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
