import type { APIRoute } from 'astro';
import { requireRole } from '#auth/guards.ts';
import { timestampOf } from '#evidence/outside/timestamps.ts';
import { Refusal } from '#errors.ts';

/** The timestamp on a checkpoint, as its service gave it: a file for `openssl ts`. */
export const GET: APIRoute = async ({ locals, params }) => {
  requireRole(locals, 'admin', 'hr', 'auditor');
  const found = await timestampOf(locals.portal.db, Number(params.size));
  if (!found) throw new Refusal('not-found', 'There is no timestamp on this checkpoint.');
  return new Response(new Uint8Array(found.token), {
    headers: {
      'Content-Type': 'application/timestamp-reply',
      'Content-Disposition': `attachment; filename="checkpoint-${found.size}.tsr"`,
    },
  });
};
