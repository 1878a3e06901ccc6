import type { APIRoute } from 'astro';
import { newestCheckpoint } from '#evidence/prove.ts';

/** The ledger's newest signed head, for anybody to note: no sign-in, no names, never from a cache. */
export const GET: APIRoute = async ({ locals }) => {
  const newest = await newestCheckpoint(locals.portal.db.read);
  return new Response(newest?.note ?? '', {
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  });
};
