import { expect, test } from 'vitest';
import { choice, flag, judgement } from '#rules/facts.ts';
import { FACTS } from '#rules/social-media/facts.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { readsOf } from '#rules/norm.ts';

const words = { doc: 'd', ask: 'a?', yes: 'it is so', no: 'it is not so' };

test('a flag is unstated when not so, and costs by whose it is to change', () => {
  expect(flag('a.b', words)).toMatchObject({
    values: [false, true],
    say: { false: 'it is not so', true: 'it is so' },
    control: 'self',
    cost: 1,
  });
  expect(flag('a.b', { ...words, control: 'others' }).cost).toBe(3);
  expect(flag('a.b', { ...words, cost: 2 }).cost).toBe(2);
});

test('a choice keeps its declared order, and a judgement its standard', () => {
  const say = { none: 'x', some: 'y', all: 'z' };
  expect(choice('a.b', { doc: 'd', ask: 'a?', say }).values).toEqual(['none', 'some', 'all']);
  expect(judgement('a.b', { ...words, standard: 'C.2:3 "…"' }).judgement).toEqual({
    standard: 'C.2:3 "…"',
  });
});

test('there are 91 facts, each with a question and words for every value that fit in a sentence', () => {
  expect(new Set(FACTS.map(({ id }) => id)).size).toBe(91);
  for (const { id, values, doc, ask, say } of FACTS) {
    expect(id).toMatch(/^[a-z]+\.[a-zA-Z0-9]+$/);
    expect(doc, id).toMatch(/^[A-Z].*\.$/);
    expect(ask, id).toMatch(/^[A-Z].*\?$/);
    expect(Object.keys(say), id).toEqual(values.map(String));
    for (const value of values) expect(say[String(value)], id).toMatch(/^(?=[a-zCH]).*[^.?!]$/);
    expect(new Set(Object.values(say)).size, id).toBe(values.length);
  }
});

test('34 facts are for a person to judge, each by the policy’s own words', () => {
  const judged = FACTS.filter(({ judgement }) => judgement);
  expect(judged).toHaveLength(34);
  for (const { id, judgement } of judged)
    expect(judgement!.standard, id).toMatch(/^[A-E]\.[\w.]+:\d "[^"]+"/);
});

test('who acts, why and about whom cannot be changed by a remedy', () => {
  const fixed = new Set(FACTS.filter(({ control }) => control === 'fixed').map(({ id }) => id));
  for (const id of ['poster.kind', 'use.purpose', 'content.about', 'reprisal.cause'])
    expect(fixed.has(id), id).toBe(true);
});

test('what can be mended has a sentence that asks for it; what is fixed has none', () => {
  for (const { id, values, control, cost, mend = {} } of FACTS) {
    for (const [value, words] of Object.entries(mend)) {
      expect(values.map(String), id).toContain(value);
      expect(words, id).toMatch(/^[A-Z].*\.$/);
    }
    if (control === 'fixed') expect(mend, id).toEqual({});
    if (Object.keys(mend).length > 0) expect(cost, id).toBeGreaterThan(0);
  }
});

test('no remedy hides who one is, undoes what happened or takes a record away', () => {
  const mended = Object.fromEntries(FACTS.map(({ id, mend = {} }) => [id, Object.keys(mend)]));
  expect(mended['identity.asEmployee']).toEqual([]);
  expect(mended['content.priorEdit']).toEqual(['open']);
  expect(mended['content.truth']).toEqual(['accurate']);
  expect(mended['content.correction']).toEqual(['prompt']);
  expect(mended['image.officialScope']).toEqual([]);
  expect(mended['image.turnedIn']).toEqual(['true']);
  expect(mended['use.venue']).toEqual([]);
  expect(FACTS.filter(({ id, mend }) => id.startsWith('comment.') && mend)).toEqual([]);
});

test('every fact is read by some rule, but whether a comment is critical', () => {
  const read = new Set(ruleset.norms.flatMap(readsOf));
  expect(FACTS.map(({ id }) => id).filter((id) => !read.has(id))).toEqual(['comment.critical']);
});

test('the order of what is a matter of degree is the declared one, the first what is unstated', () => {
  const values = (id: string) => FACTS.find((fact) => fact.id === id)!.values;
  expect(values('content.truth')).toEqual(['accurate', 'mistaken', 'careless', 'known-false']);
  expect(values('identity.disclaimer')).toEqual(['none', 'partial', 'profile-only', 'full']);
  expect(values('content.priorEdit')).toEqual(['none', 'open', 'concealed']);
  expect(values('content.correction')).toEqual(['not-needed', 'prompt', 'overdue']);
});
