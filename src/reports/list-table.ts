import { SAID_HOW } from '#attestations/how.ts';
import { isCivilDate, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { SAID_PATH } from '#training/path-words.ts';
import type { Cell, Table } from './cells.ts';
import type { CompletionFilter } from './counted.ts';
import { everyRow, type CompletionRow } from './people-list.ts';
import { everyoneThen } from './people-then.ts';
import { ruleOf, sayAsOf } from './report-table.ts';

const COLUMNS: readonly { title: string; width: number; cell: (row: CompletionRow) => Cell }[] = [
  { title: 'Employee number', width: 18, cell: (row) => row.number },
  { title: 'Name', width: 28, cell: (row) => row.name },
  { title: 'Title', width: 28, cell: (row) => row.title },
  { title: 'Department', width: 28, cell: (row) => row.department },
  {
    title: 'Policy revision',
    width: 15,
    cell: (row) => (isCivilDate(row.revision) ? { day: row.revision } : row.revision),
  },
  { title: 'Asked', width: 30, cell: (row) => SAID_PATH[row.path] },
  { title: 'Assigned (UTC)', width: 20, cell: (row) => ({ at: row.assignedAt }) },
  {
    title: 'Due on (end of day, city time)',
    width: 28,
    cell: (row) => row.dueOn && { day: row.dueOn },
  },
  { title: 'Status', width: 14, cell: (row) => row.state },
  { title: 'Signed (UTC)', width: 20, cell: signedIn },
  { title: 'Attestation', width: 26, cell: (row) => row.attestationId },
  { title: 'How signed', width: 36, cell: sayHow },
];

export type List = { filter: CompletionFilter; on: CivilDate; timeZone: string };

/** The people list of a day as a table, some people at a time, so that a large city never fills memory. */
export function listTable(db: Pick<Db, 'read'>, list: List): Table {
  const { on, filter } = list;
  return {
    name: 'People',
    columns: COLUMNS,
    rows: cellsOf(db, list),
    notes: [sayAsOf({ on, today: filter.today }), ruleOf({ on, today: filter.today })],
  };
}

async function* cellsOf(db: Pick<Db, 'read'>, list: List): AsyncGenerator<Cell[]> {
  if (list.on !== list.filter.today) {
    for await (const row of everyoneThen(db, list)) yield COLUMNS.map(({ cell }) => cell(row));
    return;
  }
  for await (const rows of everyRow(db, list.filter)) {
    for (const row of rows) yield COLUMNS.map(({ cell }) => cell(row));
  }
}

/** Of a paper only the day is known. */
function signedIn({ signedAt, how }: CompletionRow): Cell {
  if (signedAt === null) return null;
  const isOnPaper = how === 'paper' || how === 'witnessed';
  return isOnPaper ? { day: signedAt.toISOString().slice(0, 10) } : { at: signedAt };
}

/** Dates and names in the list are those first recorded: a correction is told of. */
function sayHow({ how, withdrawn, corrected }: CompletionRow): string | null {
  if (withdrawn) return 'withdrawn by HR';
  return how && `${SAID_HOW[how]}${corrected ? '; corrected by HR' : ''}`;
}
