import type { APIRoute } from 'astro';
import { recordEvent } from '#audit/record.ts';
import { requireRole } from '#auth/guards.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { download } from '#exports/download.ts';
import { completionCsv } from '#reports/completion-csv.ts';
import { completionQuery } from '#reports/completion-query.ts';

/** The people list as filtered, streamed as CSV. Who exported what is kept in the audit log. */
export const GET: APIRoute = async ({ locals, request, url }) => {
  const person = requireRole(locals, 'hr', 'auditor');
  // A link on another site must not export in this person's name.
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new Refusal('not-allowed', 'Download the list from the People page.');
  }
  const { db, policies, clock, config } = locals.portal;
  const at = clock();
  const today = civilDate(at, config.timeZone);
  const { filter } = completionQuery(url.searchParams, policies, today);
  await db.write((tx) =>
    recordEvent(tx, {
      at,
      actor: person.number,
      act: 'completion.exported',
      subject: filter.policyId,
      detail: { ...filter },
    }),
  );
  return download(completionCsv(db, filter), {
    name: `completion-${filter.policyId}-${today}.csv`,
    type: 'text/csv; charset=utf-8',
  });
};
