import type { APIRoute } from 'astro';
import { requireRole } from '#auth/guards.ts';
import { COLUMNS } from '#roster/columns.ts';

/** The columns of a roster, for a spreadsheet to begin with: its mark says that it is UTF-8. */
export const GET: APIRoute = ({ locals }) => {
  requireRole(locals, 'hr');
  return new Response(`\uFEFF${COLUMNS.map(({ name }) => name).join(',')}\r\n`, {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="roster.csv"',
    },
  });
};
