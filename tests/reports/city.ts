import { sql } from 'drizzle-orm';
import { startOfDay } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { freshDatabase } from '../support/database.ts';
import { ZONE } from '../support/school.ts';

/** A city whose rows are written as they are, on the day that is told: no training is taken. */
export type City = Awaited<ReturnType<typeof openCity>>;

/** The civil date that many days after the first. */
export const dayOf = (day: number) =>
  new Date(Date.UTC(2026, 0, 5 + day)).toISOString().slice(0, 10);
/** An instant on it; acts of one day follow each other. */
export const noonOf = (day: number, after = 0) =>
  startOfDay(dayOf(day), ZONE).getTime() + 12 * 3_600_000 + after;

export async function openCity(departments: readonly string[] = ['fire', 'police', 'parks']) {
  const db = await freshDatabase();
  let count = 0;
  const next = () => (count += 1);
  const run = (...statements: ReturnType<typeof sql>[]) =>
    db.write(async (tx) => {
      for (const statement of statements) await tx.run(statement);
    });
  const at = (day: number) => noonOf(day, next());
  await run(
    ...departments.map((id) => sql`INSERT INTO departments VALUES (${id}, ${`The ${id}`})`),
  );

  return {
    db,
    run,
    hire: (number: string, day: number, place: { department?: string; manager?: string } = {}) => {
      const { department = 'fire', manager = null } = place;
      const name = `Person ${number}`;
      return run(
        sql`INSERT INTO employees (number, public_id, name, title, mail, department_id, manager_number, hired_on)
          VALUES (${number}, ${`public-${number}`}, ${name}, 'Tester', ${`${number}@test.example`},
            ${department}, ${manager}, ${dayOf(day)})`,
        sql`INSERT INTO placements VALUES
          (${number}, ${dayOf(day)}, NULL, ${name}, 'Tester', ${department}, ${manager})`,
      );
    },
    /** To another department, under another manager, or with another name, from this day on. */
    move: (
      number: string,
      day: number,
      to: { department?: string; manager?: string | null; name?: string },
    ) =>
      run(
        sql`UPDATE placements SET to_on = ${dayOf(day)}
          WHERE employee_number = ${number} AND to_on IS NULL AND from_on < ${dayOf(day)}`,
        sql`DELETE FROM placements
          WHERE employee_number = ${number} AND to_on IS NULL AND from_on = ${dayOf(day)}`,
        sql`UPDATE employees SET
            department_id = coalesce(${to.department ?? null}, department_id),
            manager_number = CASE WHEN ${to.manager === undefined} THEN manager_number ELSE ${to.manager ?? null} END,
            name = coalesce(${to.name ?? null}, name)
          WHERE number = ${number}`,
        sql`INSERT INTO placements SELECT number, ${dayOf(day)}, NULL, name, title, department_id, manager_number
          FROM employees WHERE number = ${number}`,
      ),
    leave: (number: string, day: number) =>
      run(
        sql`UPDATE employees SET separated_on = ${dayOf(day)} WHERE number = ${number}`,
        sql`UPDATE placements SET to_on = ${dayOf(day)} WHERE employee_number = ${number} AND to_on IS NULL`,
      ),
    comeBack: (number: string, day: number) =>
      run(
        sql`UPDATE employees SET separated_on = NULL, hired_on = ${dayOf(day)} WHERE number = ${number}`,
        sql`DELETE FROM placements WHERE employee_number = ${number} AND from_on = ${dayOf(day)}`,
        sql`INSERT INTO placements SELECT number, ${dayOf(day)}, NULL, name, title, department_id, manager_number
          FROM employees WHERE number = ${number}`,
      ),
    campaign: (id: string, day: number, revision = '2023-04-20') =>
      run(sql`INSERT INTO campaigns (id, policy_id, revision, name, audience, due, cycle, reminders, created_at, created_by)
        VALUES (${id}, 'social-media', ${revision}, ${`Campaign ${id}`}, '{}', '{"days":10}',
          '{"kind":"once"}', '[]', ${at(day)}, 'x')`),
    assign: async (
      number: string,
      campaign: string,
      day: number,
      due = day + 10,
    ): Promise<string> => {
      const id = `assignment-${String(next()).padStart(6, '0')}`;
      await run(sql`INSERT INTO assignments
        (id, campaign_id, round, employee_number, policy_id, revision, due_on, assigned_at, assigned_by)
        SELECT ${id}, ${campaign}, ${id}, ${number}, 'social-media', revision, ${dayOf(due)}, ${at(day)}, 'x'
        FROM campaigns WHERE id = ${campaign}`);
      return id;
    },
    begin: (assignment: string, day: number) =>
      run(sql`INSERT OR IGNORE INTO lesson_progress (assignment_id, lesson, opened_at, lesson_sha256)
        VALUES (${assignment}, 'C.1', ${at(day)}, 'x')`),
    change: (assignment: string, kind: string, day: number, due: number | null = null) =>
      run(sql`INSERT INTO assignment_terms (assignment_id, kind, due_on, because, at, by)
        VALUES (${assignment}, ${kind}, ${due === null ? null : dayOf(due)}, 'a test', ${at(day)}, 'x')`),
    decline: async (number: string, assignment: string, day: number): Promise<string> => {
      const id = `decline-${next()}`;
      await run(sql`INSERT INTO records (id, kind, about, employee_number, sha256, record, at, by)
        VALUES (${id}, 'decline', ${assignment}, ${number}, ${id}, '{}', ${at(day)}, ${number})`);
      return id;
    },
    answer: (decline: string, day: number) =>
      run(
        sql`INSERT INTO decline_answers (record_id, words, by, at) VALUES (${decline}, 'Yes.', 'x', ${at(day)})`,
      ),
    sign: async (number: string, assignment: string, day: number): Promise<string> => {
      const id = `signed-${next()}`;
      await run(sql`INSERT INTO attestations
        (id, assignment_id, employee_number, policy_id, revision, sha256, record, signed_at)
        SELECT ${id}, id, ${number}, policy_id, revision, ${id}, '{}', ${at(day)}
        FROM assignments WHERE id = ${assignment}`);
      return id;
    },
    correct: (attestation: string, number: string, day: number, withdrawn: boolean) => {
      const id = `correction-${next()}`;
      return run(sql`INSERT INTO records (id, kind, about, employee_number, sha256, record, at, by)
        VALUES (${id}, 'correction', ${attestation}, ${number}, ${id},
          ${JSON.stringify(withdrawn ? { withdrawn } : { corrected: [] })}, ${at(day)}, 'x')`);
    },
  };
}

/** As of a day that is today there, everybody who counts or is exempt: what the database keeps. */
export async function standNow(db: Db, today: string): Promise<string[]> {
  const rows = await db.read.all<Record<string, string | null>>(sql`
    SELECT employee_number AS number, name, department_id AS department, manager_number AS manager,
      campaign_id AS campaign, due_on AS due, withdrawn,
      CASE WHEN state IN ('in-progress', 'not-started') AND due_on < ${today} THEN 'overdue' ELSE state END AS state
    FROM standings WHERE policy_id = 'social-media' AND newest = 1
      AND (separated_on IS NULL OR separated_on > ${today})`);
  return rows
    .map((row) =>
      [
        row.number,
        row.name,
        row.department,
        row.manager,
        row.campaign,
        row.due,
        row.state,
        row.withdrawn,
      ].join(' | '),
    )
    .toSorted();
}
