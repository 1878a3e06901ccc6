import type { Db } from '#db/client.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { grantRole, type GrantableRole } from '#auth/grant-role.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee, type NewEmployee } from '#people/add-employee.ts';

/** A Monday morning. */
export const AT = new Date('2026-03-09T14:00:00Z');
export const PASSWORD = 'seven green lanterns';
const MINUTE = 60_000;

export function minutesLater(minutes: number, from = AT): Date {
  return new Date(from.getTime() + minutes * MINUTE);
}

/** A person of the Fire department, with a password and these roles. */
export async function addPerson(
  db: Db,
  {
    number,
    roles = [],
    password = PASSWORD,
    ...rest
  }: { number: string; roles?: GrantableRole[]; password?: string } & Partial<NewEmployee>,
): Promise<string> {
  const hashed = await hashPassword(password);
  return db.write(async (tx) => {
    const by = 'system';
    await addDepartment(tx, { id: 'fire', name: 'Fire', at: AT, by }).catch(() => undefined);
    const publicId = await addEmployee(tx, {
      number,
      name: `Person ${number}`,
      title: 'Firefighter',
      mail: `person.${number}@city.example`,
      departmentId: 'fire',
      hiredOn: '2020-01-06',
      at: AT,
      by,
      ...rest,
    });
    await setPassword(tx, number, hashed, AT);
    for (const role of roles) await grantRole(tx, { number, role, by, at: AT });
    return publicId;
  });
}
