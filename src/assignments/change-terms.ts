import { setImmediate as breath } from 'node:timers/promises';
import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { civilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import {
  assignmentTerms,
  campaigns,
  employees,
  standings,
  type TERM_KINDS,
} from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import { followLeaves } from './leave.ts';
import { movesOf } from './moves.ts';
import { leavesByPerson } from './read-leaves.ts';
import { checkDueDate } from './plan.ts';
import { tellDueChanged } from './tell-due.ts';

type Act = { because: string; by: string; at: Date; timeZone: string };
export const LONGEST_BECAUSE = 500;
const AT_ONCE = 500;

/**
 * Gives one assignment another due date. Refuses what is signed or asks nothing, a past day (nobody is
 * made overdue by it), HR's own training, and no reason. Who is on leave then has it from their return.
 */
export async function extend(
  db: Db,
  act: Act & { assignmentId: string; dueOn: CivilDate },
): Promise<void> {
  const because = reasonOf(act.because);
  checkDueDate(act.dueOn, civilDate(act.at, act.timeZone));
  await db.write(async (tx) => {
    const standing = await openStanding(tx, act);
    const moved = await extendSome(tx, { ...act, because }, [standing]);
    if (moved === 0) return;
    const { assignmentId, dueOn, by, at } = act;
    await recordEvent(tx, {
      at,
      actor: by,
      act: 'assignment.extended',
      subject: assignmentId,
      detail: { dueOn, because },
    });
  });
}

/**
 * Moves the due date of everything in a campaign that is still to be done, some hundred in each write;
 * with a fixed day, of whoever joins later, too. Whom HR gave a later day by hand keeps it. Sent again,
 * it goes on where it was cut off. Returns how many were moved.
 */
export async function extendOpen(
  db: Db,
  act: Act & { campaignId: string; dueOn: CivilDate },
): Promise<number> {
  const because = reasonOf(act.because);
  checkDueDate(act.dueOn, civilDate(act.at, act.timeZone));
  const { campaignId, dueOn, by, at } = act;
  await db.write(async (tx) => {
    const [campaign] = await tx.select().from(campaigns).where(eq(campaigns.id, campaignId));
    if (!campaign) throw noCampaign();
    if ('on' in campaign.due && campaign.due.on !== dueOn) {
      await tx
        .update(campaigns)
        .set({ due: { on: dueOn } })
        .where(eq(campaigns.id, campaignId));
    }
    await recordEvent(tx, {
      at,
      actor: by,
      act: 'campaign.due-changed',
      subject: campaignId,
      detail: { dueOn, before: campaign.due, because },
    });
  });
  const open = await db.read
    .select({ assignmentId: standings.assignmentId, employeeNumber: standings.employeeNumber })
    .from(standings)
    .where(and(eq(standings.campaignId, campaignId), ...stillOpen()));
  let moved = 0;
  for (let start = 0; start < open.length; start += AT_ONCE) {
    const some = open.slice(start, start + AT_ONCE).map(({ assignmentId }) => assignmentId);
    moved += await db.write(async (tx) => {
      const rows = await tx
        .select({ assignmentId: standings.assignmentId, employeeNumber: standings.employeeNumber })
        .from(standings)
        .where(and(inArray(standings.assignmentId, some), ...stillOpen()));
      return extendSome(tx, { ...act, because }, await withoutLater(tx, act, rows));
    });
    await breath();
  }
  return moved;
}

const stillOpen = () => [
  eq(standings.newest, true),
  eq(standings.withdrawn, false),
  inArray(standings.state, ['not-started', 'in-progress', 'declined']),
];

type Mine = { assignmentId: string; employeeNumber: string };

async function extendSome(
  tx: Tx,
  { dueOn, because, by, at, timeZone }: Act & { dueOn: CivilDate },
  all: readonly Mine[],
): Promise<number> {
  const terms = await lastTerms(
    tx,
    all.map(({ assignmentId }) => assignmentId),
  );
  const rows = all.filter(({ assignmentId }) => terms.get(assignmentId)?.dueOn !== dueOn);
  if (rows.length === 0) return 0;
  const added = await tx
    .insert(assignmentTerms)
    .values(
      rows.map(({ assignmentId }) => ({
        assignmentId,
        kind: 'extended' as const,
        dueOn,
        because,
        at,
        by,
      })),
    )
    .returning({ id: assignmentTerms.id, assignmentId: assignmentTerms.assignmentId });
  const away = await leavesByPerson(
    tx,
    rows.map((row) => row.employeeNumber),
  );
  for (const employeeNumber of away.keys()) {
    await followLeaves(tx, { employeeNumber, because: 'on leave', by, at, timeZone });
  }
  const owner = new Map(rows.map((row) => [row.assignmentId, row.employeeNumber]));
  await tellDueChanged(
    tx,
    added.map((term) => ({ ...term, employeeNumber: owner.get(term.assignmentId)! })),
    { leaves: away, by, at, timeZone },
  );
  return rows.length;
}

/** Leaves out to whom HR gave a day of their own that is later than this. */
async function withoutLater(
  tx: Tx,
  { campaignId, dueOn }: { campaignId: string; dueOn: CivilDate },
  all: readonly Mine[],
): Promise<Mine[]> {
  const moves = await movesOf(tx, campaignId);
  const terms = await lastTerms(
    tx,
    all.map(({ assignmentId }) => assignmentId),
  );
  return all.filter(({ assignmentId }) => {
    const own = terms.get(assignmentId);
    return !own?.dueOn || own.dueOn <= dueOn || moves.has(own.at.getTime());
  });
}

type Given = { dueOn: CivilDate | null; at: Date };

/** The day that HR gave last, of each that has one. */
async function lastTerms(tx: Tx, ids: readonly string[]): Promise<Map<string, Given>> {
  const rows = await tx
    .select({
      id: assignmentTerms.assignmentId,
      dueOn: assignmentTerms.dueOn,
      at: assignmentTerms.at,
    })
    .from(assignmentTerms)
    .where(
      and(inArray(assignmentTerms.assignmentId, [...ids]), eq(assignmentTerms.kind, 'extended')),
    )
    .orderBy(asc(assignmentTerms.id));
  return new Map(rows.map(({ id, ...given }) => [id, given]));
}

/** Excuses a person from an assignment, by HR's decision. Refuses as `extend` does. */
export async function exempt(db: Db, act: Act & { assignmentId: string }): Promise<void> {
  const because = reasonOf(act.because);
  await db.write(async (tx) => {
    await openStanding(tx, act);
    await addDecision(tx, { ...act, kind: 'exempted', because });
  });
}

/** Ends an exemption, or requires again what was waived. Refuses where nobody is excused. */
export async function endExemption(db: Db, act: Act & { assignmentId: string }): Promise<void> {
  const because = reasonOf(act.because);
  await db.write(async (tx) => {
    const standing = await standingFor(tx, act);
    if (standing.state !== 'exempt') {
      throw new Refusal('conflict', 'Nobody is excused from this training. Open the page again.');
    }
    await addDecision(tx, { ...act, kind: 'required', because });
    const { employeeNumber } = standing;
    await followLeaves(tx, { ...act, employeeNumber, because: 'on leave' });
  });
}

async function addDecision(
  tx: Tx,
  act: Act & { assignmentId: string; kind: 'exempted' | 'required' },
): Promise<void> {
  const { assignmentId, kind, because, at, by } = act;
  await tx.insert(assignmentTerms).values({ assignmentId, kind, because, at, by });
  await recordEvent(tx, {
    at,
    actor: by,
    act: `assignment.${kind}`,
    subject: assignmentId,
    detail: { because },
  });
}

async function standingFor(tx: Tx, { assignmentId, by }: { assignmentId: string; by: string }) {
  const [standing] = await tx
    .select()
    .from(standings)
    .where(eq(standings.assignmentId, assignmentId));
  if (!standing) {
    throw new Refusal('not-found', 'There is no such training. Open the person’s page again.');
  }
  if (standing.employeeNumber === by) {
    throw new Refusal('not-allowed', 'Somebody else in HR decides about your own training.');
  }
  return standing;
}

async function openStanding(tx: Tx, act: { assignmentId: string; by: string }) {
  const standing = await standingFor(tx, act);
  const { state, newest, withdrawn, signedAt } = standing;
  if (state === 'attested' && signedAt) {
    throw new Refusal('conflict', 'This training is signed. There is nothing left to change.');
  }
  if (state === 'exempt') {
    throw new Refusal('conflict', 'This person is excused. Require the training again first.');
  }
  if (withdrawn) {
    throw new Refusal(
      'conflict',
      'HR has withdrawn what was signed here. Assign the policy anew instead.',
    );
  }
  if (!newest) {
    throw new Refusal('conflict', 'This training asks nothing any more: a later one counts.');
  }
  return standing;
}

function reasonOf(typed: string): string {
  const because = typed.trim();
  if (!isVisible(because)) throw refuseReason('Say why. The person’s page shows it.');
  if (because.length > LONGEST_BECAUSE) {
    throw refuseReason(`A reason has at most ${LONGEST_BECAUSE} characters.`);
  }
  const odd = oddCharacterIn(because);
  if (odd) throw refuseReason(`The reason holds ${odd}.`);
  return because;
}

const refuseReason = (sentence: string) => new Refusal('bad-input', sentence, 'because');
export const noCampaign = () =>
  new Refusal('not-found', 'There is no such campaign. Choose one from the list.');

export type Term = {
  kind: (typeof TERM_KINDS)[number];
  dueOn: CivilDate | null;
  because: string;
  at: Date;
  /** A name, or `the portal`. */
  by: string;
};

/** What was changed for an assignment, the latest first. */
export async function termsOf(read: Pick<Reader, 'select'>, assignmentId: string): Promise<Term[]> {
  const rows = await read
    .select({ term: assignmentTerms, name: employees.name })
    .from(assignmentTerms)
    .leftJoin(employees, eq(employees.number, assignmentTerms.by))
    .where(eq(assignmentTerms.assignmentId, assignmentId))
    .orderBy(desc(assignmentTerms.id));
  return rows.map(({ term: { kind, dueOn, because, at }, name }) => ({
    kind,
    dueOn,
    because,
    at,
    by: name ?? 'the portal',
  }));
}

/** `Extended to December 11, 2026`. */
export function sayTerm({ kind, dueOn }: Pick<Term, 'kind' | 'dueOn'>): string {
  const due = dueOn === null ? 'waits until the return' : `due ${sayDay(dueOn)}`;
  if (kind === 'extended') return `New due date: ${due}`;
  if (kind === 'leave') return `Leave: ${due}`;
  if (kind === 'exempted') return 'Excused by HR';
  return kind === 'waived' ? 'No longer asked' : 'Asked again';
}
