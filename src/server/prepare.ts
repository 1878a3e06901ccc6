import { Refusal } from '#errors.ts';
import { personByNumber } from '#people/person.ts';
import { publishRelease } from '#policies/publish.ts';
import { DEMO_LEADS } from './demo/roster.ts';
import { DEMO_PASSWORD, seedDemo } from './demo/seed.ts';
import type { Portal } from './portal.ts';

/**
 * Makes an open portal ready for its first visitor: stores this build's releases and, in a
 * demonstration, fills an empty database. The same again changes nothing.
 */
export async function prepare(portal: Portal): Promise<void> {
  if (!portal.config.demo) await refuseDemoPeople(portal);
  for (const policy of portal.policies) {
    for (const revision of policy.revisions) {
      await publishRelease(portal.db, revision, 'system', portal.clock());
    }
  }
  if (!portal.config.demo) return;
  if (await seedDemo(portal)) portal.log.info('filled the empty portal with made-up people');
  portal.demoSignIns = DEMO_LEADS.map((person) => ({
    who: WHO[person.role ?? 'employee'],
    mail: person.mail,
    password: DEMO_PASSWORD,
  }));
}

/** The made-up people's password is in the README: they never meet real ones. */
async function refuseDemoPeople({ db, config }: Portal): Promise<void> {
  const found = await personByNumber(db, DEMO_LEADS[0]?.number ?? '');
  if (found) {
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
