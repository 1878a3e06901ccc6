import { and, eq } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';

/**
 * Refuses a training that builds on an earlier signature which HR has withdrawn since: its statement
 * says that the person signed before. One that was disposed of is no obstacle: it was signed.
 */
export async function refuseOnWithdrawn(
  read: Pick<Reader, 'select'>,
  { sinceAttestation }: { sinceAttestation: string | null },
): Promise<void> {
  if (sinceAttestation === null) return;
  const [withdrawn] = await read
    .select({ id: attestations.id })
    .from(attestations)
    .where(and(eq(attestations.id, sinceAttestation), isWithdrawn));
  if (!withdrawn) return;
  throw new Refusal(
    'conflict',
    'This training builds on an earlier signature that HR has withdrawn, so it cannot be signed. HR ' +
      'has to exempt the person from it and assign the whole training.',
  );
}
