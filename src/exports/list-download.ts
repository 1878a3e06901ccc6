import type { APIContext } from 'astro';
import { listAsked, reportAsked } from '#reports/completion-query.ts';
import { listTable } from '#reports/list-table.ts';
import { reportTable } from '#reports/report-table.ts';
import { tableDownload } from './table-download.ts';

type Form = Parameters<typeof tableDownload>[1];

/** The people list as its address filters it. */
export function listDownload(context: APIContext, form: Form): Promise<Response> {
  const { db, policies } = context.locals.portal;
  return tableDownload(context, form, (day) => {
    const { list } = listAsked(context.url.searchParams, policies, day);
    return {
      table: listTable(db, list),
      act: 'completion.exported',
      subject: list.filter.policyId,
      detail: { ...list.filter, asOf: list.on },
      file: `completion-${list.filter.policyId}-${list.on}`,
    };
  });
}

/** Completion by group as its address asks. */
export function reportDownload(context: APIContext, form: Form): Promise<Response> {
  const { db, policies } = context.locals.portal;
  return tableDownload(context, form, async (day) => {
    const asked = reportAsked(context.url.searchParams, policies, day);
    return {
      table: await reportTable(db, asked),
      act: 'report.exported',
      subject: asked.policyId,
      detail: { by: asked.by, asOf: asked.on },
      file: `completion-by-${asked.by}-${asked.policyId}-${asked.on}`,
    };
  });
}
