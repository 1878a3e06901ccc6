import type { Figure } from './figure.ts';
import { FEWEST } from './may-show.ts';

/** How many chose an option, exactly or about; undefined where it is not told. */
export type Chosen = { count?: number; share: number } | undefined;

type Asked = {
  /** How many chose each option. */
  counts: readonly number[];
  /** Which of them are right. */
  isRight: readonly boolean[];
  /** People who were asked. */
  people: number;
  /** Several could be chosen. */
  several: boolean;
  /** What is told of the question as a whole. */
  figure: Figure;
};

/**
 * What may be told of each option. Where the question's own numbers are told, a small count is hidden
 * together with others, so that neither the total nor the right ones give it away. Where few were right,
 * the frequent wrong options are told in round shares, since they say what people think instead.
 */
export function optionShares(asked: Asked): Chosen[] {
  const { counts, isRight, people, several, figure } = asked;
  if (figure.hidden === 'few-right') {
    return counts.map((count, at) =>
      count < FEWEST || isRight[at] ? undefined : { share: Math.round((20 * count) / people) / 20 },
    );
  }
  if (figure.hidden) return counts.map(() => undefined);
  const hidden = several ? hiddenOfSeveral(asked) : hiddenOfOne(asked);
  return counts.map((count, at) => (hidden.has(at) ? undefined : { count, share: count / people }));
}

/** Everybody chose one: the counts add up to all, and the right ones to whoever was right. */
function hiddenOfOne({ counts, isRight, people }: Asked): Set<number> {
  const all = counts.map((_, at) => at);
  const right = all.filter((at) => isRight[at]);
  const wrong = all.filter((at) => !isRight[at]);
  const wasRight = sum(right.map((at) => counts[at]!));
  const apart = wasRight >= FEWEST && people - wasRight >= FEWEST;
  const groups = apart ? [right, wrong] : [all];
  return new Set(groups.flatMap((group) => hiddenWithin(counts, group)));
}

/** The small ones of a group whose total is known, and as many more as it takes to hide them. */
function hiddenWithin(counts: readonly number[], group: readonly number[]): number[] {
  const bySize = group.toSorted((a, b) => counts[a]! - counts[b]!);
  const hidden = bySize.filter((at) => counts[at]! < FEWEST);
  if (hidden.length === 0) return [];
  const left = bySize.slice(hidden.length);
  while (hidden.length === 1 || sum(hidden.map((at) => counts[at]!)) < FEWEST) {
    const next = left.shift();
    if (next === undefined) break;
    hidden.push(next);
  }
  return hidden;
}

/** Each option by itself splits everybody in two; and everybody chose at least one. */
function hiddenOfSeveral({ counts, people }: Asked): Set<number> {
  const all = counts.map((_, at) => at);
  const hidden = all.filter((at) => counts[at]! < FEWEST || people - counts[at]! < FEWEST);
  const others = all.filter((at) => !hidden.includes(at));
  const told = sum(others.map((at) => counts[at]!));
  if (hidden.length === 1 && told < people) {
    const [least] = others.toSorted((a, b) => counts[a]! - counts[b]!);
    if (least !== undefined) hidden.push(least);
  }
  return new Set(hidden);
}

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
