import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bit, compile } from '#rules/compile.ts';
import { evaluate } from '#rules/evaluate.ts';
import { statusOf } from '#rules/interval.ts';
import { why } from '#rules/explain.ts';
import { smallestChange } from '#rules/mend.ts';
import { VERDICTS, type Situation, type Verdict } from '#rules/model.ts';
import { closed, type Facts } from '#rules/situation.ts';
import { knownFacts, ruleset } from './support.ts';

const rules = compile(ruleset);
const change = (situation: Situation, target?: Verdict) =>
  smallestChange(ruleset, closed(ruleset, situation), target);
const words = (situation: Situation) =>
  change(situation)?.ways.map((way) => way.map((one) => one.words));
const worst = (facts: Facts) => VERDICTS.indexOf(evaluate(ruleset, facts).verdict.hi);

/** Every change that is allowed: the fact, the value, the cost. */
const moves = ruleset.facts.flatMap((fact, at) =>
  fact.values
    .filter((value) => fact.mend?.[String(value)])
    .map((value) => ({ at, to: bit(fact, value), cost: fact.cost })),
);

function moved(facts: Facts, made: readonly { at: number; to: number }[]): Facts {
  const after = facts.slice();
  for (const { at, to } of made) after[at] = to;
  return after;
}

/** The cheapest of all sets of at most two changes that the breaches may be mended by, tried one by one. */
function bruteForce(facts: Facts, target: number): number | undefined {
  const asked = new Set(
    rules.conduct
      .filter((norm) => norm.rank > target && statusOf(norm, facts) === 'breached')
      .flatMap(({ norm, reads }) =>
        reads.filter((at) => norm.mendBy?.includes(ruleset.facts[at]!.id) ?? true),
      ),
  );
  const open = moves.filter(({ at, to }) => asked.has(at) && facts[at] !== to);
  const sets = [
    [],
    ...open.map((one) => [one]),
    ...open.flatMap((one, index) =>
      open
        .slice(index + 1)
        .filter(({ at }) => at !== one.at)
        .map((other) => [one, other]),
    ),
  ];
  const costs = sets
    .filter((set) => worst(moved(facts, set)) <= target)
    .map((set) => set.reduce((sum, { cost }) => sum + cost, 0));
  return costs.length === 0 ? undefined : Math.min(...costs);
}

/** Broken situations with little wrong, as stories have it. */
const stories = fc
  .tuple(knownFacts(ruleset), fc.subarray([...ruleset.facts.keys()], { maxLength: 9 }))
  .map(([facts, stated]) => facts.map((mask, at) => (stated.includes(at) ? mask : 1)));

describe('the smallest change', () => {
  test('is nothing where nothing is wrong', () => {
    expect(change({})).toEqual({ cost: 0, ways: [[]] });
  });

  test('is one thing where one thing is wrong, in words that ask for it', () => {
    expect(words({ 'content.selfInUniform': true })).toEqual([
      ['Choose a picture that does not show you in a City uniform.'],
    ]);
  });

  test('gives all ties', () => {
    const atWork = { 'use.device': 'department-computer', 'use.time': 'work-time' };
    expect(words(atWork)).toEqual([
      ['Use a device of your own.'],
      ['Wait until you are off duty.'],
      ['Wait for lunch.'],
    ]);
  });

  test('changes only what a norm may be mended by: a threat is not taken indoors', () => {
    expect(words({ 'content.complaint': true, 'content.threatening': true })).toEqual([
      ['Leave out what threatens or intimidates.'],
    ]);
    const overdue = { 'content.truth': 'mistaken', 'content.correction': 'overdue' };
    expect(words(overdue)).toEqual([['Correct it now.']]);
    const unapproved: Situation = {
      'use.act': 'reply',
      'use.purpose': 'city-business',
      'identity.actsForCity': true,
    };
    expect(words(unapproved)).toEqual([
      ['Get the approval of the Chief Administrative Officer first.'],
    ]);
  });

  test('never carries City business to an account of one’s own', () => {
    const designated: Situation = {
      'poster.designated': true,
      'use.purpose': 'city-business',
      'use.venue': 'city-site',
      'identity.namesDepartment': true,
    };
    expect(words(designated)).toEqual([
      [
        'Get the Department Head to approve your designation first.',
        'Get the Chief Administrative Officer to approve your designation first.',
      ],
    ]);
  });

  test('is everything that is needed at once', () => {
    const site: Situation = {
      'use.act': 'site',
      'site.adminAuthorized': true,
      'site.monitored': true,
      'site.statesCity': true,
      'site.statesPolicy': true,
    };
    expect(words(site)).toEqual([
      [
        'Get the approval of the Chief Administrative Officer for the site first.',
        'Get the approval of the Department Head for the site first.',
        'Link to the policy on the City website.',
      ],
    ]);
  });

  test('may stop where something is only advised against', () => {
    const both = { 'content.selfInUniform': true, 'use.interferes': true };
    expect(change(both)?.cost).toBe(3);
    expect(change(both, 'advised-against')).toMatchObject({ cost: 1 });
  });

  test('is to leave it where nothing else can be changed', () => {
    const reprisal: Situation = { 'use.act': 'reprisal', 'reprisal.cause': 'report' };
    expect(change(reprisal)).toMatchObject({ cost: 10 });
    expect(words(reprisal)).toEqual([['Leave it: do not do this at all.']]);
  });

  test('never leaves an image in one’s own hands, or hides who one is', () => {
    const taken: Situation = {
      'poster.corps': 'fire',
      'image.officialScope': true,
      'info.patientImage': true,
      'identity.asEmployee': 'words',
    };
    const facts = change(taken)
      ?.ways.flat()
      .map(({ fact }) => fact);
    expect(new Set(facts)).toEqual(
      new Set(['identity.disclaimer', 'info.patientImage', 'image.turnedIn']),
    );
  });

  test('is as small as any found by trying all, and does what it says; no part of it is idle', () => {
    fc.assert(
      fc.property(
        stories,
        fc.constantFrom<Verdict>('permitted', 'advised-against'),
        (facts, to) => {
          const target = VERDICTS.indexOf(to);
          const found = smallestChange(ruleset, facts, to);
          const tried = bruteForce(facts, target);
          if (tried !== undefined) expect(found!.cost).toBeLessThanOrEqual(tried);
          if (found && found.ways[0]!.length <= 2) expect(found.cost).toBe(tried);
          for (const way of found?.ways ?? []) {
            const made = way.map(({ fact, value }) => {
              const at = rules.index.get(fact)!;
              return { at, to: bit(ruleset.facts[at]!, value) };
            });
            expect(worst(moved(facts, made))).toBeLessThanOrEqual(target);
            for (const spared of made)
              expect(
                worst(
                  moved(
                    facts,
                    made.filter((one) => one !== spared),
                  ),
                ),
              ).toBeGreaterThan(target);
          }
        },
      ),
      { numRuns: 80 },
    );
  });

  test('touches every reason: each breach loses one of the facts that decide it', () => {
    fc.assert(
      fc.property(stories, (facts) => {
        const breaches = evaluate(ruleset, facts).findings.filter(
          ({ status, norm }) => status === 'breached' && !rules.byId.get(norm)!.ofComment,
        );
        for (const way of smallestChange(ruleset, facts)?.ways ?? [])
          for (const { norm } of breaches) {
            const reason = why(ruleset, facts, norm).facts;
            expect(
              way.some(({ fact }) => reason.includes(fact)),
              norm,
            ).toBe(true);
          }
      }),
      { numRuns: 300 },
    );
  });

  test('is there for every breach that anybody can mend', () => {
    const hopeless = rules.conduct
      .filter(({ rank }) => rank > 0)
      .filter(
        ({ norm, reads }) =>
          !reads.some(
            (at) =>
              (norm.mendBy?.includes(ruleset.facts[at]!.id) ?? true) &&
              Object.keys(ruleset.facts[at]!.mend ?? {}).length > 0,
          ),
      );
    expect(hopeless).toEqual([]);
  });
});
