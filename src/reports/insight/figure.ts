import { FEWEST, isEnough, reaches, type Cell, type Shown } from './may-show.ts';
import { wilson, type Interval } from './statistics.ts';

/** How many first answers a group has and how many of them are right; or why that is not told. */
export type Figure =
  | ({ hidden: false; answers: number; right: number; share: number } & Interval)
  /** `few-missed`, `few-right`: so many people that it can be told which side is the small one. */
  | { hidden: 'few-missed' | 'few-right' }
  /** `withheld`: large enough by itself, but it would give a small group away. */
  | { hidden: 'too-few' | 'withheld' };

/** A figure with what only flags go by: they say that most miss something, never how many. */
export type Measured = { figure: Figure; flaggedHard: boolean };

/** Fewer than this share right, and surely fewer than half, is hard. */
const HARD = { share: 0.3, surely: 0.5 };

/** A group's numbers, shown if the small groups stay hidden beside all that is shown before. */
export function measure(shown: Shown, cells: readonly Cell[], group: readonly number[]): Measured {
  const its = group.map((at) => cells[at]!);
  const right = its.reduce((sum, cell) => sum + cell.right.length, 0);
  const answers = right + its.reduce((sum, cell) => sum + cell.missed.length, 0);
  const share = answers === 0 ? 0 : right / answers;
  const interval = wilson(right, answers);
  // Known to be many before anything is said of them.
  const many = reaches(
    its.flatMap((cell) => [cell.right, cell.missed]),
    2 * FEWEST,
  );
  const flaggedHard = many && share < HARD.share && interval.high < HARD.surely;
  if (!isEnough(its)) {
    const fewRight = !reaches(
      its.map((cell) => cell.right),
      FEWEST,
    );
    const hidden = !many ? 'too-few' : fewRight ? 'few-right' : 'few-missed';
    return { figure: { hidden }, flaggedHard };
  }
  if (!shown.show(group)) return { figure: { hidden: 'withheld' }, flaggedHard };
  return { figure: { hidden: false, answers, right, share, ...interval }, flaggedHard };
}
