import { recordEvents, type AuditEvent } from '#audit/record.ts';
import type { CivilDate } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { departments } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { differences } from '#people/change-employee.ts';
import { endAccessOfLeavers, endLinksOf, refuseLockout } from '#people/end-access.ts';
import { refuseAddressOfAdmin } from '#people/guard-address.ts';
import { endRolesOf } from '#people/end-roles.ts';
import { writePeople } from '#people/keep.ts';
import { withoutManager } from '#people/managers.ts';
import { tellFormerAddress } from '#people/tell-former-address.ts';
import { compareRoster } from './compare-roster.ts';
import { noteLeaves } from './leave.ts';
import { countsOf, needsCount, type Item, type Kind, type Plan } from './plan.ts';
import type { Roster } from './read-roster.ts';
import { dropFile } from './waiting-file.ts';

/** A city of this size is written in seconds; the limit of a write is for one that hangs. */
const LONGEST = 120_000;

type Applying = {
  roster: Roster;
  /** The hash of the plan that HR was shown. */
  seen: string;
  /** How many leave, as typed; asked for when they are many. */
  leavers: string;
  today: CivilDate;
  /** The city's: due dates follow leaves by its days. */
  timeZone: string;
  at: Date;
  by: string;
};
export type Applied = {
  counts: Record<Kind | 'unchanged', number>;
  /** Who stays and has lost their manager by it. */
  remaining: { number: string; name: string; manager: string }[];
};

/**
 * Takes a roster over, all of it or nothing: just as HR was shown it, or it is refused with
 * `conflict` and to be shown again. One that says what is known already changes nothing.
 */
export async function applyRoster(db: Db, act: Applying): Promise<Applied> {
  return db.write(
    async (tx) => {
      const plan = await compareRoster(tx, act.roster, act);
      refuseUnseen(plan, act);
      const leaving = leavingNow(plan, act.today);
      refuseWithoutSelf(leaving, act);
      const ever = new Set(
        plan.items.flatMap(({ number, next }) => (next.separatedOn === null ? [] : [number])),
      );
      await refuseLockout(tx, { ...act, leaving: ever, atOnce: leaving });
      await take(tx, plan, act);
      await dropFile(tx, act.by);
      const gone = plan.items.filter(({ kind }) => kind === 'leaving').map(({ number }) => number);
      return { counts: countsOf(plan), remaining: await withoutManager(tx, act.today, gone) };
    },
    { longest: LONGEST },
  );
}

function refuseUnseen(plan: Plan, { seen, leavers }: Applying): void {
  if (plan.hash !== seen || plan.problems.length > 0) {
    throw new Refusal(
      'conflict',
      'Something has changed since this was shown to you, and nothing was done. Look at it once more.',
    );
  }
  const { leaving } = countsOf(plan);
  if (!needsCount(plan) || leavers.trim() === String(leaving)) return;
  throw new Refusal(
    'bad-input',
    `More than one in ten would leave. If that is right, type how many: ${leaving}.`,
    'leavers',
  );
}

/** Whoever sends a roster without themselves is most likely in it under another number. */
function refuseWithoutSelf(leaving: ReadonlySet<string>, { by, roster }: Applying): void {
  const own = by.toLowerCase();
  if (!leaving.has(by) || roster.rows.some(({ number }) => number.toLowerCase() === own)) return;
  throw new Refusal(
    'conflict',
    `You are not in this file: here your employee number is ${by}. Taken over, it would end your own ` +
      'employment and sign you out. Add a line with that number to the file, and send it again.',
  );
}

const leavingNow = ({ items }: Plan, today: CivilDate): ReadonlySet<string> =>
  new Set(
    items
      .filter(({ next }) => next.separatedOn !== null && next.separatedOn <= today)
      .map(({ number }) => number),
  );

async function take(tx: Tx, plan: Plan, act: Applying): Promise<void> {
  const { items } = plan;
  if (items.length === 0) return;
  if (plan.departments.length > 0) {
    await tx.insert(departments).values(plan.departments.map(({ id, name }) => ({ id, name })));
  }
  await writePeople(
    tx,
    items.filter(({ before, next }) => !before || changes(before, next)).map(({ next }) => next),
  );
  const moved = items.filter(({ before, next }) => before && before.mail !== next.mail);
  const readdressed = moved.map(({ number }) => number);
  await refuseAddressOfAdmin(tx, readdressed, act.by);
  await endLinksOf(tx, readdressed);
  await tellFormerAddress(
    tx,
    moved.flatMap(({ number, before, next }) =>
      before ? [{ number, from: before.mail, to: next.mail }] : [],
    ),
    act,
  );
  const back = items.filter(({ kind }) => kind === 'returning').map(({ number }) => number);
  await endRolesOf(tx, back, act);
  await noteLeaves(
    tx,
    items.flatMap(({ number, leave }) => (leave ? [{ number, ...leave }] : [])),
    act,
  );
  await recordEvents(tx, events(plan, act));
  await endAccessOfLeavers(tx, act.at);
}

const changes = (before: NonNullable<Item['before']>, next: Item['next']) =>
  Object.keys(differences(before, next)).length > 0;

const ACTS: Record<Kind, string> = {
  new: 'employee.added',
  leaving: 'employee.separated',
  returning: 'employee.returned',
  moved: 'employee.changed',
  changed: 'employee.changed',
};

function events(plan: Plan, { at, by, roster }: Applying): AuditEvent[] {
  const event = { at, actor: by };
  return [
    ...plan.departments.map(({ id }) => ({ ...event, act: 'department.added', subject: id })),
    ...plan.items.map(({ kind, number, before, next, leave }) => ({
      ...event,
      act: ACTS[kind],
      subject: number,
      detail: {
        roster: roster.sha256,
        ...(before && { changed: differences(before, next) }),
        ...(leave && { leave: { from: leave.fromOn, back: leave.backOn } }),
      },
    })),
    {
      ...event,
      act: 'roster.applied',
      subject: roster.sha256,
      detail: { ...countsOf(plan), departments: plan.departments.length },
    },
  ];
}
