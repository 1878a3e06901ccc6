import type { CivilDate } from '#clock.ts';
import { sayChain } from '#people/managers.ts';
import { columnName } from './columns.ts';
import type { Known } from './compare-roster.ts';
import type { Problem } from './problem.ts';
import type { RosterRow } from './read-roster.ts';

type Staff = {
  /** The rows of the file, by the number as it is kept. */
  byNumber: ReadonlyMap<string, RosterRow>;
  /** Numbers as they are kept, by lower case. */
  numbers: ReadonlyMap<string, string>;
  /** By lower case. */
  before: ReadonlyMap<string, Known>;
  /** By number. */
  after: ReadonlyMap<string, Known>;
  today: CivilDate;
};

/**
 * Managers who are nobody, have left or leave with this file, and circles. What a person has already
 * and the file repeats is left alone: who lost their manager is told with the result.
 */
export function managerProblems(staff: Staff): Problem[] {
  const { byNumber, numbers, before, after, today } = staff;
  const problems: Problem[] = [];
  const isGone = (person: Known | undefined) =>
    person !== undefined && person.separatedOn !== null && person.separatedOn <= today;
  for (const [number, row] of byNumber) {
    const typed = row.managerNumber;
    if (!typed) continue;
    const say = (sentence: string) =>
      problems.push({ line: row.line, column: columnName('managerNumber'), sentence });
    const manager = numbers.get(typed.toLowerCase());
    if (manager === undefined) {
      say(`Nobody has the employee number ${typed}, in this file or in the portal.`);
      continue;
    }
    const isNew = before.get(number.toLowerCase())?.managerNumber !== manager;
    if (!isNew || isGone(after.get(number)) || !isGone(after.get(manager))) continue;
    const { name } = after.get(manager)!;
    const why = byNumber.has(manager)
      ? 'has left by their last day'
      : 'is not in this file, and so has left';
    say(`${name} (${manager}) ${why}. Name a manager who is employed.`);
  }
  return [...problems, ...circles(staff)];
}

/** Each circle of managers once, on the first of its lines. */
function circles({ byNumber, after }: Staff): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  for (const start of byNumber.keys()) {
    const way: string[] = [];
    let at: string | null = start;
    while (at !== null && !seen.has(at)) {
      seen.set(at, start);
      way.push(at);
      at = after.get(at)?.managerNumber ?? null;
    }
    if (at === null || seen.get(at) !== start) continue;
    const circle = way.slice(way.indexOf(at));
    const lines = circle.flatMap((number) => byNumber.get(number)?.line ?? []);
    const name = (number: string) => `${after.get(number)?.name ?? number} (${number})`;
    const [first, ...others] = circle;
    problems.push({
      line: Math.min(...lines),
      column: columnName('managerNumber'),
      sentence: `Managers stand in a circle: ${sayChain(name(first!), [...others, first!].map(name))}.`,
    });
  }
  return problems;
}
