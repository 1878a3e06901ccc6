import { recordEvent } from '#audit/record.ts';
import type { Db, Reader } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { Refusal } from '#errors.ts';
import { beginSession, type Begun, type Browser } from './begin-session.ts';
import { grantRole } from './grant-role.ts';
import { hashNewPassword } from './new-password.ts';
import {
  endFirstAdminLinks,
  linkIsOver,
  makeFirstAdminLink,
  openLink,
  useLink,
} from './password-links.ts';
import { setPassword } from './passwords.ts';
import type { Typed } from './set-password.ts';

/**
 * The token of a new link for the first admin while nobody is in the portal; those before it end.
 * Undefined, and none is good any more, once somebody is there.
 */
export async function firstAdminLink(db: Db, at: Date): Promise<string | undefined> {
  return db.write(async (tx) => {
    if (!(await isEmpty(tx))) {
      await endFirstAdminLinks(tx);
      return undefined;
    }
    return makeFirstAdminLink(tx, at);
  });
}

export type FirstAdmin = {
  number: string;
  name: string;
  title: string;
  department: string;
  mail: string;
  hiredOn: string;
};

/**
 * Begins an empty portal: the first department, and in it the first person, who is admin and HR, so that
 * somebody can add and invite the others. They are signed in. Refuses with `gone` once anybody is
 * there, and as `addEmployee` and `hashNewPassword` do: then the link is still good.
 */
export async function beginPortal(
  db: Db,
  asked: {
    token: string;
    person: FirstAdmin;
    typed: Typed;
    city: string;
    browser: Browser;
    at: Date;
  },
): Promise<Begun> {
  const { token, person, typed, city, browser, at } = asked;
  const { kind } = await openLink(db.read, token, at);
  if (kind !== 'first-admin') throw linkIsOver();
  const department = departmentId(person.department);
  const number = person.number.trim();
  const hashed = await hashNewPassword(typed, { ...person, city });
  return db.write(async (tx) => {
    await useLink(tx, token, at);
    const by = 'system';
    await addDepartment(tx, { id: department, name: person.department, at, by });
    await addEmployee(tx, { ...person, departmentId: department, at, by });
    await setPassword(tx, number, hashed, at);
    for (const role of ['admin', 'hr'] as const) await grantRole(tx, { number, role, by, at });
    await recordEvent(tx, {
      at,
      actor: number,
      act: 'portal.begun',
      subject: number,
      detail: { address: browser.address },
    });
    return beginSession(tx, { number, browser, at, method: 'link' });
  });
}

/** `Human Resources` is `human-resources`. */
function departmentId(name: string): string {
  const id = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  if (id !== '') return id;
  throw new Refusal('bad-input', 'Give the name of the department you work in.', 'department');
}

async function isEmpty(read: Reader): Promise<boolean> {
  const [anybody] = await read.select({ number: employees.number }).from(employees).limit(1);
  return anybody === undefined;
}
