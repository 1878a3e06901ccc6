import { recordEvent } from '#audit/record.ts';
import { requireRole } from '#auth/guards.ts';
import { civilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { holdsMadeUp, SAID_MADE_UP } from '#people/made-up.ts';
import { draftNotes } from '#policies/draft-notes.ts';
import type { Policy } from '#policies/model.ts';
import type { Table } from '#reports/cells.ts';
import { csvOf } from '#reports/csv.ts';
import { xlsxOf } from '#reports/xlsx.ts';
import { download } from './download.ts';

type Asking = Parameters<typeof requireRole>[0] & {
  portal: { db: Db; policies: readonly Policy[]; clock: () => Date; config: { timeZone: string } };
};
type Day = { today: string; timeZone: string };
/** What is taken away, and what the audit log says of it. */
type Taken = {
  table: Table;
  act: string;
  subject: string;
  detail: Record<string, unknown>;
  /** Without its ending. */
  file: string;
};

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/**
 * A table for HR or an auditor to take away, sent as it is read. Who took which is kept in the audit
 * log. A link on another site must not do so in this person's name.
 */
export async function tableDownload(
  { locals, request }: { locals: Asking; request: Request },
  form: keyof typeof TYPES,
  take: (day: Day) => Taken | Promise<Taken>,
): Promise<Response> {
  const person = requireRole(locals, 'hr', 'auditor');
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new Refusal('not-allowed', 'Download the list from its page in the portal.');
  }
  const { db, clock, config } = locals.portal;
  const at = clock();
  const { table, act, subject, detail, file } = await take({
    today: civilDate(at, config.timeZone),
    timeZone: config.timeZone,
  });
  await db.write((tx) =>
    recordEvent(tx, { at, actor: person.number, act, subject, detail: { form, ...detail } }),
  );
  const notes = [...table.notes, ...draftNotes(locals.portal.policies)];
  if (await holdsMadeUp(db.read)) notes.push(SAID_MADE_UP);
  const told = { ...table, notes };
  const chunks = form === 'csv' ? csvOf(told) : xlsxOf(told);
  return download(chunks, { name: `${file}.${form}`, type: TYPES[form] });
}
