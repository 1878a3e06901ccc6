import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { CommentVerdict, Effect, Evaluation, Verdict } from '#rules/model.ts';
import { evaluateTelling, isDecided, type Asked, type Kind } from './kind.ts';
import { VERDICT_WORDS } from './verdict.ts';

/** A public comment's, as people read them in this question. */
const COMMENT_WORDS: Record<CommentVerdict, string> = {
  'may-stay': 'The comment may stay',
  'may-be-removed': 'The comment may be removed',
  'not-permitted': 'The comment is not permitted',
};

/** A verdict of either scale in words. */
export function sayEffect(effect: Effect): string {
  return effect in COMMENT_WORDS
    ? COMMENT_WORDS[effect as CommentVerdict]
    : VERDICT_WORDS[effect as Verdict].text;
}

/** The answer before an amendment and the answer now, right only together. */
export const delta: Kind = {
  prompt: 'The policy changed. What did it say about this before, and what does it say now?',
  hint: 'Choose one. Both halves have to be right.',
  several: false,
  fits: (asked) => pairOf(asked) !== undefined,
  // Every way from one of three verdicts to another: none stands out.
  options: (asked) => {
    const pair = pairOf(asked);
    if (!pair) return [];
    const three = [...pair, thirdBeside(pair)];
    return three
      .flatMap((before) => three.filter((now) => now !== before).map((now) => join(before, now)))
      .sort();
  },
  key: (asked) => {
    const pair = pairOf(asked);
    return { how: 'one', worth: pair ? { [join(...pair)]: 1 } : {} };
  },
  say: (_, __, option) => {
    const [before, now] = option.split('|') as [Effect, Effect];
    return { text: `Before: ${sayEffect(before)}. Now: ${sayEffect(now)}.` };
  },
};

/**
 * What a story came to before, and what it comes to now; undefined where that is the same, or either
 * is open. Where both scales differ, it is asked of whoever acts.
 */
export function pairOf({ ruleset, scenario, telling }: Asked): [Effect, Effect] | undefined {
  if (!scenario.before) return undefined;
  const before = evaluateTelling(scenario.before, telling);
  const now = evaluateTelling(ruleset, telling);
  if (!isDecided(before) || !isDecided(now)) return undefined;
  if (before.verdict.hi !== now.verdict.hi) return [before.verdict.hi, now.verdict.hi];
  const [was, is] = [commentOf(before), commentOf(now)];
  return was === is ? undefined : [was, is];
}

/** Where no comment is at hand, none has to go. */
const commentOf = ({ comment }: Evaluation): CommentVerdict => comment?.hi ?? 'may-stay';

/** The verdict nearest to both of them: between them, else one step stricter, else one milder. */
function thirdBeside([a, b]: readonly [Effect, Effect]): Effect {
  const scale: readonly Effect[] = (VERDICTS as readonly Effect[]).includes(a)
    ? VERDICTS
    : COMMENT_VERDICTS;
  const [low, high] = [scale.indexOf(a), scale.indexOf(b)].sort((x, y) => x - y) as [
    number,
    number,
  ];
  if (high - low > 1) return scale[high - 1]!;
  return scale[high + 1] ?? scale[low - 1]!;
}

const join = (before: Effect, now: Effect) => `${before}|${now}`;
