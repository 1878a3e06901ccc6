import type { APIRoute } from 'astro';
import { requireAttestation } from '#attestations/read-attestation.ts';
import { requireSignedIn } from '#auth/guards.ts';
import { proofOf } from '#evidence/prove.ts';
import { Refusal } from '#errors.ts';

/** That the record stands in the ledger, as c2sp.org/tlog-proof. Own, or anyone's for HR and auditor. */
export const GET: APIRoute = async ({ locals, params }) => {
  const person = requireSignedIn(locals);
  const { db } = locals.portal;
  const id = params.attestation ?? '';
  const readsAll = person.roles.includes('hr') || person.roles.includes('auditor');
  await requireAttestation(db, id, readsAll ? undefined : person.number);
  const proof = await proofOf(db.read, id);
  if (!proof) throw new Refusal('not-found', 'There is no proof of this record yet. Tell HR.');
  return new Response(proof, {
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename="attestation-${id}.tlog-proof"`,
    },
  });
};
