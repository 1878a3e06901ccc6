import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { nudge } from '#assignments/nudge.ts';
import { auditEvents, mails } from '#db/schema/index.ts';
import { chainBetween } from '#people/chain.ts';
import { MOST_BELOW, teamOf } from '#reports/team.ts';
import { ZONE } from '../support/school.ts';
import { dayOf, noonOf, openCity, type City } from './city.ts';

const team = (city: City, managerNumber: string, day: number) =>
  teamOf(city.db.read, { managerNumber, policyId: 'social-media', today: dayOf(day) });
const remind = (city: City, assignmentId: string, by: string, day: number) =>
  nudge(city.db, { assignmentId, by, at: new Date(noonOf(day)), timeZone: ZONE });

/** Max is above Mia, who is above Ann and Ben; Cal reports to Max. */
async function tree() {
  const city = await openCity();
  await city.campaign('spring', 0);
  await city.hire('Max', 0);
  await city.hire('Mia', 0, { manager: 'Max' });
  for (const number of ['Ann', 'Ben']) await city.hire(number, 0, { manager: 'Mia' });
  await city.hire('Cal', 0, { manager: 'Max' });
  const assignment: Record<string, string> = {};
  for (const [number, due] of [
    ['Mia', 20],
    ['Ann', 3],
    ['Ben', 20],
    ['Cal', 20],
  ] as const) {
    assignment[number] = await city.assign(number, 'spring', 1, due);
  }
  return { city, assignment };
}

describe('a manager sees', () => {
  test('pain 8: everybody down the tree, the late first, each with the chain that explains it', async () => {
    const { city, assignment } = await tree();
    await city.sign('Ben', assignment['Ben']!, 2);
    const { members, more } = await team(city, 'Max', 5);
    expect(more).toBe(false);
    expect(members.map(({ name, chain, assigned }) => [name, chain, assigned?.state])).toEqual([
      ['Person Ann', ['Person Mia'], 'overdue'],
      ['Person Cal', [], 'not-started'],
      ['Person Mia', [], 'not-started'],
      ['Person Ben', ['Person Mia'], 'attested'],
    ]);
    const mia = members.find(({ number }) => number === 'Mia');
    expect(mia?.below).toEqual({ people: 2, unsigned: 1, overdue: 1 });
    expect(await chainBetween(city.db.read, 'Ann', 'Max')).toEqual(['Person Mia']);
    expect(await chainBetween(city.db.read, 'Ann', 'Cal')).toBeUndefined();
    expect(await chainBetween(city.db.read, 'Max', 'Max')).toBeUndefined();
  });

  test('never whoever is beside or above them, and nobody once they moved away', async () => {
    const { city, assignment } = await tree();
    expect((await team(city, 'Mia', 5)).members.map(({ number }) => number)).toEqual([
      'Ann',
      'Ben',
    ]);
    expect((await team(city, 'Cal', 5)).members).toEqual([]);
    await city.move('Ann', 5, { manager: 'Cal' });
    expect((await team(city, 'Mia', 5)).members.map(({ number }) => number)).toEqual(['Ben']);
    await expect(remind(city, assignment['Ann']!, 'Mia', 5)).rejects.toThrow(
      'Nobody who reports to you',
    );
    expect(await remind(city, assignment['Ann']!, 'Cal', 5)).toEqual({ name: 'Person Ann' });
  });

  test('the people of a manager who has left, and not the manager', async () => {
    const { city } = await tree();
    await city.leave('Mia', 4);
    const { members } = await team(city, 'Max', 5);
    expect(members.map(({ number }) => number)).toEqual(['Ann', 'Ben', 'Cal']);
    expect(members[0]?.chain).toEqual(['Person Mia']);
  });

  test('a city of people manager by manager, and a circle in the tree ends', async () => {
    const { city } = await tree();
    const many = JSON.stringify(Array.from({ length: MOST_BELOW }, (_, at) => at));
    await city.run(sql`
      INSERT INTO employees (number, public_id, name, title, department_id, manager_number, hired_on)
      SELECT 'N-' || value, 'p-' || value, 'N ' || value, 'T', 'fire', 'Mia', '2020-01-01'
      FROM json_each(${many})`);
    const { members, more } = await team(city, 'Max', 5);
    expect(more).toBe(true);
    expect(members.map(({ number, depth }) => [number, depth])).toEqual([
      ['Cal', 1],
      ['Mia', 1],
    ]);
    await city.run(sql`UPDATE employees SET manager_number = 'Ann' WHERE number = 'Max'`);
    expect((await team(city, 'Ann', 5)).members.map(({ number }) => number)).toEqual(['Max']);
  });
});

describe('a reminder from the manager', () => {
  test('is one mail and one event, and at most one a person in three days', async () => {
    const { city, assignment } = await tree();
    await remind(city, assignment['Ann']!, 'Max', 2);
    await expect(remind(city, assignment['Ann']!, 'Max', 2)).rejects.toThrow(
      'One such mail in 3 days',
    );
    await expect(remind(city, assignment['Ann']!, 'Mia', 4)).rejects.toThrow(
      'One such mail in 3 days',
    );
    await remind(city, assignment['Ann']!, 'Mia', 6);
    const sent = await city.db.read.select().from(mails).where(eq(mails.kind, 'nudge'));
    expect(
      sent.map(({ employeeNumber, about, queuedBy }) => [employeeNumber, about, queuedBy]),
    ).toEqual([
      ['Ann', assignment['Ann'], 'Max'],
      ['Ann', assignment['Ann'], 'Mia'],
    ]);
    const events = await city.db.read
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.act, 'assignment.nudged'));
    expect(events.map(({ actor, subject }) => [actor, subject])).toEqual([
      ['Max', 'Ann'],
      ['Mia', 'Ann'],
    ]);
  });

  test.each([
    ['who has signed', 'has signed', (c: City, id: string) => c.sign('Ann', id, 2)],
    ['who is exempt', 'need not do', (c: City, id: string) => c.change(id, 'exempted', 2)],
    ['who declined', 'declined to sign', (c: City, id: string) => c.decline('Ann', id, 2)],
    ['who has left', 'has left', (c: City) => c.leave('Ann', 2)],
    [
      'whose due date waits for a leave',
      'is on leave',
      (c: City, id: string) => c.change(id, 'leave', 2),
    ],
    [
      'who is on leave',
      'is on leave',
      (c: City) =>
        c.run(sql`INSERT INTO leaves (employee_number, from_on, back_on, at, by)
          VALUES ('Ann', ${dayOf(1)}, ${dayOf(4)}, 1, 'x')`),
    ],
    [
      'who has no mail',
      'no work e-mail',
      (c: City) => c.run(sql`UPDATE employees SET mail = NULL WHERE number = 'Ann'`),
    ],
    [
      'whose signature is withdrawn',
      'until HR assigns it anew',
      async (c: City, id: string) => c.correct(await c.sign('Ann', id, 2), 'Ann', 2, true),
    ],
  ] as const)('is refused for one %s', async (_, why, happens) => {
    const { city, assignment } = await tree();
    await happens(city, assignment['Ann']!);
    await expect(remind(city, assignment['Ann']!, 'Max', 3)).rejects.toThrow(why);
    expect(await city.db.read.$count(mails)).toBe(0);
  });

  test('is refused for oneself, one’s own manager and an assignment that is none, in the same words', async () => {
    const { city, assignment } = await tree();
    for (const [id, by] of [
      [assignment['Mia']!, 'Mia'],
      [assignment['Mia']!, 'Ann'],
      ['none', 'Max'],
    ] as const) {
      await expect(remind(city, id, by, 3)).rejects.toThrow(
        'Nobody who reports to you has this training',
      );
    }
  });
});
