import type { APIRoute } from 'astro';
import { attestationById } from '#attestations/read-attestation.ts';
import { scanAt } from '#attestations/scan.ts';
import { noteRead } from '#audit/note-read.ts';
import { requireRole } from '#auth/guards.ts';

const ENDS: Record<string, string> = { 'image/png': 'png', 'image/jpeg': 'jpg' };

/** A scan as it was uploaded: for HR and auditors, since one sheet may bear many names. */
export const GET: APIRoute = async ({ locals, params }) => {
  const reader = requireRole(locals, 'hr', 'auditor');
  const { db, clock } = locals.portal;
  const scan = await scanAt(db, params.scan ?? '');
  for (const id of scan.attestations) {
    const { employeeNumber: of } = await attestationById(db, id);
    await noteRead(db, { at: clock(), actor: reader.number, of, what: 'attestation' });
  }
  return new Response(new Uint8Array(scan.bytes), {
    headers: {
      'Content-Type': scan.mediaType,
      // Never shown in the portal's own address: what is in it is not the portal's.
      'Content-Disposition': `attachment; filename="scan-${scan.sha256.slice(0, 12)}.${ENDS[scan.mediaType] ?? 'pdf'}"`,
    },
  });
};
