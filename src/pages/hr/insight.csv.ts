import type { APIRoute } from 'astro';
import { recordEvent } from '#audit/record.ts';
import { requireRole } from '#auth/guards.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { download } from '#exports/download.ts';
import { draftNotes } from '#policies/draft-notes.ts';
import { holdsMadeUp, SAID_MADE_UP } from '#people/made-up.ts';
import { csvLine } from '#reports/csv.ts';
import { insightQuery } from '#reports/insight/ask.ts';
import { insightCsv } from '#reports/insight/insight-csv.ts';
import { insightOf } from '#reports/insight/insight.ts';

/** What is misunderstood, as CSV: exactly what the pages tell. Kept in the audit log. */
export const GET: APIRoute = async ({ locals, request, url }) => {
  const person = requireRole(locals, 'hr', 'auditor');
  // A link on another site must not export in this person's name.
  if (request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new Refusal('not-allowed', 'Download the figures from the page “What is misunderstood”.');
  }
  const { db, policies, clock, config } = locals.portal;
  const at = clock();
  const { policy, revision } = insightQuery(
    url.searchParams,
    policies,
    civilDate(at, config.timeZone),
  );
  const insight = await insightOf(db, policies, revision, config.timeZone);
  await db.write((tx) =>
    recordEvent(tx, {
      at,
      actor: person.number,
      act: 'insight.exported',
      subject: policy.id,
      detail: { revision: revision.id },
    }),
  );
  const notes = draftNotes([{ ...policy, revisions: [revision] }]);
  if (await holdsMadeUp(db.read)) notes.push(SAID_MADE_UP);
  return download(lines(insightCsv(insight), notes), {
    name: `what-is-misunderstood-${policy.id}-${civilDate(at, config.timeZone)}.csv`,
    type: 'text/csv; charset=utf-8',
  });
};

async function* lines(all: Iterable<string>, notes: readonly string[]): AsyncGenerator<string> {
  yield* all;
  for (const note of notes) yield csvLine([note]);
}
