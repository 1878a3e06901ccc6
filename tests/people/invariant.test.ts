import fc from 'fast-check';
import { asc } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { addDays } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { employees, placements } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { changeEmployee } from '#people/change-employee.ts';
import { callOffSeparation, separate } from '#people/separate.ts';
import { takeBack } from '#people/take-back.ts';
import { freshDatabase } from '../support/database.ts';

// Whatever HR does with people, in whatever order: today and the history agree.

const FIRST = '2026-03-09';
const NUMBERS = ['1', '2', '3'];

type Act = {
  kind: number;
  who: number;
  days: number;
  text: string;
  department: string;
  to: number;
};

const act: fc.Arbitrary<Act> = fc.record({
  kind: fc.integer({ min: 0, max: 6 }),
  who: fc.integer({ min: 0, max: 2 }),
  days: fc.integer({ min: -40, max: 40 }),
  text: fc.constantFrom('Ana', 'Bo', 'Cy'),
  department: fc.constantFrom('fire', 'clerk'),
  to: fc.integer({ min: -1, max: 2 }),
});

test('today and the history agree after any acts; days never overlap; a gap stays a gap', async () => {
  const db = await freshDatabase();
  let done = 0;
  let gaps = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(act, fc.integer({ min: 0, max: 30 })), { maxLength: 25 }),
      async (acts) => {
        await begin(db);
        let today = FIRST;
        for (const [act, passes] of acts) {
          today = addDays(today, passes);
          if (await tryAct(db, act, today)) done += 1;
          gaps += await agree(db);
        }
      },
    ),
    { numRuns: 60, seed: 6 },
  );
  // Neither is told of a test in which nothing was ever done.
  expect(done).toBeGreaterThan(200);
  expect(gaps).toBeGreaterThan(10);
});

async function begin(db: Db): Promise<void> {
  await db.write(async (tx) => {
    await tx.delete(placements);
    await tx.delete(employees);
    const by = 'system';
    const at = new Date(`${FIRST}T18:00:00Z`);
    for (const name of ['Fire', 'Clerk'])
      await addDepartment(tx, { name, at, by }).catch(() => undefined);
    for (const number of NUMBERS) {
      await addEmployee(tx, {
        number,
        name: `Person ${number}`,
        title: 'Clerk',
        departmentId: 'clerk',
        hiredOn: addDays(FIRST, -100),
        at,
        by,
      });
    }
  });
}

async function tryAct(db: Db, act: Act, today: string): Promise<boolean> {
  const at = new Date(new Date(`${today}T18:00:00Z`).getTime());
  try {
    await db.write((tx) => doAct(tx, act, today, at));
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

async function doAct(tx: Tx, act: Act, today: string, at: Date): Promise<unknown> {
  const who = { number: NUMBERS[act.who]!, today, at, by: 'hr' };
  const on = addDays(today, act.days);
  const past = on < today ? on : today;
  if (act.kind === 0) return changeEmployee(tx, { ...who, on: past, name: act.text });
  if (act.kind === 1) return changeEmployee(tx, { ...who, on: past, departmentId: act.department });
  if (act.kind === 2) {
    return changeEmployee(tx, { ...who, on: today, managerNumber: NUMBERS[act.to] ?? null });
  }
  if (act.kind === 3) return separate(tx, { ...who, on });
  if (act.kind === 4) return callOffSeparation(tx, who);
  if (act.kind === 5) return changeEmployee(tx, { ...who, on: today, hiredOn: on });
  return takeBack(tx, { ...who, on, title: act.text, managerNumber: null });
}

/** Asserts what always holds; returns how many gaps there are. */
async function agree(db: Db): Promise<number> {
  const people = await db.read.select().from(employees);
  const all = await db.read.select().from(placements).orderBy(asc(placements.fromOn));
  let gaps = 0;
  for (const person of people) {
    const were = all.filter((row) => row.employeeNumber === person.number);
    const last = were.at(-1)!;
    expect(last).toMatchObject({
      name: person.name,
      title: person.title,
      departmentId: person.departmentId,
      managerNumber: person.managerNumber,
      toOn: person.separatedOn,
    });
    for (const [index, row] of were.entries()) {
      const next = were[index + 1];
      if (!next) continue;
      expect(row.toOn).not.toBeNull();
      expect(row.toOn! <= next.fromOn).toBe(true);
      if (row.toOn! < next.fromOn) gaps += 1;
    }
    const above = new Map(people.map((one) => [one.number, one.managerNumber]));
    let up = above.get(person.number) ?? null;
    for (let steps = 0; up !== null; steps += 1, up = above.get(up) ?? null) {
      expect(steps, 'a circle of managers').toBeLessThan(people.length);
    }
  }
  return gaps;
}

test('the invariant is one that a wrong write breaks', async () => {
  const db = await freshDatabase();
  await begin(db);
  await db.write((tx) => tx.update(employees).set({ title: 'Chief' }));
  await expect(agree(db)).rejects.toThrow();
});
