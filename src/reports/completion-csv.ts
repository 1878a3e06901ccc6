import type { Db } from '#db/client.ts';
import { completionPage, type CompletionFilter } from './completion.ts';
import { csvLine } from './csv.ts';

const HEAD = [
  'Employee number',
  'Name',
  'Title',
  'Department',
  'Policy revision',
  'Assigned (UTC)',
  'Due on (end of day, city time)',
  'Status',
  'Signed (UTC)',
  'Attestation',
];
const PAGE = 500;

/** The completion list as CSV lines, a page of people at a time, so a large city never fills memory. */
export async function* completionCsv(db: Db, filter: CompletionFilter): AsyncGenerator<string> {
  // The mark lets spreadsheet programs read names with accents.
  yield `\ufeff${csvLine(HEAD)}`;
  for (let number = 1; ; number += 1) {
    const { rows } = await completionPage(db, filter, { number, size: PAGE });
    for (const row of rows) {
      yield csvLine([
        row.number,
        row.name,
        row.title,
        row.department,
        row.revision,
        row.assignedAt.toISOString(),
        row.dueOn,
        row.state,
        row.signedAt?.toISOString() ?? null,
        row.attestationId,
      ]);
    }
    if (rows.length < PAGE) return;
  }
}
