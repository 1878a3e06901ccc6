import { and, eq, inArray, ne } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { grantRole } from '#auth/grant-role.ts';
import { WELCOME } from '#auth/link-path.ts';
import { LINK_LASTS, makeFirstAdminLink, makeLink } from '#auth/password-links.ts';
import { sayInstant, systemClock } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { employees, passwords, roleGrants } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isSeparated, personByLogin, type Person } from '#people/person.ts';
import { openStarted } from '../kept.ts';
import { RUN, say, WrongUse, type Asked, type Command } from './command.ts';

export const createAdmin: Command = {
  summary: 'makes a link that lets the first admin in',
  usage: ['', 'NUMBER'],
  about: `
For a portal that no admin can sign in to: a new one, one that was filled from an export, or one
whose only admin has left or lost the password. Prints a link, once, with which that person sets a
password. Without NUMBER, for a portal that nobody is in yet; with an employee number (or work mail
address), that person becomes an admin. Whoever opens the link first has the account: hand it over
as you would a key. The portal may be running. The audit log names this as an act of the system.`,
  words: 1,
  settings: ['PORTAL_ORIGIN', 'PORTAL_TIME_ZONE'],
  run,
};

type Made = { token: string; kind: keyof typeof LINK_LASTS; for?: Person };

async function run({ words: [typed] }: Asked): Promise<void> {
  const { config, db } = await openStarted(process.env);
  const at = systemClock();
  try {
    const made = typed === undefined ? await forNobodyYet(db, at) : await forPerson(db, typed, at);
    const until = new Date(at.getTime() + LINK_LASTS[made.kind]);
    say(
      made.for
        ? `${made.for.name} (${made.for.number}) is an admin. With this link they set a password:`
        : 'With this link the first admin begins the portal:',
    );
    say(`\n  ${config.origin}${WELCOME}/${made.token}\n`);
    say(`It is shown this once, is good once, and until ${sayInstant(until, config.timeZone)}.`);
    say('Run this command again for another one.');
  } finally {
    await db.close();
  }
}

async function forNobodyYet(db: Db, at: Date): Promise<Made> {
  return db.write(async (tx) => {
    const [anybody] = await tx.select({ number: employees.number }).from(employees).limit(1);
    if (anybody) {
      throw new WrongUse('There are people in this portal. Say who: `create-admin NUMBER`.');
    }
    const token = await makeFirstAdminLink(tx, at);
    await note(tx, { kind: 'first-admin', at });
    return { token, kind: 'first-admin' };
  });
}

async function forPerson(db: Db, typed: string, at: Date): Promise<Made> {
  const person = await personByLogin(db, typed, at);
  if (!person) throw await nobodyOf(db, typed);
  return db.write(async (tx) => {
    await refuseWhereAnotherCan(tx, person, at);
    const [password] = await tx
      .select({ changedAt: passwords.changedAt })
      .from(passwords)
      .where(eq(passwords.employeeNumber, person.number));
    const kind = password ? 'reset' : 'invite';
    const by = 'system';
    await grantRole(tx, { number: person.number, role: 'admin', by, at });
    const token = await makeLink(tx, { kind, employeeNumber: person.number, by, at });
    await note(tx, { kind, at, subject: person.number });
    return { token, kind, for: person };
  });
}

async function note(tx: Tx, about: { kind: string; at: Date; subject?: string }): Promise<void> {
  const { kind, ...when } = about;
  await recordEvent(tx, { ...when, actor: 'system', act: 'password-link.made', detail: { kind } });
}

/** Where an admin can sign in, roles and passwords are given in the portal, where it is seen who did. */
async function refuseWhereAnotherCan(tx: Tx, person: Person, at: Date): Promise<void> {
  const admins = await tx
    .select({ number: employees.number, name: employees.name, separatedOn: employees.separatedOn })
    .from(roleGrants)
    .innerJoin(employees, eq(employees.number, roleGrants.employeeNumber))
    .where(
      and(
        eq(roleGrants.role, 'admin'),
        ne(employees.number, person.number),
        inArray(employees.number, tx.select({ number: passwords.employeeNumber }).from(passwords)),
      ),
    );
  const other = admins.find((admin) => !isSeparated(admin, at));
  if (!other) return;
  throw new Refusal(
    'conflict',
    `${other.name} (${other.number}) is an admin and has a password: ask them to give ` +
      `${person.name} the role in the portal.`,
  );
}

async function nobodyOf(db: Db, typed: string): Promise<Refusal> {
  const [anybody] = await db.read.select({ number: employees.number }).from(employees).limit(1);
  if (anybody) {
    return new Refusal(
      'not-found',
      `Nobody who works here now has the employee number or mail address \`${typed}\`.`,
    );
  }
  return new Refusal(
    'not-found',
    `Nobody is in this portal yet, so nobody is \`${typed}\`. Without a number, \`${RUN} create-admin\` ` +
      'makes the link of the first admin, who enters who they are.',
  );
}
