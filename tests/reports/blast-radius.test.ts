import { beforeEach, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { leaves, personTracks } from '#db/schema/index.ts';
import type { Revision } from '#policies/model.ts';
import { withDrafts } from '#policies/publications.ts';
import { blastRadius, estimateFor } from '#reports/blast-radius.ts';
import { lessonsAsked } from '#training/path.ts';
import { freshDatabase } from '../support/database.ts';
import {
  addPeople,
  ALICE,
  BOB,
  finishTraining,
  NOW,
  realPolicies,
  schoolOn,
  sign,
  takeCheck,
} from '../support/school.ts';
import { leaveTown } from '../support/town.ts';

// A small town: one has signed, one is in the middle, one is away, one has left, one has done nothing.

const TODAY = '2026-11-22';
const SINCE = '2023-04-20';
const [policy] = withDrafts(realPolicies());
const draft = policy!.revisions.at(-1)!;
const minutes = (revision: Revision, some: (lesson: Revision['lessons'][number]) => boolean) =>
  revision.lessons.filter(some).reduce((sum, lesson) => sum + lesson.minutes, 0);
const everyones = ({ tracks }: { tracks: string[] }) => tracks.length === 0;

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
});
const radius = (revision = draft) =>
  blastRadius(db.read, { policy: policy!, revision, today: TODAY });

test('the small town by what each last signed, who is away and who is in the middle', async () => {
  const school = await schoolOn(db);
  await addPeople(school, 3);
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const [first] = school.revision.lessons;
  await takeCheck(school, BOB, first!.id);
  await db.write((tx) =>
    tx.insert(leaves).values({
      employeeNumber: 'X-1',
      fromOn: '2026-11-01',
      backOn: null,
      at: NOW,
      by: BOB,
    }),
  );
  await leaveTown(db, 'X-2', '2026-11-01');
  const found = await radius();
  expect(found.people).toHaveLength(4);
  expect(found).toMatchObject({ concerned: 4, onLeave: 1, begun: 1 });
  expect(found.groups).toMatchObject([
    { since: SINCE, people: 1, concerned: 1 },
    { since: null, people: 3, concerned: 3 },
  ]);
  const of = (number: string) => found.people.find((one) => one.number === number)!;
  expect(of(BOB)).toMatchObject({ begun: true, onLeave: false, since: null });
  expect(of('X-1')).toMatchObject({ begun: false, onLeave: true });
  // Never signed: all that binds. Signed the one before: less than half of it.
  expect(of('X-3').minutes).toBe(minutes(draft, everyones));
  expect(of(ALICE).minutes).toBeGreaterThan(0);
  expect(of(ALICE).minutes).toBeLessThan(of('X-3').minutes / 2);
});

test('a revision that somebody has signed asks nothing more of them', async () => {
  const school = await schoolOn(db);
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const { people, concerned } = await radius(school.revision);
  expect(people.find(({ number }) => number === ALICE)!.minutes).toBe(0);
  expect(concerned).toBe(1);
});

test('whoever is on a track has its changed lessons, too', async () => {
  const school = await schoolOn(db);
  const before = (await radius()).people.find(({ number }) => number === BOB)!.minutes;
  await db.write((tx) =>
    tx.insert(personTracks).values({
      policyId: policy!.id,
      employeeNumber: BOB,
      track: 'city-sites',
      addedBy: ALICE,
      addedAt: NOW,
    }),
  );
  const after = (await radius()).people.find(({ number }) => number === BOB)!.minutes;
  const more = minutes(draft, ({ tracks }) => tracks.includes('city-sites'));
  expect(school.revision.lessons.length).toBeGreaterThan(0);
  expect(after - before).toBe(more);
});

test('the minutes are those of the lessons that the training will ask', () => {
  const estimate = estimateFor(draft);
  const asked = (since: string, tracks: string[]) =>
    lessonsAsked(draft, { path: 'changes', since }, new Set(tracks)).map((one) => one.minutes);
  expect([estimate(SINCE, [])]).toEqual(asked(SINCE, []));
  expect([estimate(SINCE, ['city-sites'])]).toEqual(asked(SINCE, ['city-sites']));
  expect(estimate(SINCE, ['city-sites'])).toBeGreaterThan(estimate(SINCE, []));
  expect(estimate(null, [])).toBe(minutes(draft, everyones));
  expect(estimate(draft.id, [])).toBe(0);
  // A text that it does not amend: as if nothing had been signed.
  expect(estimate('2018-09-20', [])).toBe(estimate(null, []));
});
