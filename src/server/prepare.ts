import { publishRelease } from '#policies/publish.ts';
import { DEMO_LEADS } from './demo/roster.ts';
import { DEMO_PASSWORD, seedDemo } from './demo/seed.ts';
import type { Portal } from './portal.ts';

/**
 * Makes an open portal ready for its first visitor: stores this build's releases and, in a
 * demonstration, fills an empty database. The same again changes nothing.
 */
export async function prepare(portal: Portal): Promise<void> {
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

const WHO = {
  employee: 'a new hire, nothing done yet',
  manager: 'a manager, half-way',
  hr: 'HR',
  auditor: 'an auditor',
  admin: 'an admin',
};
