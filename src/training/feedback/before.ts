import { earlierSentence } from '#policies/compare-revisions.ts';
import type { Revision } from '#policies/model.ts';
import { holding } from '#rules/evaluate.ts';
import { why } from '#rules/explain.ts';
import type { Effect, Ruleset } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import type { Item } from '../item.ts';
import { pairOf, sayEffect } from '../kinds/delta.ts';
import { evaluateTelling } from '../kinds/kind.ts';
import { citation } from './standing-words.ts';

/** What a story came to before an amendment, with the sentences that decided as they then stood. */
export type Before = {
  /** The earlier text. */
  since: string;
  effect: Effect;
  /** By their numbers in that text. Empty where it had nothing to say against it. */
  reasons: { sentence: string; text: string; because: string }[];
};

export function beforeOf(revision: Revision, item: Item): Before {
  const { before } = item.scenario;
  const pair = pairOf({ ...item, ruleset: revision.ruleset });
  if (!before || !pair) throw new Error(`${item.scenario.id} asks about no change`);
  const since = before.revision;
  const reasons = deciding(before, item, pair[0]).flatMap(({ cite, because }) => {
    const sentence = earlierSentence(revision, since, cite);
    return sentence ? [{ sentence: sentence.id, text: sentence.text, because }] : [];
  });
  return { since, effect: pair[0], reasons };
}

/** `Before, it was Prohibited, by C.3, sentence 2. …` */
export function beforeInWords({ effect, reasons }: Before): string {
  return said('Before', effect, reasons[0]);
}

export function nowInWords(revision: Revision, item: Item): string {
  const [, now] = pairOf({ ...item, ruleset: revision.ruleset })!;
  const [first] = deciding(revision.ruleset, item, now);
  return said('Now', now, first && { sentence: first.cite, because: first.because });
}

function said(
  when: 'Before' | 'Now',
  effect: Effect,
  reason: { sentence: string; because: string } | undefined,
): string {
  if (!reason) return `${when}: ${sayEffect(effect)}. No sentence of the policy speaks against it.`;
  return `${when}: ${sayEffect(effect)}, by ${citation(reason.sentence)}. ${reason.because}`;
}

/** The findings that bring this verdict, each sentence once, with the reason. */
function deciding(ruleset: Ruleset, { telling }: Item, effect: Effect) {
  const facts = closed(ruleset, telling.facts);
  const { breaches, grounds } = holding(evaluateTelling(ruleset, telling));
  const found = [...breaches, ...grounds]
    .filter((one) => one.effect === effect)
    .map(({ norm }) => why(ruleset, facts, norm));
  return found.filter(({ cite }, at) => found.findIndex((one) => one.cite === cite) === at);
}
