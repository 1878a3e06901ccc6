import type { APIRoute } from 'astro';
import { requireRole } from '#auth/guards.ts';
import { listDownload } from '#exports/list-download.ts';

/** The people list as filtered, streamed as CSV. Who took it away is kept in the audit log. */
export const GET: APIRoute = async (context) => {
  requireRole(context.locals, 'hr', 'auditor');
  return listDownload(context, 'csv');
};
