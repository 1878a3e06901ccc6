import { SAID_HOW } from '#attestations/how.ts';
import type { Db } from '#db/client.ts';
import { completionPage, type CompletionFilter, type CompletionRow } from './completion.ts';
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
  'How signed',
];
const PAGE = 500;

/** Of a paper only the day is known. */
function signedIn({ signedAt, how }: CompletionRow): string | null {
  return (
    signedAt &&
    (how === 'electronic' || how === 'kiosk'
      ? signedAt.toISOString()
      : signedAt.toISOString().slice(0, 10))
  );
}

/** Dates and names in the list are those first recorded: a correction is told of. */
function sayHow({ how, withdrawn, corrected }: CompletionRow): string | null {
  if (withdrawn) return 'withdrawn by HR';
  return how && `${SAID_HOW[how]}${corrected ? '; corrected by HR' : ''}`;
}

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
        signedIn(row),
        row.attestationId,
        sayHow(row),
      ]);
    }
    if (rows.length < PAGE) return;
  }
}
