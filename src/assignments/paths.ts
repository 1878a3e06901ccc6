import { setImmediate as breath } from 'node:timers/promises';
import { and, asc, eq, isNull, lte, not, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { attestations, disposedRecords, publications, type campaigns } from '#db/schema/index.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import { compareSince } from '#policies/compare-revisions.ts';
import type { Policy, Revision } from '#policies/model.ts';
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
 * What each of these people is asked for a revision, by the newest one up to it that they signed and whose
 * attestation stands: who signed an earlier revision, what changed since; who signed this one, or one of
 * which it changes words alone, what the campaign repeats; who signed neither, or what this revision does
 * not amend, or what is no longer kept, everything. So too where the policy has no words for the shorter way.
 */
export async function pathsFor(
  read: Pick<Reader, 'select'>,
  asking: Asking,
  people: readonly string[],
): Promise<ReadonlyMap<string, Asked>> {
  const asks = {
    ...asking,
    asks: asking.policy.revisions.find(({ id }) => id === asking.revision),
    material: await materialOf(read, asking.policy.id),
  };
  const found = new Map<string, Asked>();
  for (let start = 0; start < people.length; start += AT_ONCE) {
    const some = people.slice(start, start + AT_ONCE);
    const newest = await newestOf(read, asking, some);
    for (const number of some) found.set(number, askedOf(asks, newest.get(number)));
    // Of a whole city the portal answers others between; inside a write there are never so many.
    if (start + AT_ONCE < people.length) await breath();
  }
  return found;
}

/** So many people are read at a time. */
const AT_ONCE = 1000;

type Newest = { id: string; revision: string };

/** The newest signature of each that may be built on. */
async function newestOf(
  read: Pick<Reader, 'select'>,
  asking: Asking,
  people: readonly string[],
): Promise<ReadonlyMap<string, Newest>> {
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
        lte(attestations.revision, asking.revision),
        sql`${attestations.employeeNumber} IN (SELECT value FROM json_each(${JSON.stringify(people)}))`,
        isNull(disposedRecords.recordId),
        not(isWithdrawn),
      ),
    )
    // An older training may have been finished after a newer one.
    .orderBy(asc(attestations.revision), asc(attestations.signedAt), asc(attestations.id));
  return new Map(signed.map((one) => [one.number, one]));
}

/** The revisions that HR published as material. */
async function materialOf(read: Pick<Reader, 'select'>, policyId: string): Promise<string[]> {
  const published = await read
    .select({ revision: publications.revision })
    .from(publications)
    .where(and(eq(publications.policyId, policyId), eq(publications.kind, 'material')));
  return published.map(({ revision }) => revision);
}

type Asks = Asking & { asks: Revision | undefined; material: readonly string[] };

function askedOf(asking: Asks, signed: Newest | undefined): Asked {
  if (!signed) return EVERYTHING;
  const { policy, revision, repeat, asks } = asking;
  const amended = asks?.earlier.some(({ id }) => id === signed.revision) ?? false;
  const sameDuties =
    signed.revision === revision || (amended && onlyWords(asking, signed.revision));
  const path = sameDuties ? repeat : amended ? 'changes' : 'full';
  if (path === 'full' || !policy[WORDS_FOR[path]]) return EVERYTHING;
  return { path, since: signed.revision, sinceAttestation: signed.id };
}

/** Whether HR and the rules agree that no duty changed since. */
function onlyWords({ asks, material }: Asks, since: string): boolean {
  if (!asks || material.some((id) => id > since && id <= asks.id)) return false;
  return compareSince(asks, since).outcome !== 'duties';
}
