import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import type { Reader, Tx } from '#db/client.ts';
import {
  departments,
  employees,
  passwordLinks,
  passwords,
  type LINK_KINDS,
} from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isSeparated } from '#people/person.ts';

export type LinkKind = (typeof LINK_KINDS)[number];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** How long a link waits for its person, in milliseconds. */
export const LINK_LASTS: Readonly<Record<LinkKind, number>> = {
  invite: 7 * DAY,
  reset: 60 * MINUTE,
  'first-admin': DAY,
};

/** Whom a link lets set a password; nobody yet for the first admin. */
export type LinkPerson = {
  number: string;
  name: string;
  title: string;
  mail: string | null;
  department: string;
};
export type OpenLink = { kind: LinkKind; person: LinkPerson | undefined };

/**
 * Makes a link with which a person sets a password once, and returns its token, which nobody ever
 * learns again: call it when the mail leaves. An invitation ends those before it; links to reset a
 * password live beside each other for their hour, so that a stranger who asks for one ends none.
 * Refuses for a person who is unknown or has left, and to invite one who has a password.
 */
export async function makeLink(
  tx: Tx,
  link: { kind: 'invite' | 'reset'; employeeNumber: string; by: string; at: Date },
): Promise<string> {
  const person = await personOf(tx, link.employeeNumber, link.at);
  if (!person) {
    throw new Refusal('conflict', 'There is no such employee now, so there is no link to send.');
  }
  if (link.kind === 'invite') {
    const [password] = await tx
      .select({ changedAt: passwords.changedAt })
      .from(passwords)
      .where(eq(passwords.employeeNumber, link.employeeNumber));
    if (password) {
      throw new Refusal(
        'conflict',
        'They have set a password meanwhile, so there is nothing to invite them to.',
      );
    }
    await endLinks(tx, link.employeeNumber, 'invite');
  }
  return keepLink(tx, link);
}

/** Makes the link of the first admin; those before it end. */
export async function makeFirstAdminLink(tx: Tx, at: Date): Promise<string> {
  await endFirstAdminLinks(tx);
  return keepLink(tx, { kind: 'first-admin', employeeNumber: null, by: 'system', at });
}

/** Whether the first admin's links end now: somebody is there. */
export async function endFirstAdminLinks(tx: Tx): Promise<void> {
  await tx
    .delete(passwordLinks)
    .where(and(eq(passwordLinks.kind, 'first-admin'), isNull(passwordLinks.usedAt)));
}

/** Ends the links that a person has not used yet: all of them, or those of one kind. */
export async function endLinks(tx: Tx, employeeNumber: string, kind?: LinkKind): Promise<void> {
  await tx
    .delete(passwordLinks)
    .where(
      and(
        eq(passwordLinks.employeeNumber, employeeNumber),
        isNull(passwordLinks.usedAt),
        kind && eq(passwordLinks.kind, kind),
      ),
    );
}

/**
 * What a link is good for, without using it. Refuses with `gone`, always in the same words: unknown,
 * used, over, or of somebody who has left.
 */
export async function openLink(read: Reader, token: string, at: Date): Promise<OpenLink> {
  const [link] = await read.select().from(passwordLinks).where(isOpen(token, at));
  if (!link) throw linkIsOver();
  return ofPerson(read, link, at);
}

/** Uses a link up, in the write of what it is used for. Refuses as `openLink` does. */
export async function useLink(tx: Tx, token: string, at: Date): Promise<OpenLink> {
  const [link] = await tx
    .update(passwordLinks)
    .set({ usedAt: at })
    .where(isOpen(token, at))
    .returning();
  if (!link) throw linkIsOver();
  return ofPerson(tx, link, at);
}

/** The one refusal of every link that opens nothing. */
export function linkIsOver(): Refusal {
  return new Refusal(
    'gone',
    'This link cannot be used any more. Ask for a new one; it takes a minute.',
  );
}

const TOKEN = /^[\w-]{43}$/;

function isOpen(token: string, at: Date) {
  // Nothing hashes to nothing: what is no token finds no row.
  const hash = TOKEN.test(token) ? tokenHash(token) : '';
  return and(
    eq(passwordLinks.tokenHash, hash),
    isNull(passwordLinks.usedAt),
    gt(passwordLinks.endsAt, at),
  );
}

async function ofPerson(
  read: Reader,
  { kind, employeeNumber }: { kind: LinkKind; employeeNumber: string | null },
  at: Date,
): Promise<OpenLink> {
  if (kind === 'first-admin') {
    const [anybody] = await read.select({ number: employees.number }).from(employees).limit(1);
    if (anybody) throw linkIsOver();
    return { kind, person: undefined };
  }
  const person = employeeNumber === null ? undefined : await personOf(read, employeeNumber, at);
  if (!person) throw linkIsOver();
  return { kind, person };
}

async function personOf(read: Reader, number: string, at: Date): Promise<LinkPerson | undefined> {
  const [found] = await read
    .select({
      number: employees.number,
      name: employees.name,
      title: employees.title,
      mail: employees.mail,
      department: departments.name,
      separatedOn: employees.separatedOn,
    })
    .from(employees)
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .where(eq(employees.number, number));
  if (!found || isSeparated(found, at)) return undefined;
  const { separatedOn: _, ...person } = found;
  return person;
}

async function keepLink(
  tx: Tx,
  link: { kind: LinkKind; employeeNumber: string | null; by: string; at: Date },
): Promise<string> {
  const { kind, employeeNumber, by, at } = link;
  const token = randomBytes(32).toString('base64url');
  await tx.delete(passwordLinks).where(lte(passwordLinks.endsAt, at));
  await tx.insert(passwordLinks).values({
    tokenHash: tokenHash(token),
    kind,
    employeeNumber,
    madeAt: at,
    madeBy: by,
    endsAt: new Date(at.getTime() + LINK_LASTS[kind]),
  });
  return token;
}

/** SHA-256 (hex) of a token: all the database knows of it. */
function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
