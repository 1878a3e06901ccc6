import { randomBytes } from 'node:crypto';
import { setImmediate as breath } from 'node:timers/promises';
import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { CivilDate } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { assignmentTerms, campaigns } from '#db/schema/index.ts';
import { queueMails } from '#mail/queue.ts';
import { dueDateFor, waitForLeaves } from './due.ts';
import { pathsFor } from './paths.ts';
import { leavesByPerson } from './read-leaves.ts';
import { becauseOf, joinedBecause, missingOf, rollOf, type Asking, type Member } from './roll.ts';

/** So many in one write: sign-ins and answers come between. */
const AT_ONCE = 500;

type HandingOut = {
  campaign: typeof campaigns.$inferSelect;
  asking: Asking;
  /** The day whose audience counts. */
  on: CivilDate;
  /** They join a campaign that runs. */
  joining: boolean;
  /** Today in the City's zone. */
  today: CivilDate;
  timeZone: string;
  at: Date;
  by: string;
};

/**
 * Gives their assignment to everybody of the audience who has nothing yet, some hundred in each write.
 * Who comes to have it meanwhile, by another campaign or by a second run of this, is left out, so a
 * run that was cut off is finished by the next. Returns how many were assigned.
 */
export async function handOut(db: Db, act: HandingOut): Promise<number> {
  const { asking, on, timeZone } = act;
  const missing = await missingOf(db.read, asking, { on, timeZone });
  let assigned = 0;
  for (let start = 0; start < missing.length; start += AT_ONCE) {
    const only = missing.slice(start, start + AT_ONCE);
    assigned += await db.write(async (tx) => {
      if (await isEnded(tx, act.campaign.id)) return 0;
      const now = await rollOf(tx, asking, { on, timeZone, only });
      return assignSome(
        tx,
        act,
        now.filter(({ has }) => has === 'nothing'),
      );
    });
    await breath();
  }
  return assigned;
}

async function assignSome(tx: Tx, act: HandingOut, members: Member[]): Promise<number> {
  if (members.length === 0) return 0;
  const { campaign, asking, at, by, today } = act;
  const { round, revision } = asking;
  const because = (member: Member) =>
    act.joining ? joinedBecause(member, asking, round.beganOn) : becauseOf(member, asking);
  const numbers = members.map(({ number }) => number);
  const { policy } = asking;
  const paths = await pathsFor(tx, { policy, revision, repeat: campaign.repeat }, numbers);
  const rows = members.map((member) => ({
    id: randomBytes(16).toString('base64url'),
    campaignId: campaign.id,
    round: round.id,
    employeeNumber: member.number,
    policyId: campaign.policyId,
    revision,
    dueOn: dueDateFor(campaign.due, { ...member, assignedOn: today, beganOn: round.beganOn }),
    because: because(member),
    ...paths.get(member.number)!,
    assignedAt: at,
    assignedBy: by,
  }));
  // One value however many they are: ten for each would take longer to bind than to write.
  await tx.run(sql`
    INSERT INTO assignments (id, campaign_id, round, employee_number, policy_id, revision, due_on, because,
      path, since, since_attestation, assigned_at, assigned_by)
    SELECT value ->> 'id', value ->> 'campaignId', value ->> 'round', value ->> 'employeeNumber',
      value ->> 'policyId', value ->> 'revision', value ->> 'dueOn', value ->> 'because',
      value ->> 'path', value ->> 'since', value ->> 'sinceAttestation', ${at.getTime()},
      value ->> 'assignedBy'
    FROM json_each(${JSON.stringify(rows)})`);
  const leaves = await leavesByPerson(tx, numbers);
  const waiting = rows.flatMap((row) => {
    const dueOn = waitForLeaves(
      { dueOn: row.dueOn, since: today },
      leaves.get(row.employeeNumber) ?? [],
    );
    if (dueOn === row.dueOn) return [];
    return [{ assignmentId: row.id, kind: 'leave' as const, dueOn, because: 'on leave', at, by }];
  });
  if (waiting.length > 0) await tx.insert(assignmentTerms).values(waiting);
  if (campaign.notices) {
    await queueMails(
      tx,
      rows.map(({ id, employeeNumber }) => ({
        kind: 'assigned' as const,
        to: employeeNumber,
        about: id,
        onceKey: `assigned ${id}`,
        at,
        by,
      })),
    );
  }
  await recordEvent(tx, {
    at,
    actor: by,
    act: 'campaign.assigned',
    subject: campaign.id,
    detail: { people: rows.length, ...(round.id && { round: round.id }) },
  });
  return rows.length;
}

async function isEnded(tx: Tx, campaignId: string): Promise<boolean> {
  const ended = and(eq(campaigns.id, campaignId), isNotNull(campaigns.endedAt));
  return (await tx.$count(campaigns, ended)) > 0;
}
