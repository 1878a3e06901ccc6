import { and, asc, eq, isNull, not, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { attestations, disposedRecords, type campaigns } from '#db/schema/index.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { Policy } from '#policies/model.ts';
import { WORDS_FOR } from '#policies/words-for.ts';
import type { Path } from '#training/path.ts';

/** What somebody is asked, and the attestation that it builds on; null where everything is asked. */
export type Asked = { path: Path; since: string | null; sinceAttestation: string | null };

export const EVERYTHING: Asked = { path: 'full', since: null, sinceAttestation: null };

type Asking = {
  policy: Policy;
  revision: string;
  repeat: (typeof campaigns.$inferSelect)['repeat'];
};

/**
 * What each of these people is asked for a revision, by their newest attestation that stands: who signed
 * an earlier revision, what changed since; who signed this one, what the campaign repeats; who signed
 * neither, or what this revision does not amend, or what is no longer kept, everything. So too where the
 * policy has no words for the shorter way.
 */
export async function pathsFor(
  read: Pick<Reader, 'select'>,
  asking: Asking,
  people: readonly string[],
): Promise<ReadonlyMap<string, Asked>> {
  const signed = await read
    .select({
      number: attestations.employeeNumber,
      id: attestations.id,
      revision: attestations.revision,
    })
    .from(attestations)
    .leftJoin(disposedRecords, eq(disposedRecords.recordId, attestations.id))
    .where(
      and(
        eq(attestations.policyId, asking.policy.id),
        sql`${attestations.employeeNumber} IN (SELECT value FROM json_each(${JSON.stringify(people)}))`,
        isNull(disposedRecords.recordId),
        not(isWithdrawn),
      ),
    )
    .orderBy(asc(attestations.signedAt), asc(attestations.id));
  const newest = new Map(signed.map((one) => [one.number, one]));
  return new Map(people.map((number) => [number, askedOf(asking, newest.get(number))]));
}

function askedOf(
  { policy, revision, repeat }: Asking,
  signed: { id: string; revision: string } | undefined,
): Asked {
  if (!signed) return EVERYTHING;
  const asks = policy.revisions.find(({ id }) => id === revision);
  const amended = asks?.earlier.some(({ id }) => id === signed.revision) ?? false;
  const path = signed.revision === revision ? repeat : amended ? 'changes' : 'full';
  if (path === 'full' || !policy[WORDS_FOR[path]]) return EVERYTHING;
  return { path, since: signed.revision, sinceAttestation: signed.id };
}
