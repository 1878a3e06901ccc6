import type { APIRoute } from 'astro';
import { requireRole } from '#auth/guards.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { download } from '#exports/download.ts';
import { namesCsv } from '#exports/names.ts';
import { noteExport } from '#exports/note-export.ts';

/** Who has signed which policy, without numbers, answers or scores. Kept in the audit log. */
export const GET: APIRoute = async ({ locals, request }) => {
  const person = requireRole(locals, 'hr', 'auditor');
  // A link on another site must not export in this person's name.
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new Refusal('not-allowed', 'Download the list from the Exports page.');
  }
  const { db, policies, clock, config } = locals.portal;
  const at = clock();
  await noteExport(db, db.read, { by: person.number, at, profile: 'names' });
  const { read, close } = await db.snapshot();
  return download(
    namesCsv(read, { policies, timeZone: config.timeZone }),
    {
      name: `names-and-completion-${civilDate(at, config.timeZone)}.csv`,
      type: 'text/csv; charset=utf-8',
    },
    close,
  );
};
