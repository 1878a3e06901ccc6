import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { addDays, civilDate, isCivilDate, sayDay } from '#clock.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { assignments, attestations, campaigns, type Audience } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { Policy } from '#policies/model.ts';
import { audienceOf } from './audience.ts';

type Assigning = {
  /** Made with the form, so that sending it twice assigns once. */
  id: string;
  policies: readonly Policy[];
  policyId: string;
  audience: Audience;
  /** Also people who have signed this revision: they are asked anew. */
  again: boolean;
  /** Three short questions are offered some weeks and months after signing. Off unless asked for. */
  refreshers?: boolean;
  /** A check may be taken before its lesson is read; passing it stands for the lesson. Likewise off. */
  testOut?: boolean;
  /** Civil date; due at the end of that day in the city's zone. */
  dueOn: string;
  timeZone: string;
  /** Employee number of the HR person. */
  by: string;
  at: Date;
};

/** How many were assigned, had it open already, and were left out since they have signed it. */
export type Assigned = { campaign: string; created: number; already: number; signed: number };

/** A due date later than this is a slip of the keyboard. */
const LONGEST_DAYS = 5 * 365;

/**
 * Assigns a policy's newest revision to everybody employed today in an audience. A person who has
 * that revision assigned and not yet attested is left with what they have; one who has attested it is
 * asked again only when that is wanted. Nothing that is there changes: another round is a new row.
 */
export async function assign(db: Db, act: Assigning): Promise<Assigned> {
  const policy = act.policies.find((candidate) => candidate.id === act.policyId);
  const revision = policy?.revisions.at(-1);
  if (!policy || !revision) {
    throw new Refusal('bad-input', 'Choose a policy from the list.', 'policyId');
  }
  const today = civilDate(act.at, act.timeZone);
  refuseDueDate(act.dueOn, today);
  refuseTestOut(act, policy);
  if (!/^[\w-]{16,64}$/.test(act.id)) {
    throw new Refusal('bad-input', 'This form is incomplete. Open the page again and retry.');
  }
  return db.write(async (tx) => {
    const [sent] = await tx.select().from(campaigns).where(eq(campaigns.id, act.id));
    if (sent) {
      refuseOtherForm(sent, act);
      return { campaign: sent.id, created: await countOf(tx, sent.id), already: 0, signed: 0 };
    }
    const people = await audienceOf(tx, act.audience, today);
    const { open, signed } = await standing(tx, policy.id, revision.id);
    const done = act.again ? new Set<string>() : signed;
    const fresh = people.filter((number) => !open.has(number) && !done.has(number));
    const among = (set: ReadonlySet<string>) => people.filter((number) => set.has(number)).length;
    await tx.insert(campaigns).values({
      id: act.id,
      policyId: policy.id,
      revision: revision.id,
      name: `${policy.title}, revision of ${sayDay(revision.id)}`,
      audience: act.audience,
      due: { on: act.dueOn },
      cycle: { kind: 'once' },
      reminders: [],
      ...optionsOf(act),
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
        ...optionsOf(act),
        assigned: fresh.length,
        already: among(open),
      },
    });
    return {
      campaign: act.id,
      created: fresh.length,
      already: among(open),
      signed: people.filter((number) => done.has(number) && !open.has(number)).length,
    };
  });
}

const optionsOf = ({ again, refreshers = false, testOut = false }: Assigning) => ({
  again,
  refreshers,
  testOut,
});

function refuseDueDate(dueOn: string, today: string): void {
  if (!isCivilDate(dueOn)) {
    throw new Refusal(
      'bad-input',
      'Give the due date as a day that exists, like 2026-12-11.',
      'dueOn',
    );
  }
  if (dueOn > addDays(today, LONGEST_DAYS)) {
    throw new Refusal(
      'bad-input',
      'The due date is more than five years away. Look at its year again.',
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

/** Who tests out signs other words: without them nobody can. */
function refuseTestOut({ testOut }: Assigning, policy: Policy): void {
  if (!testOut || policy.statementAfterTestOut) return;
  throw new Refusal(
    'bad-input',
    `The ${policy.title} has no statement for people who test out. Leave that option off, or have ` +
      '`statementAfterTestOut` written in its policy.yaml.',
    'testOut',
  );
}

/** The same form sent twice is one campaign; another one under its id is a mistake. */
function refuseOtherForm(done: typeof campaigns.$inferSelect, act: Assigning): void {
  const same =
    done.policyId === act.policyId &&
    JSON.stringify(done.due) === JSON.stringify({ on: act.dueOn }) &&
    done.createdBy === act.by &&
    done.again === act.again &&
    done.refreshers === (act.refreshers ?? false) &&
    done.testOut === (act.testOut ?? false) &&
    JSON.stringify(done.audience) === JSON.stringify(act.audience);
  if (!same) {
    throw new Refusal(
      'conflict',
      'This form was sent before with other choices. Open the page again to assign something else.',
    );
  }
}

/**
 * Who has a revision assigned and not yet signed, and who has signed it. Neither, where HR has
 * withdrawn what was signed: they are to be assigned again.
 */
export async function standing(
  read: Pick<Reader, 'select'>,
  policyId: string,
  revision: string,
): Promise<{ open: Set<string>; signed: Set<string> }> {
  const rows = await read
    .select({
      number: assignments.employeeNumber,
      attestation: attestations.id,
      withdrawn: isWithdrawn,
    })
    .from(assignments)
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(and(eq(assignments.policyId, policyId), eq(assignments.revision, revision)));
  const numbers = (isIt: (row: (typeof rows)[number]) => boolean) =>
    new Set(rows.filter(isIt).map((row) => row.number));
  return {
    open: numbers(({ attestation }) => attestation === null),
    signed: numbers(({ attestation, withdrawn }) => attestation !== null && !withdrawn),
  };
}

/** How many people a campaign reached, with its options; undefined when there is none with this id. */
export async function campaignSummary(
  db: Db,
  campaignId: string,
): Promise<{ people: number; refreshers: boolean; testOut: boolean } | undefined> {
  const [campaign] = await db.read.select().from(campaigns).where(eq(campaigns.id, campaignId));
  if (!campaign) return undefined;
  const people = await db.read.$count(assignments, eq(assignments.campaignId, campaignId));
  return { people, refreshers: campaign.refreshers, testOut: campaign.testOut };
}

async function countOf(tx: Tx, campaignId: string): Promise<number> {
  return tx.$count(assignments, eq(assignments.campaignId, campaignId));
}

function* chunks<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}
