import type { Reader } from '#db/client.ts';
import { holdsMadeUp, SAID_MADE_UP } from '#people/made-up.ts';
import { draftNotes } from '#policies/draft-notes.ts';
import type { Policy } from '#policies/model.ts';
import { completionByDepartment, DENOMINATOR } from '#reports/completion.ts';
import { csvLine } from '#reports/csv.ts';

/** A group in which fewer people than this did the same is not shown by itself. */
export const FEWEST = 5;

export type Group = { name: string; assigned: number; signed: number };

const HEAD = ['Policy', 'Department', 'Assigned', 'Signed', 'Not signed'];

/** Numbers by department without anybody in them, as CSV lines. `today` is the City's date. */
export async function* statisticsCsv(
  read: Reader,
  { policies, today }: { policies: readonly Policy[]; today: string },
): AsyncGenerator<string> {
  yield `\ufeff${csvLine(HEAD)}`;
  for (const { id: policyId, title } of policies) {
    const { departments } = await completionByDepartment({ read }, { policyId, today });
    const groups = departments.map(({ name, counts }) => ({
      name,
      assigned: counts.assigned,
      signed: counts.attested,
    }));
    const shown = withoutSmall(groups);
    for (const { name, assigned, signed } of shown) {
      yield csvLine([title, name, assigned, signed, assigned - signed]);
    }
    if (shown.length === 0) yield csvLine([title, 'Too few people to show', null, null, null]);
  }
  yield csvLine([`As of ${today}. ${DENOMINATOR}`]);
  yield csvLine([
    `Departments of fewer than ${FEWEST} people, and those in which 1 to ${FEWEST - 1} have signed or have not, are counted together with others.`,
  ]);
  for (const note of draftNotes(policies)) yield csvLine([note]);
  if (await holdsMadeUp(read)) yield csvLine([SAID_MADE_UP]);
}

/**
 * The groups so that nobody can be picked out: small ones are put together, with the next larger one
 * until they are small no more, so that no total gives them away. None when all together are too few.
 */
export function withoutSmall(groups: readonly Group[]): Group[] {
  const shown = groups.filter((group) => !isSmall(group));
  const small = groups.filter(isSmall);
  if (small.length === 0) return shown;
  const bySize = shown.toSorted((a, b) => a.assigned - b.assigned);
  while (isSmall(together(small)) || small.length === 1) {
    const next = bySize.shift();
    if (!next) return [];
    small.push(next);
  }
  return [...shown.filter((group) => bySize.includes(group)), together(small)];
}

function isSmall({ assigned, signed }: Group): boolean {
  const few = (count: number) => count > 0 && count < FEWEST;
  return assigned < FEWEST || few(signed) || few(assigned - signed);
}

function together(groups: readonly Group[]): Group {
  const sum = (of: (group: Group) => number) => groups.reduce((all, group) => all + of(group), 0);
  return {
    name: `${groups.length} departments together`,
    assigned: sum(({ assigned }) => assigned),
    signed: sum(({ signed }) => signed),
  };
}
