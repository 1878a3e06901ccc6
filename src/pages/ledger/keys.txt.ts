import type { APIRoute } from 'astro';
import { allKeys } from '#evidence/keys.ts';

/**
 * The ledger's public keys, the first one first, for anybody to note: no sign-in, no names. Never kept
 * by a cache, as everything the portal answers: a key that was changed today counts today.
 */
export const GET: APIRoute = async ({ locals }) => {
  const keys = await allKeys(locals.portal.db);
  return new Response(keys.map(({ publicKey }) => `${publicKey}\n`).join(''), {
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  });
};
