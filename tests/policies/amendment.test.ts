import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkAll } from '#policies/check-content.ts';
import type { Policy } from '#policies/model.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { revisionFromManifest } from '#policies/release.ts';
import { manifestJson } from '#policies/read-revision.ts';
import { amended, type Amendment } from '#rules/amend.ts';
import { realPolicies } from '../support/school.ts';
import { TINY_FILES, TINY_RULESET, tinyContent, told } from './tiny-content.ts';

const TEXT = TINY_FILES['tiny/2020-01-31/policy.md']!;
const AFTER = TEXT.replace('is cruel to a neighbor.', 'is unkind to a neighbor.');
const NORM = { ...TINY_RULESET.norms[1]!, quote: 'No picture is unkind to a neighbor.' };

type Amending = {
  files?: Record<string, string | null>;
  rules?: Partial<Amendment>;
  revision?: string;
};

/** The tiny policy with a second revision that only brings its text, unless told otherwise. */
function amending({ files = {}, rules = {}, revision = '2021-05-06' }: Amending = {}): Policy {
  const later = amended(TINY_RULESET, { revision, norms: [NORM], ...rules });
  const contentDir = tinyContent({ [`tiny/${revision}/policy.md`]: AFTER, ...files });
  const rulesets = { 'tiny/2020-01-31': TINY_RULESET, [`tiny/${revision}`]: later };
  return readPolicies(contentDir, rulesets)[0]!;
}

const revision = (policy: Policy) => policy.revisions.at(-1)!;
const saying = (asked: Amending) => told(() => amending(asked));

test('an amendment brings its text, and keeps the lessons, scenarios and readings it says nothing of', () => {
  const policy = amending();
  const [before, after] = policy.revisions;
  expect(after!.id).toBe('2021-05-06');
  expect(after!.clauses).not.toEqual(before!.clauses);
  expect(after!.lessons).toEqual(before!.lessons);
  expect(after!.scenarios).toEqual(before!.scenarios);
  expect(after!.readings).toEqual(before!.readings);
  expect(after!.releaseSha256).not.toBe(before!.releaseSha256);
  expect(after!.lessons[0]!.source).toBe('tiny/2020-01-31/A.1-pictures');
});

test('a lesson, a scenario and a reading of the amendment stand in place of the older ones', () => {
  const lesson = TINY_FILES['tiny/2020-01-31/lessons/A.1-pictures.mdx']!;
  const scenario = TINY_FILES['tiny/2020-01-31/scenarios/A.1-parade.yaml']!;
  const after = revision(
    amending({
      files: {
        'tiny/2021-05-06/lessons/A.1-pictures.mdx': lesson.replace('Leave the', 'Keep the'),
        'tiny/2021-05-06/scenarios/A.1-parade.yaml': scenario.replace('The parade', 'The race'),
        'tiny/2021-05-06/scenarios/A.1-fair.yaml': scenario.replace('The parade', 'The fair'),
        'tiny/2021-05-06/readings.yaml':
          '- { id: R1, at: [A.1:1], issue: A scarf?, adopted: Yes., alternative: null }\n',
      },
    }),
  );
  expect(after.lessons.map(({ summary }) => summary)).toEqual(['Keep the uniform out.']);
  expect(after.scenarios.map(({ title }) => title)).toEqual(['The fair', 'The race']);
  expect(after.readings.map(({ issue }) => issue)).toEqual(['A scarf?']);
});

test('an amendment is read back from its manifest as it was, by hash alone', async () => {
  const after = revision(amending());
  const manifest = manifestJson(after.manifest);
  expect(Object.keys(after.manifest)).toContain('tiny/2020-01-31/lessons/A.1-pictures.mdx');
  // The text that it amends, and its rules: so it can tell by itself what changed.
  expect(Object.keys(after.manifest)).toContain('tiny/2020-01-31/policy.md');
  expect(after.earlier.map(({ id, ruleset }) => [id, ruleset])).toEqual([
    ['2020-01-31', TINY_RULESET],
  ]);
  const load = (sha256: string) => after.contents.get(sha256)!.bytes;
  expect(await revisionFromManifest(manifest, load)).toEqual(after);
});

test('a draft is no revision; it says wherever it shows what it is', () => {
  const says = 'Nobody has adopted it.';
  const draft = `draft: { fictional: true, says: ${says} }\n`;
  const policy = amending({ files: { 'tiny/2021-05-06/amendment.yaml': draft } });
  expect(policy.revisions.map(({ id }) => id)).toEqual(['2020-01-31']);
  expect(policy.drafts.map(({ id, draft }) => ({ id, draft }))).toEqual([
    { id: '2021-05-06', draft: { fictional: true, says } },
  ]);
});

/** A new section B; what was B is C. */
const LONGER = AFTER.replace('# B.', '# B. Frames.\n\nNo frame is round.\n\n# C.');
const TAUGHT = TINY_FILES['tiny/2020-01-31/lessons/A.1-pictures.mdx']!.replace('[A.1]', '[A.1, B]');

test('offers of kept scenarios follow their sentences', () => {
  const scenario = TINY_FILES['tiny/2020-01-31/scenarios/A.1-parade.yaml']!;
  const after = revision(
    amending({
      files: {
        'tiny/2021-05-06/policy.md': LONGER,
        'tiny/2021-05-06/lessons/A.1-pictures.mdx': TAUGHT,
        'tiny/2020-01-31/scenarios/A.1-parade.yaml': scenario.replace(
          'offers: [A.1:1, A.1:2]',
          'offers: [A.1:1, A.1:2, B:1.1]',
        ),
      },
      rules: { renumbered: { B: 'C' } },
    }),
  );
  expect(after.scenarios[0]!.offers).toEqual(['A.1:1', 'A.1:2', 'C:1.1']);
});

test('a renumbering that the rules do not tell of is refused, with where it stands', () => {
  const files = {
    'tiny/2021-05-06/policy.md': LONGER,
    'tiny/2021-05-06/lessons/A.1-pictures.mdx': TAUGHT,
  };
  expect(saying({ files })).toContain(
    'content/tiny/2021-05-06/policy.md:16: B:1 of 2020-01-31 stands here as C:1: say so in `renumbered` of the rules, or change its words',
  );
});

test('a clause that nothing teaches any more, or that is new and untaught, is refused', () => {
  const longer = AFTER.replace('# B.', '## 2. Frames.\n\nNo frame is round.\n\n# B.');
  expect(saying({ files: { 'tiny/2021-05-06/policy.md': longer } })).toEqual([
    "content/tiny/2021-05-06/policy.md:12: no lesson of 2021-05-06 teaches A.2: add it to a lesson's `clauses`, or write one",
  ]);
  const without = { 'tiny/2021-05-06/amendment.yaml': 'withdrawn: { lessons: [A.1-pictures] }\n' };
  expect(saying({ files: without })).toContain(
    "content/tiny/2021-05-06/policy.md:7: no lesson of 2021-05-06 teaches A.1: add it to a lesson's `clauses`, or write one",
  );
});

test('a kept lesson that names a clause by a number it no longer has is refused', () => {
  const moved = AFTER.replace('## 1. What', '## 1. Frames.\n\nNo frame is round.\n\n## 2. What');
  const norms = [{ ...NORM, id: 'A.2:2', sentence: 'A.2:2' }];
  const rules = { renumbered: { 'A.1': 'A.2' }, norms };
  expect(saying({ files: { 'tiny/2021-05-06/policy.md': moved }, rules })).toContain(
    'content/tiny/2020-01-31/lessons/A.1-pictures.mdx:1: it names A.1, A.1:1, which 2021-05-06 ' +
      'renumbers or removes: put a copy with the numbers of 2021-05-06 into content/tiny/2021-05-06/lessons/',
  );
});

test('what is withdrawn has to be there, and a slip is told the nearest name', () => {
  const withdrawn = { 'tiny/2021-05-06/amendment.yaml': 'withdrawn: { scenarios: [A.1-parad] }\n' };
  expect(saying({ files: withdrawn })).toEqual([
    'content/tiny/2021-05-06/amendment.yaml:1: 2020-01-31 has no `A.1-parad` among its scenarios to withdraw; did you mean `A.1-parade`?',
  ]);
});

test('a revision dated before the first one amends nothing', () => {
  expect(saying({ revision: '2019-02-03' })).toContain(
    'content/tiny/2019-02-03/policy.md:1: its rules amend 2020-01-31, and no published text of that ' +
      'date comes before 2019-02-03: an amendment takes effect after the text it amends',
  );
});

test('a first text needs no amendment.yaml', () => {
  expect(saying({ files: { 'tiny/2020-01-31/amendment.yaml': '{}\n' } })).toContain(
    'content/tiny/2020-01-31/amendment.yaml:1: there is no earlier revision to amend: the first one is whole without this file',
  );
});

test('the made-up amendment passes every gate, is a draft, and says that it is fictional', () => {
  checkAll(join(import.meta.dirname, '../../content'));
  const [policy] = realPolicies();
  expect(policy!.revisions.map(({ id }) => id)).toEqual(['2023-04-20']);
  const [draft] = policy!.drafts;
  expect(draft!.draft).toMatchObject({ fictional: true });
  expect(draft!.draft!.says).toContain('The City has not adopted it');
  expect(draft!.citation).toContain('FICTIONAL');
});
