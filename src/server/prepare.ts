import { enterEarlier } from '#attestations/enter-earlier.ts';
import { civilDate } from '#clock.ts';
import { employees, passwords } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { personByNumber } from '#people/person.ts';
import { publishNotice } from '#policies/publish-notice.ts';
import { publicationsOf, refuseWithoutPublished } from '#policies/publications.ts';
import { publishFirst } from '#policies/publish-revision.ts';
import { publishRelease } from '#policies/publish.ts';
import { DEMO_LEADS } from './demo/roster.ts';
import { DEMO_PASSWORD, seedDemo } from './demo/seed.ts';
import { readPublished, type Portal } from './portal.ts';

/**
 * Makes an open portal ready for its first visitor: stores this build's releases and notice and, in a
 * demonstration, fills an empty database. The same again changes nothing.
 */
export async function prepare(portal: Portal): Promise<void> {
  if (!portal.config.demo) await refuseDemoPeople(portal);
  else if (await seedDemo(portal)) portal.log.info('filled the empty portal with made-up people');
  const at = portal.clock();
  refuseWithoutPublished(portal.held, await publicationsOf(portal.db.read));
  await publishFirst(portal.db, portal.held, { at, today: civilDate(at, portal.config.timeZone) });
  await readPublished(portal);
  // Of what is published, this build may bring lessons and stories in a newer state.
  for (const revision of portal.policies.flatMap(({ revisions }) => revisions)) {
    await publishRelease(portal.db, revision, 'system', at);
  }
  await publishNotice(portal.db, portal.notice, 'system', portal.clock());
  const entered = await enterEarlier(portal.db, portal.ledger, portal.clock());
  if (entered > 0) portal.log.info({ entered }, 'entered what was signed before the ledger began');
  await warnWhenNobodyCanSignIn(portal);
  if (!(await holdsDemoPeople(portal))) return;
  const known = await withPassword(portal);
  portal.demoSignIns = DEMO_LEADS.filter(({ number }) => known.has(number)).map((person) => ({
    who: WHO[person.role ?? 'employee'],
    mail: person.mail,
    password: DEMO_PASSWORD,
  }));
}

async function warnWhenNobodyCanSignIn(portal: Portal): Promise<void> {
  const { db, log } = portal;
  const [anybody] = await db.read.select().from(employees).limit(1);
  if (!anybody) {
    log.warn('nobody is in this portal yet: the link that begins it stands on the terminal');
  } else if ((await withPassword(portal)).size === 0) {
    log.warn(
      'nobody in this portal has a password, so nobody can sign in: its records came from an export, ' +
        'which holds none. `npm run portal -- create-admin` makes a link for an admin',
    );
  }
}

/** The numbers of those who have a password: after an import nobody has. */
async function withPassword({ db }: Portal): Promise<Set<string>> {
  const rows = await db.read.select({ number: passwords.employeeNumber }).from(passwords);
  return new Set(rows.map(({ number }) => number));
}

/** Whether the made-up people are in this database: a demonstration may also be given one that has real people. */
async function holdsDemoPeople({ db }: Portal): Promise<boolean> {
  return (await personByNumber(db, DEMO_LEADS[0]?.number ?? '')) !== undefined;
}

/** The made-up people's password is in the README: they never meet real ones. */
async function refuseDemoPeople(portal: Portal): Promise<void> {
  if (await holdsDemoPeople(portal)) {
    const { config } = portal;
    throw new Refusal(
      'conflict',
      `The database \`${config.databaseUrl}\` holds the made-up people of a demonstration, whose ` +
        'password everybody can read. Set `DATABASE_URL` to another file for real use.',
    );
  }
}

const WHO = {
  employee: 'a new hire, nothing done yet',
  manager: 'a manager, half-way',
  hr: 'HR',
  auditor: 'an auditor',
  admin: 'an admin',
};
