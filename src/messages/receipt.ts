import { and, eq } from 'drizzle-orm';
import { sayInstant } from '#clock.ts';
import { attestations } from '#db/schema/index.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import { sayRevisionOf, sayTitle } from '#policies/as-of.ts';
import type { Message } from './told.ts';

/** After signing: where the receipt is. */
export const receipt: Message = async ({ db, policies, mail, person, origin, timeZone }) => {
  const [signed] = await db.read
    .select({
      policyId: attestations.policyId,
      revision: attestations.revision,
      sha256: attestations.sha256,
      record: attestations.record,
      signedAt: attestations.signedAt,
      withdrawn: isWithdrawn,
    })
    .from(attestations)
    .where(and(eq(attestations.id, mail.about), eq(attestations.employeeNumber, person.number)));
  if (!signed || signed.record === '') return { dropped: 'The record is not there any more.' };
  if (signed.withdrawn) return { dropped: 'HR has withdrawn the record meanwhile.' };
  const policy = policies.find(({ id }) => id === signed.policyId);
  const revision = policy?.revisions.find(({ id }) => id === signed.revision);
  const title = policy?.title ?? signed.policyId;
  return {
    subject: `Signed: ${policy && revision ? sayTitle(policy, revision) : title}`,
    parts: [
      `Hello ${person.name},`,
      `Thank you. You signed the ${title}, revision of ${sayRevisionOf(policies, signed.policyId, signed.revision)}, on ` +
        `${sayInstant(signed.signedAt, timeZone)}.`,
      { link: 'Your receipt', href: `${origin}/record/${mail.about}` },
      `There you can also save it as a file. The record’s fingerprint begins with ${signed.sha256.slice(0, 12)}.`,
    ],
    why: 'You get this mail because you signed. If you did not, tell HR at once.',
  };
};
