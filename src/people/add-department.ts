import { eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Reader, Tx } from '#db/client.ts';
import { departments } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { departmentId, departmentKey } from './department-names.ts';
import { readDepartmentName } from './fields.ts';

/**
 * Adds a department, under an id such as `public-works`, by default made from its name; returns it.
 * Refuses an id that is taken, and a name that another has but for case and spaces.
 */
export async function addDepartment(
  tx: Tx,
  added: { id?: string; name: string; at: Date; by: string },
): Promise<string> {
  if (added.id !== undefined && !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(added.id)) {
    throw new Refusal('bad-input', 'A department’s id is like `public-works`.', 'id');
  }
  const name = departmentName(added.name);
  const others = await refuseNameOfAnother(tx, name);
  const id = added.id ?? departmentId(name, others);
  const taken = others.find((other) => other.id === id);
  if (taken) throw new Refusal('conflict', `There is already a department ${taken.name}.`, 'name');
  await tx.insert(departments).values({ id, name });
  await recordEvent(tx, { at: added.at, actor: added.by, act: 'department.added', subject: id });
  return id;
}

/** Gives a department another name, everywhere at once. The same name changes nothing. */
export async function renameDepartment(
  tx: Tx,
  renamed: { id: string; name: string; at: Date; by: string },
): Promise<void> {
  const name = departmentName(renamed.name);
  const [department] = await tx.select().from(departments).where(eq(departments.id, renamed.id));
  if (!department) throw new Refusal('not-found', 'There is no such department.');
  if (department.name === name) return;
  await refuseNameOfAnother(tx, name, renamed.id);
  await tx.update(departments).set({ name }).where(eq(departments.id, renamed.id));
  await recordEvent(tx, {
    at: renamed.at,
    actor: renamed.by,
    act: 'department.renamed',
    subject: renamed.id,
    detail: { from: department.name, to: name },
  });
}

const departmentName = (typed: string) => readDepartmentName(typed).replaceAll(/\s+/g, ' ');

async function refuseNameOfAnother(read: Pick<Reader, 'select'>, name: string, id?: string) {
  const all = await read.select().from(departments);
  const key = departmentKey(name);
  const same = all.find((other) => other.id !== id && departmentKey(other.name) === key);
  if (same) throw new Refusal('conflict', `There is already a department ${same.name}.`, 'name');
  return all;
}
