import { expect, test } from 'vitest';
import { manifestJson } from '#policies/read-revision.ts';
import { sha256Hex } from '#rules/hash.ts';
import { drawChanges } from '#training/changes/draw-changes.ts';
import { keyOf } from '#training/item.ts';
import { fullAnswer, score } from '#training/key.ts';
import { Faults } from '#verify/faults.ts';
import { Replay } from '#verify/replay.ts';
import { fictionalDraft, FIRST } from '../support/amending.ts';

// Questions about what the made-up draft changed, in a record that is checked by its release's bytes alone.

const draft = fictionalDraft();
const bytes = new Map([...draft.contents].map(([sha256, { bytes }]) => [sha256, bytes]));
const manifest = Buffer.from(manifestJson(draft.manifest));
bytes.set(sha256Hex(manifest), manifest);

const items = drawChanges({
  revision: draft,
  since: FIRST,
  lessons: draft.lessons,
  seed: 'a',
  signed: new Set([...draft.readings.map(({ id }) => id), 'R32']),
}).map((item, at) => {
  const key = keyOf(draft.ruleset, item);
  const given = fullAnswer(key);
  return {
    position: at + 1,
    scenario: item.scenario.id,
    scenarioSha256: item.scenario.sha256,
    telling: item.telling.id,
    kind: item.kind,
    options: item.options,
    answers: [{ turn: 1, given, score: score(key, given) }],
  };
});

/** What the verifier says of the questions of a record. */
async function saysOf(asked: readonly (typeof items)[number][]): Promise<string[]> {
  const faults = new Faults();
  const release = { sha256: draft.releaseSha256, ruleset: draft.rulesetSha256 };
  const check = {
    attempt: 'about-changes',
    lesson: 'E-public-comments',
    number: 1,
    release: release.sha256,
    ruleset: release.ruleset,
    closedAt: '2027-07-02T15:00:00.000Z',
    counts: true,
    items: asked,
  };
  await new Replay((sha256) => bytes.get(sha256), faults).record({
    schema: 'policy-attestation/2',
    id: 'record-1',
    policy: { id: draft.policyId, revision: draft.id, sha256: draft.policySha256 },
    release,
    lessons: [],
    checks: [check],
    result: { score: asked.length, max: asked.length, needed: 0 },
    tracks: [],
    testedOut: [],
  });
  // What is not of the questions: lessons that this record leaves out.
  return faults.sentences.filter((one) => /, question \d|cannot be/.test(one));
}

test('are scored again as they were', async () => {
  expect(items.map(({ kind }) => kind)).toContain('delta');
  expect(await saysOf(items)).toEqual([]);
});

test('a score that was raised, and a story that was exchanged, are faults', async () => {
  const [first, ...others] = items as [(typeof items)[0], ...typeof items];
  const half = first.options.find((one) => !first.answers[0]!.given.includes(one))!;
  const raised = { ...first, answers: [{ turn: 1, given: [half], score: 1 }] };
  expect(await saysOf([raised, ...others])).toEqual([
    expect.stringContaining('the record says 1 for the answer, the rules give 0'),
  ]);
  const exchanged = { ...first, scenario: `since:${FIRST}:C.1-new-puppy` };
  expect((await saysOf([exchanged, ...others])).join()).toContain('does not tell this story');
});
