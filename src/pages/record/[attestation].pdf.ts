import type { APIRoute } from 'astro';
import { requireSignedIn } from '#auth/guards.ts';
import { receiptPdf } from '#exports/receipt-pdf.ts';
import { attestationToDownload, receiptOf } from '#exports/receipt.ts';

/** The receipt to print and to file. Own, or anyone's for HR and auditor. */
export const GET: APIRoute = async ({ locals, params }) => {
  const reader = requireSignedIn(locals);
  const { db, clock } = locals.portal;
  const id = params.attestation ?? '';
  const attestation = await attestationToDownload(db, { reader, id, at: clock() });
  const pdf = await receiptPdf(attestation, await receiptOf(db, attestation));
  return new Response(new Uint8Array(pdf), {
    headers: {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `attachment; filename="attestation-${attestation.id}.pdf"`,
    },
  });
};
