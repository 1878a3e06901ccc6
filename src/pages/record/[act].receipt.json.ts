import type { APIRoute } from 'astro';
import { requireSignedIn } from '#auth/guards.ts';
import { attestationToDownload, receiptOf } from '#exports/receipt.ts';
import { printReceipt } from '#verify/receipt.ts';

/**
 * The receipt as one file, to be checked without the portal. Own, or anyone's for HR and auditor.
 * Its parameter has a name before that of `[attestation].json`, which else would answer in its place.
 */
export const GET: APIRoute = async ({ locals, params }) => {
  const reader = requireSignedIn(locals);
  const { db, clock } = locals.portal;
  const id = params.act ?? '';
  const attestation = await attestationToDownload(db, { reader, id, at: clock() });
  return new Response(printReceipt(await receiptOf(db, attestation)), {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="attestation-${attestation.id}.receipt.json"`,
    },
  });
};
