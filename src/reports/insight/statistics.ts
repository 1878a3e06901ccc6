/** The two-sided 95 % point of the normal distribution. */
const Z = 1.959963984540054;

export type Interval = { low: number; high: number };

/** Wilson's 95 % interval of a share: `right` of `of`. Of nothing, everything is possible. */
export function wilson(right: number, of: number): Interval {
  if (of === 0) return { low: 0, high: 1 };
  const share = right / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Fewer people than this say nothing steady about a correlation. */
export const FEWEST_TO_CORRELATE = 30;

export type Correlation = { r: number; people: number } & Interval;

/**
 * How being right at one question goes with how people did at all their others (corrected item–rest,
 * point-biserial), with a 95 % interval from SE = (1 − r²)/√(n − 1). Undefined for fewer than 30 people,
 * and where all did the same, since nothing goes with it then.
 */
export function itemRest(
  pairs: readonly { right: boolean; rest: number }[],
): Correlation | undefined {
  const people = pairs.length;
  if (people < FEWEST_TO_CORRELATE) return undefined;
  const mean = (of: (one: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, one) => sum + of(one), 0) / people;
  const right = mean((one) => Number(one.right));
  const rest = mean((one) => one.rest);
  const spread = mean((one) => (one.rest - rest) ** 2);
  const varies = right * (1 - right) * spread;
  if (varies < 1e-12) return undefined;
  const together = mean((one) => (Number(one.right) - right) * (one.rest - rest));
  const r = Math.min(1, Math.max(-1, together / Math.sqrt(varies)));
  const half = (Z * (1 - r * r)) / Math.sqrt(people - 1);
  return { r, people, low: Math.max(-1, r - half), high: Math.min(1, r + half) };
}
