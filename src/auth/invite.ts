import { and, desc, eq, gt, inArray, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { departments, employees, mails, passwordLinks, passwords } from '#db/schema/index.ts';
import { queueMail } from '#mail/queue.ts';
import { isSeparated } from '#people/person.ts';
import { civilDate } from '#clock.ts';
import { endLinks } from './password-links.ts';

export type Invited = {
  /** Employee numbers. */
  invited: string[];
  /** Those who were not, and why, in a sentence. */
  left: { number: string; why: string }[];
};

/** Other writes get their turn in between. */
const AT_ONCE = 200;

/**
 * Invites people to set their first password: a mail each is queued, whose link is made when it leaves,
 * and links of earlier invitations end. Whoever has a password, has no mail, has left, or whose
 * invitation has yet to go out is left out and told of. The same again is harmless.
 */
export async function inviteMany(
  db: Db,
  { numbers, by, at }: { numbers: readonly string[]; by: string; at: Date },
): Promise<Invited> {
  const all: Invited = { invited: [], left: [] };
  const each = [...new Set(numbers)];
  for (let from = 0; from < each.length; from += AT_ONCE) {
    const some = each.slice(from, from + AT_ONCE);
    const done = await db.write((tx) => inviteSome(tx, { numbers: some, by, at }));
    all.invited.push(...done.invited);
    all.left.push(...done.left);
  }
  return all;
}

/** Invites one person in the write that adds them. Returns whether a mail was queued. */
export async function inviteNew(
  tx: Tx,
  { publicId, by, at }: { publicId: string; by: string; at: Date },
): Promise<boolean> {
  const rows = await tx
    .select({ number: employees.number })
    .from(employees)
    .where(eq(employees.publicId, publicId));
  const numbers = rows.map(({ number }) => number);
  return (await inviteSome(tx, { numbers, by, at })).invited.length > 0;
}

async function inviteSome(
  tx: Tx,
  { numbers, by, at }: { numbers: string[]; by: string; at: Date },
): Promise<Invited> {
  const rows = await tx
    .select({
      number: employees.number,
      mail: employees.mail,
      separatedOn: employees.separatedOn,
      hasPassword: passwords.employeeNumber,
    })
    .from(employees)
    .leftJoin(passwords, eq(passwords.employeeNumber, employees.number))
    .where(inArray(employees.number, numbers));
  const people = new Map(rows.map((row) => [row.number, row]));
  const outgoing = await tx
    .select({ number: mails.employeeNumber })
    .from(mails)
    .where(
      and(
        inArray(mails.employeeNumber, numbers),
        eq(mails.kind, 'invitation'),
        inArray(mails.state, ['waiting', 'sending']),
      ),
    );
  const waits = new Set(outgoing.map(({ number }) => number));
  const done: Invited = { invited: [], left: [] };
  for (const number of numbers) {
    const person = people.get(number);
    const why =
      person === undefined
        ? 'No employee has this number.'
        : isSeparated(person, at)
          ? 'They have left.'
          : person.hasPassword !== null
            ? 'They have a password; who forgot theirs asks for a new one on the sign-in page.'
            : person.mail === null
              ? 'They have no work e-mail.'
              : waits.has(number)
                ? 'Their invitation waits to go out.'
                : undefined;
    if (why !== undefined) {
      done.left.push({ number, why });
      continue;
    }
    await endLinks(tx, number, 'invite');
    const onceKey = `invitation ${number} ${at.getTime()}`;
    await queueMail(tx, { kind: 'invitation', to: number, onceKey, at, by });
    await recordEvent(tx, { at, actor: by, act: 'person.invited', subject: number });
    done.invited.push(number);
  }
  return done;
}

const INVITED = sql`exists (select 1 from ${mails} where ${mails.employeeNumber} = ${employees.number} and ${mails.kind} = 'invitation')`;

export const INVITATION_FILTERS = ['all', 'not-invited', 'invited', 'no-mail'] as const;
export type InvitationFilter = (typeof INVITATION_FILTERS)[number];

export type Invitation = {
  at: Date;
  state: (typeof mails.$inferSelect)['state'];
  /** Its link went out and opens nothing any more: its week is over, or they had left meanwhile. */
  isOver: boolean;
};
export type Newcomer = {
  number: string;
  publicId: string;
  name: string;
  department: string;
  mail: string | null;
  /** Their newest invitation. */
  invitation: Invitation | undefined;
};

/** How many have not set a password, by what can be done about it. */
export async function countNewcomers(db: Db, at: Date): Promise<Record<InvitationFilter, number>> {
  const [row] = await db.read
    .select({
      all: sql<number>`count(*)`,
      noMail: sql<number>`count(*) filter (where ${employees.mail} is null)`,
      invited: sql<number>`count(*) filter (where ${employees.mail} is not null and ${INVITED})`,
    })
    .from(employees)
    .leftJoin(passwords, eq(passwords.employeeNumber, employees.number))
    .where(isNewcomer('all', at));
  const { all = 0, noMail = 0, invited = 0 } = row ?? {};
  return { all, 'not-invited': all - noMail - invited, invited, 'no-mail': noMail };
}

/** A page of the people who have not set a password, by name. */
export async function newcomers(
  db: Db,
  asked: { filter: InvitationFilter; page: number; size: number; at: Date },
): Promise<Newcomer[]> {
  const { filter, page, size, at } = asked;
  const people = await db.read
    .select({
      number: employees.number,
      publicId: employees.publicId,
      name: employees.name,
      department: departments.name,
      mail: employees.mail,
    })
    .from(employees)
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .leftJoin(passwords, eq(passwords.employeeNumber, employees.number))
    .where(isNewcomer(filter, at))
    .orderBy(employees.name, employees.number)
    .limit(size)
    .offset((page - 1) * size);
  const invitations = await lastInvitations(
    db,
    people.map(({ number }) => number),
    at,
  );
  return people.map((person) => ({ ...person, invitation: invitations.get(person.number) }));
}

/** The numbers of all of them, for inviting everybody. */
export async function newcomerNumbers(
  db: Db,
  filter: InvitationFilter,
  at: Date,
): Promise<string[]> {
  const rows = await db.read
    .select({ number: employees.number })
    .from(employees)
    .leftJoin(passwords, eq(passwords.employeeNumber, employees.number))
    .where(isNewcomer(filter, at));
  return rows.map(({ number }) => number);
}

/** The employee numbers behind public ids; unknown ones are left out. */
export async function numbersBehind(db: Db, publicIds: readonly string[]): Promise<string[]> {
  if (publicIds.length === 0) return [];
  const rows = await db.read
    .select({ number: employees.number })
    .from(employees)
    .where(inArray(employees.publicId, [...publicIds]));
  return rows.map(({ number }) => number);
}

/** Where one person stands: a password since when, or the newest invitation. */
export async function accountOf(db: Db, number: string, at: Date) {
  const [password] = await db.read
    .select({ changedAt: passwords.changedAt })
    .from(passwords)
    .where(eq(passwords.employeeNumber, number));
  const invitation = (await lastInvitations(db, [number], at)).get(number);
  return { passwordSince: password?.changedAt, invitation };
}

async function lastInvitations(
  db: Db,
  numbers: string[],
  now: Date,
): Promise<Map<string, Invitation>> {
  if (numbers.length === 0) return new Map();
  const rows = await db.read
    .select({ number: mails.employeeNumber, at: mails.queuedAt, state: mails.state })
    .from(mails)
    .where(and(inArray(mails.employeeNumber, numbers), eq(mails.kind, 'invitation')))
    .orderBy(desc(mails.queuedAt));
  const links = await db.read
    .select({ number: passwordLinks.employeeNumber })
    .from(passwordLinks)
    .where(
      and(
        inArray(passwordLinks.employeeNumber, numbers),
        eq(passwordLinks.kind, 'invite'),
        isNull(passwordLinks.usedAt),
        gt(passwordLinks.endsAt, now),
      ),
    );
  const open = new Set(links.map(({ number }) => number));
  const newest = new Map<string, Invitation>();
  for (const { number, at, state } of rows) {
    if (number === null || newest.has(number)) continue;
    newest.set(number, { at, state, isOver: state === 'sent' && !open.has(number) });
  }
  return newest;
}

function isNewcomer(filter: InvitationFilter, at: Date): SQL | undefined {
  return and(
    isNull(passwords.employeeNumber),
    // As `isSeparated` has it.
    or(isNull(employees.separatedOn), sql`${employees.separatedOn} > ${civilDate(at, 'UTC')}`),
    filter === 'no-mail' ? isNull(employees.mail) : undefined,
    filter === 'invited' ? and(isNotNull(employees.mail), INVITED) : undefined,
    filter === 'not-invited' ? and(isNotNull(employees.mail), sql`not ${INVITED}`) : undefined,
  );
}
