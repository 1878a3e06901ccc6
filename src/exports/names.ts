import { and, asc, eq, gt, not, or } from 'drizzle-orm';
import { civilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { assignments, attestations, departments, employees } from '#db/schema/index.ts';
import { isCorrected, isWithdrawn } from '#evidence/withdrawn.ts';
import { draftNotes } from '#policies/draft-notes.ts';
import type { Policy } from '#policies/model.ts';
import { holdsMadeUp, SAID_MADE_UP } from '#people/made-up.ts';
import { csvLine } from '#reports/csv.ts';

const HEAD = ['Name', 'Department', 'Policy', 'Revision', 'Signed', 'Date'];
const HOW = {
  electronic: 'Electronically',
  paper: 'On paper',
  witnessed: 'On paper, before a witness',
  kiosk: 'On a shared tablet, before a witness',
};
const CORRECTED = '; corrected by HR later';
const AT_ONCE = 500;

/**
 * Who was assigned which policy and has signed it, as CSV lines: one line for each time it was
 * assigned to somebody, people who have left among them. What HR has withdrawn is not signed; what it
 * corrected has the day first recorded, and says so. No numbers, mail, answers or scores.
 */
export async function* namesCsv(
  read: Reader,
  { policies, timeZone }: { policies: readonly Policy[]; timeZone: string },
): AsyncGenerator<string> {
  const title = new Map(policies.map((policy) => [policy.id, policy.title]));
  // The mark lets spreadsheet programs read names with accents.
  yield `\ufeff${csvLine(HEAD)}`;
  for (let last = { name: '', id: '' }; ;) {
    const rows = await read
      .select({
        id: assignments.id,
        name: employees.name,
        department: departments.name,
        policyId: assignments.policyId,
        revision: assignments.revision,
        how: attestations.how,
        signedAt: attestations.signedAt,
        corrected: isCorrected,
      })
      .from(assignments)
      .innerJoin(employees, eq(employees.number, assignments.employeeNumber))
      .innerJoin(departments, eq(departments.id, employees.departmentId))
      .leftJoin(attestations, and(eq(attestations.assignmentId, assignments.id), not(isWithdrawn)))
      .where(
        or(
          gt(employees.name, last.name),
          and(eq(employees.name, last.name), gt(assignments.id, last.id)),
        ),
      )
      .orderBy(asc(employees.name), asc(assignments.id))
      .limit(AT_ONCE);
    for (const { name, department, policyId, revision, how, signedAt, corrected } of rows) {
      yield csvLine([
        name,
        department,
        title.get(policyId) ?? policyId,
        revision,
        how === null ? 'Not signed' : `${HOW[how]}${corrected ? CORRECTED : ''}`,
        signedAt === null ? null : civilDate(signedAt, timeZone),
      ]);
    }
    if (rows.length < AT_ONCE) break;
    last = rows.at(-1) ?? last;
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const note of draftNotes(policies)) yield csvLine([note]);
  if (await holdsMadeUp(read)) yield csvLine([SAID_MADE_UP]);
}
