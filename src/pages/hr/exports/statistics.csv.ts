import type { APIRoute } from 'astro';
import { requireRole } from '#auth/guards.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { download } from '#exports/download.ts';
import { statisticsCsv } from '#exports/statistics.ts';
import { noteExport } from '#exports/note-export.ts';

/** Numbers by department, small groups put together. Kept in the audit log. */
export const GET: APIRoute = async ({ locals, request }) => {
  const person = requireRole(locals, 'hr', 'auditor');
  // A link on another site must not export in this person's name.
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new Refusal('not-allowed', 'Download the numbers from the Exports page.');
  }
  const { db, policies, clock, config } = locals.portal;
  const at = clock();
  const today = civilDate(at, config.timeZone);
  await noteExport(db, db.read, { by: person.number, at, profile: 'statistics' });
  const { read, close } = await db.snapshot();
  return download(
    statisticsCsv(read, { policies, today }),
    {
      name: `statistics-${today}.csv`,
      type: 'text/csv; charset=utf-8',
    },
    close,
  );
};
