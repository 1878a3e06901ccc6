import type { APIRoute } from 'astro';
import { requireSignedIn } from '#auth/guards.ts';
import { attestationToDownload } from '#exports/receipt.ts';

/** The record's exact bytes: their SHA-256 is the receipt's. Own, or anyone's for HR and auditor. */
export const GET: APIRoute = async ({ locals, params }) => {
  const reader = requireSignedIn(locals);
  const { db, clock } = locals.portal;
  const id = params.attestation ?? '';
  const attestation = await attestationToDownload(db, { reader, id, at: clock() });
  return new Response(attestation.record, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="attestation-${attestation.id}.json"`,
    },
  });
};
