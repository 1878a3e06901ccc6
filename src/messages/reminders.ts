import { isNull, sql } from 'drizzle-orm';
import { addDays, civilDate, morningOf, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { campaigns } from '#db/schema/index.ts';
import { queueMail } from '#mail/queue.ts';
import type { Policy } from '#policies/model.ts';

type When = { policies: readonly Policy[]; at: Date; timeZone: string };
type Campaign = typeof campaigns.$inferSelect;

/** A reminder that nobody sent for so many days is not sent any more. */
const TOO_LATE = 31;
const AT_ONCE = 500;

/**
 * Queues the reminders whose day has come: for each open training the latest one, and each once for a
 * due date. After a downtime that is one mail, never three. Nobody on leave, nobody who has left; no
 * reminder for a day before the person could know of the due date. They leave from 8:00 in the city
 * on, and what they say is read anew then. Returns how many were queued.
 */
export async function queueReminders(db: Db, { policies, at, timeZone }: When): Promise<number> {
  const today = civilDate(at, timeZone);
  const known = new Set(policies.map(({ id }) => id));
  const running = await db.read.select().from(campaigns).where(isNull(campaigns.endedAt));
  let queued = 0;
  for (const campaign of running.filter(({ policyId }) => known.has(policyId))) {
    const offsets = [...new Set(campaign.reminders)].toSorted((a, b) => a - b);
    for (const [index, offset] of offsets.entries()) {
      const next = offsets[index + 1] ?? offset + TOO_LATE;
      queued += await queueFor(db, campaign, { offset, next, today, at, timeZone });
    }
  }
  return queued;
}

type Step = { offset: number; next: number; today: CivilDate; at: Date; timeZone: string };
type Row = {
  id: string;
  number: string;
  dueOn: CivilDate;
  assignedAt: number;
  changedAt: number | null;
};

/** One of a campaign's reminders: for whom it is the latest that has come. */
async function queueFor(db: Db, campaign: Campaign, step: Step): Promise<number> {
  const { offset, today, at, timeZone } = step;
  const morning = morningOf(today, timeZone);
  const sendAt = morning > at ? morning : at;
  let queued = 0;
  for (let last = ''; ;) {
    const page = await rowsAfter(db, campaign, step, last);
    const due = page.filter((row) => addDays(row.dueOn, offset) > toldOn(row, timeZone));
    if (due.length > 0) {
      await db.write(async (tx) => {
        for (const { id, number, dueOn } of due) {
          const mail = { kind: 'reminder' as const, to: number, about: id };
          const detail = { dueOn, offset };
          const onceKey = `reminder ${id} ${dueOn} ${offset}`;
          const isNew = await queueMail(tx, { ...mail, detail, onceKey, at, sendAt, by: 'system' });
          queued += Number(isNew);
        }
      });
    }
    if (page.length < AT_ONCE) return queued;
    last = page.at(-1)?.id ?? '';
  }
}

/** The day the person was told of the due date that counts: no reminder says the same again. */
function toldOn({ assignedAt, changedAt }: Row, timeZone: string): CivilDate {
  return civilDate(new Date(Math.max(assignedAt, changedAt ?? 0)), timeZone);
}

async function rowsAfter(
  db: Db,
  { id, policyId }: Campaign,
  { offset, next, today }: Step,
  last: string,
): Promise<Row[]> {
  return db.read.all<Row>(sql`
    SELECT s.assignment_id AS id, s.employee_number AS number, s.due_on AS dueOn,
      s.assigned_at AS assignedAt,
      (SELECT max(t.at) FROM assignment_terms AS t
        WHERE t.assignment_id = s.assignment_id AND t.kind IN ('extended', 'leave', 'required')
      ) AS changedAt
    FROM standings AS s
    WHERE s.newest = 1 AND s.state IN ('in-progress', 'not-started') AND NOT s.withdrawn
      AND s.policy_id = ${policyId} AND s.campaign_id = ${id} AND s.assignment_id > ${last}
      AND s.due_on <= ${addDays(today, -offset)} AND s.due_on > ${addDays(today, -next)}
      AND (s.separated_on IS NULL OR s.separated_on > ${today})
      AND NOT EXISTS (SELECT 1 FROM leaves AS l WHERE l.employee_number = s.employee_number
        AND l.from_on <= ${today} AND (l.back_on IS NULL OR l.back_on > ${today}))
      AND NOT EXISTS (SELECT 1 FROM mails AS m WHERE m.once_key =
        'reminder ' || s.assignment_id || ' ' || s.due_on || ' ' || CAST(${offset} AS INTEGER))
    ORDER BY s.assignment_id LIMIT ${AT_ONCE}`);
}
