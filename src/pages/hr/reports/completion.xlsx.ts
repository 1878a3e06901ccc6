import type { APIRoute } from 'astro';
import { requireRole } from '#auth/guards.ts';
import { reportDownload } from '#exports/list-download.ts';

/** Completion by group, as a workbook. Who took it away is kept in the audit log. */
export const GET: APIRoute = async (context) => {
  requireRole(context.locals, 'hr', 'auditor');
  return reportDownload(context, 'xlsx');
};
