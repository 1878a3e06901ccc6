import { expect } from 'vitest';
import { compare } from '#rules/compare.ts';
import type { Comparison } from '#rules/compare.ts';
import { evaluate } from '#rules/evaluate.ts';
import type { Norm, Ruleset } from '#rules/model.ts';
import type { Facts } from '#rules/truth.ts';
import type { Verdicts } from '#rules/witness.ts';
import { ruleset, sentences } from './support.ts';

export const text = sentences();

/** The comparison of two ways to read the same text. */
export function rules(before: Ruleset, after: Ruleset): Comparison {
  return compare({ ruleset: before, sentences: text }, { ruleset: after, sentences: text });
}

export function norm(id: string): Norm {
  return ruleset.norms.find((one) => one.id === id)!;
}

export function without(...ids: string[]): Ruleset {
  return { ...ruleset, norms: ruleset.norms.filter(({ id }) => !ids.includes(id)) };
}

/** Both verdicts where every fact is known, as the evaluator has them. */
export function verdicts(ruleset: Ruleset, facts: Facts): Verdicts {
  const { verdict, comment } = evaluate(ruleset, facts);
  expect([verdict.lo, comment?.lo]).toEqual([verdict.hi, comment?.hi]);
  return { verdict: verdict.lo, comment: comment?.lo ?? 'may-stay' };
}

export function on(
  verdict: Verdicts['verdict'],
  comment: Verdicts['comment'] = 'may-stay',
): Verdicts {
  return { verdict, comment };
}
