import { beforeEach, describe, expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { auditEvents, publications } from '#db/schema/index.ts';
import { compareSince } from '#policies/compare-revisions.ts';
import type { Policy } from '#policies/model.ts';
import {
  comingAfter,
  publicationsOf,
  publishedOf,
  refuseWithoutPublished,
  revisionOn,
  withDrafts,
} from '#policies/publications.ts';
import {
  proposedKind,
  publishFirst,
  publishRevision,
  rulesSince,
} from '#policies/publish-revision.ts';
import { freshDatabase } from '../support/database.ts';
import { NOW, realPolicies } from '../support/school.ts';

// The real text of 2023, and the project's fictional draft as if it could be published.

const TODAY = '2026-11-22';
const DRAFT = '2027-07-01';
let db: Db;
let held: Policy[];
beforeEach(async () => {
  db = await freshDatabase();
  held = withDrafts(realPolicies());
  await publishFirst(db, held, { at: NOW, today: TODAY });
});

const draft = () => held[0]!.revisions.at(-1)!;
type Act = Partial<Parameters<typeof publishRevision>[1]>;
const publish = (act: Act = {}) =>
  publishRevision(db, {
    held,
    policyId: 'social-media',
    revision: DRAFT,
    seen: draft().releaseSha256,
    kind: 'material',
    because: 'The council adopted it (in this test).',
    by: 'hana',
    at: NOW,
    ...act,
  });
const refused = (act: Act = {}) =>
  publish(act).then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const published = async () => publishedOf(held, await publicationsOf(db.read));

describe('a portal begins', () => {
  test('with the text in force; what takes effect later waits for HR', async () => {
    expect(await publicationsOf(db.read)).toMatchObject([
      { revision: '2023-04-20', kind: 'first', before: null, publishedBy: 'system' },
    ]);
    const [policy] = await published();
    expect(policy!.revisions.map(({ id }) => id)).toEqual(['2023-04-20']);
  });

  test('once: a second start publishes nothing, not even what takes effect meanwhile', async () => {
    await publishFirst(db, held, { at: NOW, today: '2028-01-01' });
    expect(await publicationsOf(db.read)).toHaveLength(1);
  });

  test('on a later day with all texts that were in force by then, in their order', async () => {
    db = await freshDatabase();
    const adopted = held.map((policy) => ({
      ...policy,
      revisions: policy.revisions.map((revision) => ({ ...revision, draft: undefined })),
    }));
    await publishFirst(db, adopted, { at: NOW, today: '2028-01-01' });
    expect(await publicationsOf(db.read)).toMatchObject([
      { revision: '2023-04-20', kind: 'first' },
      { revision: DRAFT, kind: 'material', before: '2023-04-20' },
    ]);
  });

  test('without a draft that a demonstration shows, whatever its day', async () => {
    db = await freshDatabase();
    await publishFirst(db, held, { at: NOW, today: '2028-01-01' });
    expect(await publicationsOf(db.read)).toMatchObject([{ revision: '2023-04-20' }]);
  });
});

describe('a build that lacks what is published', () => {
  const starting = async (build: readonly Policy[]) => {
    const known = await publicationsOf(db.read);
    return () => refuseWithoutPublished(build, known);
  };

  test('does not start, and says what to do', async () => {
    expect(await starting(held)).not.toThrow();
    expect(await starting(realPolicies()), 'nothing of the draft is published').not.toThrow();
    await publish();
    expect(await starting(held)).not.toThrow();
    expect(await starting(realPolicies())).toThrow(
      'The Social Media Policy was published in its revision of July 1, 2027, and this build does not ' +
        'hold it. It is the fictional draft: start the demonstration with `PORTAL_DEMO_AMENDMENT=1` again',
    );
    const older = realPolicies().map((policy) => ({ ...policy, drafts: [] }));
    expect(await starting(older)).toThrow('or start the newer build.');
    expect(await starting([]), 'a policy that is gone altogether').not.toThrow();
  });
});

describe('HR publishes', () => {
  test('a revision with its kind and reason, kept for good and in the audit log', async () => {
    await publish();
    expect((await publicationsOf(db.read)).at(-1)).toMatchObject({
      revision: DRAFT,
      before: '2023-04-20',
      proposed: 'material',
      kind: 'material',
      because: 'The council adopted it (in this test).',
      publishedBy: 'hana',
    });
    const events = await db.read.select().from(auditEvents);
    expect(events.map(({ act }) => act)).toContain('revision.published');
    expect((await published())[0]!.revisions.map(({ id }) => id)).toEqual(['2023-04-20', DRAFT]);
    await expect(db.write((tx) => tx.update(publications).set({ because: 'x' }))).rejects.toThrow();
  });

  test('for a later day: until then the older text binds', async () => {
    await publish();
    const [policy] = await published();
    expect(revisionOn(policy!, '2027-06-30').id).toBe('2023-04-20');
    expect(revisionOn(policy!, DRAFT).id).toBe(DRAFT);
    expect(revisionOn(policy!, '2020-01-01').id).toBe('2023-04-20');
    expect(comingAfter(policy!, TODAY).map(({ id }) => id)).toEqual([DRAFT]);
    expect(comingAfter(policy!, DRAFT)).toEqual([]);
  });

  test.each<[string, () => Act, string]>([
    ['twice', () => ({}), 'is published already. Nothing was changed.'],
    [
      'what the build does not hold',
      () => ({ revision: '2029-01-01' }),
      'not in the running build',
    ],
    ['an unknown policy', () => ({ policyId: 'chess' }), 'not in the running build'],
    ['what was changed since the preview', () => ({ seen: 'f'.repeat(64) }), 'Look at the preview'],
    ['as editorial what changes duties', () => ({ kind: 'editorial' }), 'so it is not editorial'],
    ['without a reason', () => ({ because: ' \u200b ' }), 'Say why'],
    ['a draft', () => ({ held: realPolicies() }), 'It is never published.'],
  ])('never %s', async (what, act, says) => {
    if (what === 'twice') await publish();
    expect(await refused(act())).toContain(says);
    const expected = what === 'twice' ? 2 : 1;
    expect(await publicationsOf(db.read)).toHaveLength(expected);
  });

  test('never what takes effect before the newest published one, nor past one that is not', async () => {
    const [policy] = held;
    const early = { ...draft(), id: '2023-01-01' };
    const earlier = [{ ...policy!, revisions: [early, ...policy!.revisions] }];
    expect(await refused({ held: earlier, revision: early.id })).toContain(
      'before the newest published revision of April 20, 2023',
    );
    const between = { ...draft(), id: '2025-01-01' };
    const skipping = [{ ...policy!, revisions: [policy!.revisions[0]!, between, draft()] }];
    expect(await refused({ held: skipping })).toContain('Publish that one first.');
  });

  test('two at once publish once', async () => {
    const both = await Promise.all([refused(), refused()]);
    expect(both.toSorted()).toEqual([
      'The revision of July 1, 2027 is published already. Nothing was changed.',
      'nothing was refused',
    ]);
  });
});

describe('the proposal', () => {
  test('is material where some situation has another answer, with the smallest of them', () => {
    expect(proposedKind(draft(), undefined)).toBe('first');
    expect(proposedKind(draft(), '2023-04-20')).toBe('material');
    const { smallest } = compareSince(draft(), '2023-04-20');
    expect(Object.keys(smallest!.situation).length).toBeLessThanOrEqual(2);
    expect(smallest!.before).not.toEqual(smallest!.after);
  });

  test('is editorial where only words differ', () => {
    const [before] = held[0]!.revisions;
    const id = 'C.4:2';
    const clauses = before!.clauses.map((clause) => ({
      ...clause,
      sentences: clause.sentences.map((one) =>
        one.id === id ? { ...one, text: 'Mend it.' } : one,
      ),
    }));
    const reworded = {
      ...before!,
      id: '2030-01-01',
      clauses,
      ruleset: {
        ...before!.ruleset,
        revision: '2030-01-01',
        amends: [{ revision: before!.id, renumbered: {} }],
      },
      earlier: [before!],
    };
    expect(proposedKind(reworded, before!.id)).toBe('editorial');
    expect(compareSince(reworded, before!.id).sentences.reworded).toEqual([id]);
  });
});

test('rules that were corrected since are told, and what is no longer editorial', async () => {
  await publish();
  const row = (await publicationsOf(db.read)).at(-1)!;
  const now = (revision = draft(), as = row) => rulesSince(db.read, revision, as);
  expect(await now()).toBe('as-published');
  expect(await now({ ...draft(), rulesetSha256: 'f'.repeat(64) })).toBe('corrected');
  expect(await now(draft(), { ...row, kind: 'editorial' })).toBe('not-editorial');
});
