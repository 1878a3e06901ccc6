import { englishOf, inLine } from '#rules/english.ts';
import { why } from '#rules/explain.ts';
import { COMMENT_VERDICTS, type Condition, type Norm, type Ruleset } from '#rules/model.ts';
import { trace, type Step } from '#rules/trace.ts';
import type { Facts } from '#rules/truth.ts';

/** A phrase longer than this explains nothing. */
const MOST_LETTERS = 200;

/**
 * Why a sentence that the facts do not go against is not broken: what it needs and does not find here,
 * or how it is kept. Undefined where it is broken, open, or has no reason short enough to help.
 */
export function notBroken(ruleset: Ruleset, facts: Facts, sentence: string): string | undefined {
  const norms = ruleset.norms.filter((norm) => norm.sentence === sentence);
  if (norms.length === 0) {
    return ruleset.unruled?.find((norm) => norm.sentence === sentence)?.says;
  }
  const traces = norms.map((norm) => trace(ruleset, facts, norm.id));
  const are = (status: string) => traces.filter((one) => one.status === status);
  if (are('undetermined').length > 0 || are('breached').length > 0) return undefined;
  const excepted = are('excepted');
  const kept = excepted.length > 0 ? excepted : are('met');
  if (kept.length === 0) return outside(ruleset, facts, norms);
  // A permission is not kept and cannot be broken.
  if (norms.every(({ strength }) => strength === 'may')) {
    return norms.every(({ bearer }) => bearer === 'employee' || bearer === 'designated')
      ? 'It permits: nobody goes against a permission.'
      : undefined;
  }
  const found = kept.map(({ norm }) => why(ruleset, facts, norm).because);
  const reasons = [...new Set(found)];
  const words = reasons.join(' ');
  // Of a public comment: a ground that is not there is nothing that somebody keeps.
  if (isGround(norms)) return `The policy gives no such ground here. ${words}`;
  if (words.length > MOST_LETTERS) return 'It is kept: nothing here goes against it.';
  return `${excepted.length > 0 ? 'An exception holds.' : 'It is kept.'} ${words}`;
}

const isGround = (norms: readonly Norm[]) =>
  norms.every(({ effect }) => (COMMENT_VERDICTS as readonly string[]).includes(effect));

/** Of all norms of a sentence, a thing that each of them needs and that is not so here. */
function outside(ruleset: Ruleset, facts: Facts, norms: readonly Norm[]): string | undefined {
  const needs = norms.map(({ when }) => conjuncts(when).map((part) => JSON.stringify(part)));
  const failing = norms.map((norm) => failingParts(trace(ruleset, facts, norm.id).when, norm.when));
  const common = failing[0]?.find(({ part }) =>
    needs.every((parts) => parts.includes(JSON.stringify(part))),
  );
  if (!common) return undefined;
  const { when } = englishOf(ruleset, { ...norms[0]!, when: common.part });
  const here = common.step ? herePhrase(ruleset, common.step) : 'that is not so';
  const words = `It applies only where ${inLine(when)}; here, ${here}.`;
  return words.length > MOST_LETTERS ? undefined : words;
}

function conjuncts(condition: Condition): Condition[] {
  return condition.k === 'all' ? condition.of.flatMap(conjuncts) : [condition];
}

type Failing = { part: Condition; step: Step };

/** The parts of a conjunction that certainly do not hold. */
function failingParts(step: Step, part: Condition): Failing[] {
  if (part.k === 'all') return part.of.flatMap((one, at) => failingParts(step.parts[at]!, one));
  return step.holds === 'no' ? [{ part, step }] : [];
}

/** What a fact is here, in words. */
function herePhrase({ facts }: Ruleset, { of }: Step): string {
  if (typeof of === 'string') return 'that is not so';
  const say = facts.find(({ id }) => id === of.fact)!.say;
  return orList(of.has.map((value) => say[String(value)]!));
}

/** `C.3, sentence 2`, as citations read everywhere. */
export function citation(id: string): string {
  const [clause, number] = id.split(':');
  return number ? `${clause}, sentence ${number}` : id;
}

/** `a, b or c` */
export function orList(words: readonly string[], word: 'or' | 'and' = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join('; ')} ${word} ${words.at(-1)}`;
}
