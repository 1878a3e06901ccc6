import { beforeAll, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { correct, withdraw } from '#attestations/correct.ts';
import { attestations, auditEvents } from '#db/schema/index.ts';
import { namesCsv } from '#exports/names.ts';
import { noteExport } from '#exports/note-export.ts';
import { readMe } from '#exports/read-me.ts';
import { FEWEST, statisticsCsv, withoutSmall, type Group } from '#exports/statistics.ts';
import { addEmployee } from '#people/add-employee.ts';
import { holdsMadeUp } from '#people/made-up.ts';
import { completionByDepartment } from '#reports/completion.ts';
import { assign } from '../support/campaigns.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  addPeople,
  finishTraining,
  openSchool,
  sign,
  signedIn,
  type School,
} from '../support/training.ts';

const MADE_UP = 'From a demonstration: people and records here are made up.';

let school: School;
beforeAll(async () => {
  school = await openSchool();
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const { db, policies } = school;
  await db.write((tx) =>
    addEmployee(tx, {
      number: 'F-1',
      name: '=HYPERLINK("http://x")',
      title: 'Tester',
      departmentId: 'police',
      hiredOn: '2025-01-01',
      at: NOW,
      by: 'system',
    }),
  );
  const everybody = { audience: { everyone: true } as const, dueOn: '2026-12-11', timeZone: ZONE };
  const about = { policies, policyId: 'social-media', again: false, by: BOB, at: NOW };
  await assign(db, { id: 'campaign-for-late-comers', ...about, ...everybody });
});
const whole = async (lines: AsyncGenerator<string>) => (await Array.fromAsync(lines)).join('');

describe('names and completion', () => {
  test('say who signed what, how and on what day, and nothing else', async () => {
    const { db, policies } = school;
    const text = await whole(namesCsv(db.read, { policies, timeZone: ZONE }));
    const title = policies[0]!.title;
    const { id } = school.revision;
    expect(text).toBe(
      [
        '\ufeffName,Department,Policy,Revision,Signed,Date',
        `"'=HYPERLINK(""http://x"")",Police,${title},${id},Not signed,`,
        `Alice Example,Fire,${title},${id},Electronically,2026-11-22`,
        `Bob Example,Police,${title},${id},Not signed,`,
        '',
      ].join('\r\n'),
    );
  });

  test('tell paper and witness from a signature in the portal', async () => {
    const { db, policies, assignment } = school;
    const [mine] = await db.read.select().from(attestations);
    for (const [number, how] of [[BOB, 'witnessed']] as const) {
      const row = { ...mine!, id: how, sha256: how, how, assignmentId: assignment[number]! };
      await db.write((tx) => tx.insert(attestations).values(row));
    }
    const text = await whole(namesCsv(db.read, { policies, timeZone: ZONE }));
    expect(text).toMatch(/Bob Example,.*,"On paper, before a witness",2026-11-22/);
  });

  test('do not say that what HR has withdrawn was signed, nor do the figures', async () => {
    const withdrawn = await openSchool();
    const { db, ledger, policies } = withdrawn;
    await finishTraining(withdrawn, ALICE);
    const attestationId = await sign(withdrawn, ALICE);
    const alices = async () =>
      (await whole(namesCsv(db.read, { policies, timeZone: ZONE })))
        .split('\r\n')
        .find((line) => line.startsWith('Alice'));
    const signed = async () => {
      const about = { policyId: policies[0]!.id, today: '2026-11-22' };
      return (await completionByDepartment(db, about)).whole.attested;
    };
    expect([await alices(), await signed()]).toEqual([expect.stringContaining('Electronic'), 1]);
    await withdraw(db, {
      ledger,
      by: signedIn(BOB, 'Bob Example'),
      stepUp: { method: 'password', at: NOW },
      attestationId,
      seen: attestationId,
      reason: 'She was another Alice.',
      timeZone: ZONE,
      at: NOW,
    });
    expect([await alices(), await signed()]).toEqual([expect.stringMatching(/,Not signed,$/), 0]);
  });

  test('say of what HR has corrected that it was', async () => {
    const corrected = await openSchool();
    const { db, ledger, policies } = corrected;
    await finishTraining(corrected, ALICE);
    const attestationId = await sign(corrected, ALICE);
    await correct(db, {
      ledger,
      by: signedIn(BOB, 'Bob Example'),
      stepUp: { method: 'password', at: NOW },
      attestationId,
      seen: attestationId,
      reason: 'She was promoted.',
      fields: { 'person.title': 'Captain' },
      timeZone: ZONE,
      at: NOW,
    });
    const text = await whole(namesCsv(db.read, { policies, timeZone: ZONE }));
    expect(text).toMatch(/Alice Example,.*,Electronically; corrected by HR later,/);
  });

  test('do not leave anybody out, however many there are and whatever they are called', async () => {
    const crowd = await openSchool();
    const numbers = await addPeople(crowd, 1100);
    const text = await whole(namesCsv(crowd.db.read, { policies: [], timeZone: ZONE }));
    const names = text
      .split('\r\n')
      .slice(1, -1)
      .map((line) => line.split(',')[0]);
    const due = [...numbers.map((n) => `Person ${n}`), 'Alice Example', 'Bob Example'];
    expect(names.toSorted()).toEqual(due.toSorted());
  });
});

describe('statistics', () => {
  test('count nobody who could be picked out', async () => {
    const text = await whole(
      statisticsCsv(school.db.read, { policies: school.policies, today: '2026-11-22' }),
    );
    expect(text).toContain('Too few people to show');
    expect(text).not.toMatch(/Fire|Police|Alice|,\d/);
  });

  test('show departments that are large enough, and put the others together', () => {
    const groups: Group[] = [
      { name: 'Fire', assigned: 40, signed: 30 },
      { name: 'Clerk', assigned: 3, signed: 3 },
      { name: 'Parks', assigned: 20, signed: 18 },
      { name: 'Police', assigned: 60, signed: 60 },
    ];
    // Clerk and Parks together have two who have not signed: the next larger one joins them.
    expect(withoutSmall(groups)).toEqual([
      { name: 'Police', assigned: 60, signed: 60 },
      { name: '3 departments together', assigned: 63, signed: 51 },
    ]);
  });

  test('never show a small number, nor lose a person from a total, whatever the departments', () => {
    const group = fc
      .nat(30)
      .chain((assigned) =>
        fc.record({ name: fc.string(), assigned: fc.constant(assigned), signed: fc.nat(assigned) }),
      );
    fc.assert(
      fc.property(fc.array(group, { maxLength: 12 }), (groups) => {
        const shown = withoutSmall(groups);
        for (const { assigned, signed } of shown) {
          for (const count of [assigned, signed, assigned - signed])
            expect(count === 0 || count >= FEWEST).toBe(true);
        }
        const total = (some: Group[]) => some.reduce((sum, { assigned }) => sum + assigned, 0);
        if (shown.length > 0) expect(total(shown)).toBe(total(groups));
      }),
    );
  });
});

test('lists that leave a demonstration say so at their end, and no others', async () => {
  const { db, policies } = school;
  const ends = async () => [
    (await whole(namesCsv(db.read, { policies, timeZone: ZONE }))).trimEnd().endsWith(MADE_UP),
    (await whole(statisticsCsv(db.read, { policies, today: '2026-11-22' })))
      .trimEnd()
      .endsWith(MADE_UP),
    readMe({ city: 'C', size: 1, root: 'r', madeUp: await holdsMadeUp(db.read) }).includes(MADE_UP),
  ];
  expect(await ends()).toEqual([false, false, false]);
  await db.write((tx) =>
    addEmployee(tx, {
      number: 'DEMO-9',
      name: 'Dora Demo',
      title: 'Tester',
      departmentId: 'police',
      hiredOn: '2025-01-01',
      at: NOW,
      by: 'system',
    }),
  );
  expect(await ends()).toEqual([true, true, true]);
});

test('who took what along stands in the audit log', async () => {
  const { db } = school;
  await noteExport(db, db.read, { by: BOB, at: NOW, profile: 'statistics' });
  const events = await db.read.select().from(auditEvents);
  expect(events.at(-1)).toMatchObject({
    actor: BOB,
    act: 'export.made',
    detail: { profile: 'statistics', size: 2 },
  });
});
