import type { APIRoute } from 'astro';
import { attestationById, ownAttestation } from '#attestations/read-attestation.ts';
import { noteRead } from '#audit/note-read.ts';
import { requireSignedIn } from '#auth/guards.ts';

/** The record's exact bytes: their SHA-256 is the receipt's. Own, or anyone's for HR and auditor. */
export const GET: APIRoute = async ({ locals, params }) => {
  const person = requireSignedIn(locals);
  const { db, clock } = locals.portal;
  const id = params.attestation ?? '';
  const readsAll = person.roles.includes('hr') || person.roles.includes('auditor');
  const attestation = readsAll
    ? await attestationById(db, id)
    : await ownAttestation(db, person.number, id);
  await noteRead(db, {
    at: clock(),
    actor: person.number,
    of: attestation.employeeNumber,
    what: 'attestation',
  });
  return new Response(attestation.record, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="attestation-${attestation.id}.json"`,
    },
  });
};
