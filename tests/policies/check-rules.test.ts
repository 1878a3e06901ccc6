import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkRules, checkRunnable } from '#policies/check-rules.ts';
import { ENCODINGS } from '#policies/rulesets.ts';
import { all, is, not } from '#rules/condition.ts';
import { drift } from '#rules/gates/drift.ts';
import type { Encoding, Norm } from '#rules/model.ts';
import { sentences } from '../rules/support.ts';

const PROJECT = join(import.meta.dirname, '../..');
const sources = join(PROJECT, 'src/rules');
const encoding = ENCODINGS['social-media/2023-04-20']!;
const text = sentences();

function broken(id: string, change: (norm: Norm) => Partial<Norm>): Encoding {
  const norms = encoding.ruleset.norms.map((norm) =>
    norm.id === id ? { ...norm, ...change(norm) } : norm,
  );
  return { ...encoding, ruleset: { ...encoding.ruleset, norms } };
}

const said = (wrong: Encoding, policy: ReadonlyMap<string, string> = text) => {
  const runnable = checkRunnable(wrong.ruleset, sources);
  const problems = runnable.length > 0 ? runnable : checkRules(wrong, policy, sources);
  return problems.map(({ file, line, sentence }) => `${file}:${line}: ${sentence}`);
};

const lineOf = (file: string, words: string) =>
  readFileSync(join(PROJECT, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(words)) + 1;

const C3 = 'src/rules/social-media/2023-04-20/C.3-identification.ts';
const C6 = 'src/rules/social-media/2023-04-20/C.6-prohibited-activity.ts';

test('the rules as they are have nothing to mend', () => {
  expect(said(encoding)).toEqual([]);
});

describe('a mistake in a rule is told with file, line and the nearest right name', () => {
  test('a misspelt fact', () => {
    const wrong = broken('C.3:3', () => ({ wrong: is('identity.actForCity') }));
    expect(said(wrong)).toEqual([
      `${C3}:${lineOf(C3, "'C.3:3'")}: C.3:3 reads \`identity.actForCity\`, which is no fact; did you mean \`identity.actsForCity\`?`,
    ]);
  });

  test('a value that a fact never has', () => {
    const wrong = broken('C.3:1', () => ({ wrong: not(is('identity.disclaimer', 'ful')) }));
    expect(said(wrong)).toEqual([
      `${C3}:${lineOf(C3, "is('identity.disclaimer', 'full')")}: C.3:1 asks whether \`identity.disclaimer\` is \`ful\`, which it never is; did you mean \`full\`?`,
    ]);
  });

  test('two norms with one id', () => {
    const wrong = broken('C.3:2/equipment', () => ({ id: 'C.3:2/uniform' }));
    expect(said(wrong)).toEqual([
      `${C3}:${lineOf(C3, "'C.3:2/uniform'")}: two norms have the id C.3:2/uniform`,
    ]);
  });

  test('a rule that no situation can break, found where a helper makes its id', () => {
    const never = all(is('use.act', 'post'), is('use.act', 'browse'));
    const [first] = said(broken('C.6:1/phi', () => ({ when: never })));
    expect(first).toBe(`${C6}:${lineOf(C6, "'C.6:1'")}: C.6:1/phi can never be breached`);
    const ground = 'src/rules/social-media/2023-04-20/D.3.i-q-running-a-city-site.ts';
    const [second] = said(broken('D.3.j:1/policy', () => ({ when: never })));
    expect(second).toBe(
      `${ground}:${lineOf(ground, "'policy'")}: D.3.j:1/policy can never be breached`,
    );
  });

  test('a permission that is beaten in silence', () => {
    const complaints = said(broken('C.1:3', () => ({ yieldsTo: [] })));
    expect(complaints[0]).toMatch(
      /^src\/rules\/social-media\/2023-04-20\/C\.1-personal-use\.ts:\d+: C\.1:3 permits what C\.2:3/,
    );
  });
});

test('a text changed without a reviewed rule is told with both, where the rule stands', () => {
  const changed = new Map(text).set('C.3:2', `${text.get('C.3:2')!} Or any badge.`);
  expect(said(encoding, changed)).toEqual([
    `${C3}:${lineOf(C3, "'C.3:2/uniform'")}: the text of C.3:2 has changed since its rules ` +
      'C.3:2/uniform, C.3:2/equipment were reviewed: read both again, then run ' +
      '`npm run rules:reviewed -- social-media/2023-04-20 C.3:2`',
  ]);
});

describe('a sentence is pinned to the rules it was read beside', () => {
  const complaints = (wrong: Encoding, policy: ReadonlyMap<string, string> = text) =>
    drift(wrong, policy).map(({ complaint }) => complaint);

  test('another text of a sentence without rule is found too', () => {
    const changed = new Map(text).set('D.3.q:1', 'Any content is a public record.');
    expect(complaints(encoding, changed)).toEqual([
      expect.stringContaining('the text of D.3.q:1 has changed since its rules D.3.q:1'),
    ]);
  });

  test('white space alone is no change', () => {
    const changed = new Map(text).set('C.3:2', text.get('C.3:2')!.replaceAll(' ', '  '));
    expect(complaints(encoding, changed)).toEqual([]);
  });

  test('a rule changed and not read again is found', () => {
    const wrong = broken('C.3:3', ({ because }) => ({ because: `${because} ` }));
    expect(complaints(wrong)).toEqual([
      expect.stringContaining('the rules C.3:3 have changed since they were read beside C.3:3'),
    ]);
  });

  test('a sentence that was never read is found, and a pin of none', () => {
    const { 'C.3:3': pin, ...reviewed } = encoding.reviewed;
    expect(complaints({ ...encoding, reviewed })).toEqual([
      expect.stringContaining('C.3:3 was never read beside its rules C.3:3'),
    ]);
    const astray = { ...encoding.reviewed, 'C.3:33': pin! };
    expect(complaints({ ...encoding, reviewed: astray })).toEqual([
      'C.3:33 was reviewed, and the policy has no such sentence; did you mean `C.3:3`?',
    ]);
  });
});

test('another short gist is read beside its sentence again', () => {
  const gists = { ...encoding.ruleset.gists, 'C.6:1': 'Disclose nothing.' };
  const changed = drift({ ...encoding, ruleset: { ...encoding.ruleset, gists } }, text);
  expect(changed.map(({ sentence }) => sentence)).toEqual(['C.6:1']);
});
