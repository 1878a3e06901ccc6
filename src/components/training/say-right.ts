import { sayPoints } from '#components/points.ts';

/** How many were right, as a heading: `1 of 3 right`; where some were half right, `1.5 of 3 points`. */
export function sayRight(score: number, of: number): string {
  return `${sayPoints(score)} of ${of} ${Number.isInteger(score) ? 'right' : 'points'}`;
}
