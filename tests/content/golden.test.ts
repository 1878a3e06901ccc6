import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Norm } from '#rules/model.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { disagreements, expectNone } from './gates.ts';
import { readGolden, readGoldenNorms } from './golden.ts';
import { tollOf } from './kill.ts';

const folder = fileURLToPath(new URL('golden', import.meta.url));
const golden = readGolden(folder);
const norms = readGoldenNorms(folder);

/** What a norm is, apart from its conditions. */
const kindOf = ({ bearer, strength, effect }: Norm) => ({ bearer, strength, effect });

const broken = (id: string, change: (norm: Norm) => Norm) => ({
  ...ruleset,
  norms: ruleset.norms.map((norm) => (norm.id === id ? change(norm) : norm)),
});

describe('the golden set, read from the text by people who had not seen the rules', () => {
  test('has thousands of cases, near misses included, and the rules agree with every one', () => {
    expect(golden.length).toBeGreaterThan(2000);
    expectNone(disagreements(ruleset, golden));
  });

  test('names each case once', () => {
    const names = golden.map(({ name }) => name);
    expect(names.filter((name, at) => names.indexOf(name) < at)).toEqual([]);
  });

  test('notices every small mistake in every rule that changes anything', () => {
    const { made, equivalent, survivors } = tollOf(ruleset, golden);
    expect(survivors.map(({ norm }) => norm)).toEqual([]);
    expect(made).toBeGreaterThan(2000);
    expect(equivalent).toBeLessThan(made / 20);
  });

  test('with the cases of one sentence taken out, its mistakes go unnoticed', () => {
    const fewer = golden.filter(({ clauses }) => !clauses.includes('D.3.f:1'));
    const { survivors } = tollOf(ruleset, fewer);
    expect(new Set(survivors.map(({ norm }) => norm))).toContain('D.3.f:1');
  });

  test('finds a rule that decides otherwise, with file and line', () => {
    const milder = broken('E.6:1', (norm) => ({ ...norm, effect: 'action-required' }));
    const [complaint] = disagreements(milder, golden);
    expect(complaint).toMatch(
      /^tests\/content\/golden\/section-[\w-]+\.yaml:\d+: .+: verdict expected/,
    );
  });

  test('notices another effect of any norm with a breach', () => {
    for (const { id, wrong, effect } of ruleset.norms) {
      if (!wrong) continue;
      const changed = broken(id, (norm) => ({ ...norm, effect: otherThan(effect) }));
      expect(disagreements(changed, golden).length, id).toBeGreaterThan(0);
    }
  });

  test('notices another citation', () => {
    for (const { id } of ruleset.norms.filter(({ wrong }) => wrong)) {
      const changed = broken(id, (norm) => ({ ...norm, sentence: 'A:1' }));
      expect(disagreements(changed, golden).length, id).toBeGreaterThan(0);
    }
  });
});

describe('whom each norm binds, how strongly, and what its breach brings', () => {
  test('is in the rules as people read it from the words', () => {
    expect(Object.keys(norms)).toEqual(ruleset.norms.map(({ id }) => id));
    for (const norm of ruleset.norms) expect(kindOf(norm), norm.id).toEqual(norms[norm.id]);
  });

  test('so that no other bearer, strength or effect passes', () => {
    const [norm] = ruleset.norms.filter(({ id }) => id === 'D.3.l:1');
    expect(kindOf({ ...norm!, bearer: 'employee' })).not.toEqual(norms['D.3.l:1']);
    expect(kindOf({ ...norm!, strength: 'should' })).not.toEqual(norms['D.3.l:1']);
  });
});

/** Another step of the same scale. */
function otherThan(effect: Norm['effect']): Norm['effect'] {
  if (effect === 'not-permitted') return 'may-be-removed';
  return effect === 'advised-against' ? 'action-required' : 'advised-against';
}
