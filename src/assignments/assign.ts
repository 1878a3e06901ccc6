import { randomBytes } from 'node:crypto';
import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { civilDate, isCivilDate, sayDay } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { assignments, attestations, campaigns, type Audience } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { audienceOf } from './audience.ts';

type Assigning = {
  /** Made with the form, so that sending it twice assigns once. */
  id: string;
  policies: readonly Policy[];
  policyId: string;
  audience: Audience;
  /** Civil date; due at the end of that day in the city's zone. */
  dueOn: string;
  timeZone: string;
  /** Employee number of the HR person. */
  by: string;
  at: Date;
};

export type Assigned = { campaign: string; created: number; already: number };

/**
 * Assigns a policy's newest revision to everybody employed today in an audience. A person who has
 * that revision assigned and not yet attested is left with what they have. A cycle is a new row:
 * nothing that is there changes.
 */
export async function assign(db: Db, act: Assigning): Promise<Assigned> {
  const policy = act.policies.find((candidate) => candidate.id === act.policyId);
  const revision = policy?.revisions.at(-1);
  if (!policy || !revision) {
    throw new Refusal('bad-input', 'Choose a policy from the list.', 'policyId');
  }
  const today = civilDate(act.at, act.timeZone);
  refuseDueDate(act.dueOn, today);
  if (!/^[\w-]{16,64}$/.test(act.id)) {
    throw new Refusal('bad-input', 'This form is incomplete. Open the page again and retry.');
  }
  return db.write(async (tx) => {
    const [done] = await tx.select().from(campaigns).where(eq(campaigns.id, act.id));
    if (done) return { campaign: done.id, created: await countOf(tx, done.id), already: 0 };
    const people = await audienceOf(tx, act.audience, today);
    const open = await alreadyAssigned(tx, policy.id, revision.id, people);
    const fresh = people.filter((number) => !open.has(number));
    await tx.insert(campaigns).values({
      id: act.id,
      policyId: policy.id,
      revision: revision.id,
      name: `${policy.title}, revision of ${sayDay(revision.id)}`,
      audience: act.audience,
      dueOn: act.dueOn,
      createdAt: act.at,
      createdBy: act.by,
    });
    for (const some of chunks(fresh, 500)) {
      await tx.insert(assignments).values(
        some.map((number) => ({
          id: randomBytes(16).toString('base64url'),
          campaignId: act.id,
          employeeNumber: number,
          policyId: policy.id,
          revision: revision.id,
          dueOn: act.dueOn,
          assignedAt: act.at,
          assignedBy: act.by,
        })),
      );
    }
    await recordEvent(tx, {
      at: act.at,
      actor: act.by,
      act: 'campaign.created',
      subject: act.id,
      detail: {
        policy: policy.id,
        revision: revision.id,
        audience: act.audience,
        dueOn: act.dueOn,
        assigned: fresh.length,
        already: open.size,
      },
    });
    return { campaign: act.id, created: fresh.length, already: open.size };
  });
}

function refuseDueDate(dueOn: string, today: string): void {
  if (!isCivilDate(dueOn)) {
    throw new Refusal(
      'bad-input',
      'Give the due date as a day that exists, like 2026-12-11.',
      'dueOn',
    );
  }
  if (dueOn < today) {
    throw new Refusal(
      'bad-input',
      'The due date is in the past. Choose today or a later day.',
      'dueOn',
    );
  }
}

async function alreadyAssigned(
  tx: Tx,
  policyId: string,
  revision: string,
  people: readonly string[],
): Promise<Set<string>> {
  const open = await tx
    .select({ number: assignments.employeeNumber })
    .from(assignments)
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(
      and(
        eq(assignments.policyId, policyId),
        eq(assignments.revision, revision),
        isNull(attestations.id),
      ),
    );
  const wanted = new Set(people);
  return new Set(open.map((row) => row.number).filter((number) => wanted.has(number)));
}

async function countOf(tx: Tx, campaignId: string): Promise<number> {
  return tx.$count(assignments, eq(assignments.campaignId, campaignId));
}

function* chunks<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}
