import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '#db/client.ts';
import { passwordLinks, type LINK_KINDS } from '#db/schema/index.ts';

export type LinkKind = (typeof LINK_KINDS)[number];

/** How long a link waits for its person, in milliseconds. */
export const LINK_LASTS: Readonly<Record<LinkKind, number>> = {
  invite: 7 * 24 * 60 * 60_000,
  reset: 60 * 60_000,
  'first-admin': 24 * 60 * 60_000,
};

/** Makes a link with which a person sets a password once, and returns its token. */
export async function makeLink(
  tx: Tx,
  link: { kind: 'invite' | 'reset'; employeeNumber: string; by: string; at: Date },
): Promise<string> {
  const { kind, employeeNumber, by, at } = link;
  const token = randomBytes(32).toString('base64url');
  await tx.insert(passwordLinks).values({
    tokenHash: createHash('sha256').update(token).digest('hex'),
    kind,
    employeeNumber,
    madeAt: at,
    madeBy: by,
    endsAt: new Date(at.getTime() + LINK_LASTS[kind]),
  });
  return token;
}
