import { and, eq, isNull } from 'drizzle-orm';
import { reconcileCampaigns } from '#assignments/reconcile.ts';
import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { assignments, employees, placements, standings } from '#db/schema/index.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { freshDatabase } from './database.ts';
import { NOW, ZONE, realPolicies } from './school.ts';

export const HR = 'H-1';
export const DEPARTMENTS = ['fire', 'police', 'parks'] as const;

const LETTER = { fire: 'F', police: 'P', parks: 'K' } as const;

/**
 * A town of people who learn nothing: for what is asked of whom. `F-1` … work in Fire, `P-1` … in Police, `K-1` … in
 * Parks.
 */
export async function openTown(each = 2): Promise<Db> {
  const db = await freshDatabase();
  await db.write(async (tx) => {
    const about = { at: NOW, by: 'system' };
    for (const id of [...DEPARTMENTS, 'hr']) {
      const name = id === 'hr' ? 'HR' : `${id[0]!.toUpperCase()}${id.slice(1)}`;
      await addDepartment(tx, { id, name, ...about });
    }
    const hired = { title: 'Tester', hiredOn: '2020-01-01', ...about };
    await addEmployee(tx, { number: HR, name: 'Hana', departmentId: 'hr', ...hired });
    for (const department of DEPARTMENTS) {
      for (let n = 1; n <= each; n += 1) {
        const number = `${LETTER[department]}-${n}`;
        const mail = `${number.toLowerCase()}@town.example`;
        const who = { number, name: `Person ${number}`, departmentId: department, mail };
        await addEmployee(tx, { ...who, ...hired });
      }
    }
  });
  return db;
}

/** Somebody hired on a day. */
export async function hire(db: Db, number: string, departmentId: string, hiredOn: CivilDate) {
  const who = { number, name: `Person ${number}`, title: 'Tester', departmentId, hiredOn };
  await db.write((tx) => addEmployee(tx, { ...who, at: noon(hiredOn), by: HR }));
}

/** Somebody moves to another department on a day. */
export async function move(db: Db, number: string, departmentId: string, on: CivilDate) {
  await db.write(async (tx) => {
    const mine = and(eq(placements.employeeNumber, number), isNull(placements.toOn));
    const [now] = await tx.select().from(placements).where(mine);
    if (!now || now.departmentId === departmentId) return;
    if (now.fromOn === on) {
      await tx.update(placements).set({ departmentId }).where(mine);
    } else {
      await tx.update(placements).set({ toOn: on }).where(mine);
      await tx.insert(placements).values({ ...now, departmentId, fromOn: on });
    }
    await tx.update(employees).set({ departmentId }).where(eq(employees.number, number));
  });
}

export async function leaveTown(db: Db, number: string, on: CivilDate) {
  await db.write((tx) =>
    tx.update(employees).set({ separatedOn: on }).where(eq(employees.number, number)),
  );
}

/** Noon of a day in the City. */
export const noon = (day: CivilDate) => new Date(`${day}T18:00:00Z`);

export const reconcileOn = (db: Db, day: CivilDate) =>
  reconcileCampaigns(db, { policies: realPolicies(), at: noon(day), timeZone: ZONE });

/** How each assignment stands: `F-1 not-started 2026-12-11`, in order. */
export async function standingsOf(db: Db, campaignId?: string): Promise<string[]> {
  const rows = await db.read
    .select()
    .from(standings)
    .where(campaignId === undefined ? undefined : eq(standings.campaignId, campaignId));
  return rows.map((row) => `${row.employeeNumber} ${row.state} ${row.dueOn ?? 'waits'}`).sort();
}

export async function becauseOf(db: Db, number: string): Promise<string[]> {
  const rows = await db.read
    .select({ because: assignments.because })
    .from(assignments)
    .where(eq(assignments.employeeNumber, number))
    .orderBy(assignments.assignedAt);
  return rows.map(({ because }) => because);
}
