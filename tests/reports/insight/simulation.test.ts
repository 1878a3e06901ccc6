import { beforeAll, describe, expect, test } from 'vitest';
import { randomFrom } from '#training/draw.ts';
import { kindsOf } from '#training/item.ts';
import { scenarioById } from '#training/sentence-questions.ts';
import type { FirstAnswer } from '#reports/insight/read-answers.ts';
import { reportOf, type Insight } from '#reports/insight/report.ts';
import { tallyOf } from '#reports/insight/tally.ts';
import { realPolicies, rightAnswer, wrongAnswer } from '../../support/school.ts';

// Made-up people of known ability answer real questions, three of which are planted with a fault.

const revision = realPolicies()[0]!.revisions.at(-1)!;
const PEOPLE = 700;

/** Thirty scenarios with two tellings to ask one kind of. */
const asked = revision.scenarios
  .filter(({ tellings }) => tellings.length >= 2)
  .map((scenario) => ({
    scenario,
    tellings: scenario.tellings
      .slice(0, 2)
      .filter((one) => kindsOf(revision.ruleset, scenario, one).includes('verdict')),
  }))
  .filter(({ tellings }) => tellings.length === 2)
  .slice(0, 30);
const [hard, negative, apart] = [asked[4]!, asked[11]!, asked[19]!].map((one) => one.scenario.id);

const chance = (logit: number) => 1 / (1 + Math.exp(-logit));

/** How likely somebody of an ability is right. */
function chanceOf(scenario: string, telling: string, ability: number): number {
  if (scenario === hard) return chance(ability - 2);
  if (scenario === negative) return chance(-1.2 * ability);
  if (scenario === apart) return chance(ability + (telling === 'base' ? 2 : -1));
  return chance(ability + 1.2);
}

function* simulated(): Generator<FirstAnswer[]> {
  const random = randomFrom('a city');
  for (let person = 0; person < PEOPLE; person += 1) {
    const ability = 1.5 * (random() + random() + random() - 1.5);
    yield asked.map(({ scenario, tellings }) => {
      const telling = tellings[Number(random() < 0.5)]!;
      const right = random() < chanceOf(scenario.id, telling.id, ability);
      const options = [
        'permitted',
        'advised-against',
        'action-required',
        'needs-approval',
        'prohibited',
        'ask',
      ];
      const item = { scenario, telling, kind: 'verdict' as const, options };
      return {
        person,
        scenario: scenario.id,
        telling: telling.id,
        kind: 'verdict',
        scenarioSha256: scenario.sha256,
        given: right ? rightAnswer(revision, item) : wrongAnswer(revision, item),
        score: right ? 1 : 0,
        release: revision.releaseSha256,
        campaign: person % 2 ? 'spring' : 'fall',
        closedAt: new Date(person % 2 ? '2026-04-10T15:00:00Z' : '2026-10-10T15:00:00Z'),
      };
    });
  }
}

let insight: Insight;
beforeAll(async () => {
  const tally = await tallyOf(simulated(), 'America/Chicago');
  const resolve = (id: string) => ({ revision, scenario: scenarioById(revision, id)! });
  insight = reportOf(tally, revision, resolve, new Map([['spring', 'Spring 2026']]));
});

const flagsOf = (flag: string) =>
  insight.scenarios
    .flatMap(({ families }) => families)
    .filter(({ flags }) => flags.some((one) => one === flag))
    .map(({ scenario }) => scenario);

describe('of thirty questions, of which three are planted', () => {
  test('exactly the hard one is flagged as missed by most', () => {
    expect(flagsOf('hard')).toEqual([hard]);
  });
  test('exactly the one that able people miss is flagged as such, with its interval below 0', () => {
    expect(flagsOf('negative')).toEqual([negative]);
    const [family] = insight.scenarios.find(({ id }) => id === negative)!.families;
    expect(family!.correlation!.high).toBeLessThan(0);
  });
  test('exactly the one whose tellings differ is flagged as such, with its spread', () => {
    expect(flagsOf('apart')).toEqual([apart]);
    const [family] = insight.scenarios.find(({ id }) => id === apart)!.families;
    expect(family!.spread!.high - family!.spread!.low).toBeGreaterThan(0.3);
  });

  test('a figure is the share of people who were fully right, with its interval', () => {
    const { figure } = insight.scenarios.find(({ id }) => id === hard)!;
    if (figure.hidden) throw new Error('it is told');
    expect(figure.answers).toBe(PEOPLE);
    expect(figure.share).toBe(figure.right / PEOPLE);
    expect(figure.low).toBeLessThan(figure.share);
    expect(figure.high).toBeLessThan(0.3);
  });

  test('the parts by campaign and quarter add up to the whole, under their names', () => {
    const { whole, by } = insight;
    const told = by.campaign.flatMap(({ figure }) => (figure.hidden === false ? [figure] : []));
    expect(told).toHaveLength(2);
    expect(!whole.hidden && whole.answers).toBe(told.reduce((sum, one) => sum + one.answers, 0));
    expect(by.campaign.map(({ name }) => name).toSorted()).toEqual(['Spring 2026', 'fall']);
    expect(by.quarter.map(({ name }) => name)).toEqual([
      '2026, April to June',
      '2026, October to December',
    ]);
  });

  test('options stand in their words, with the shares that chose them', () => {
    const { families } = insight.scenarios.find(({ id }) => id === hard)!;
    const { options, figure } = families[0]!.questions[0]!;
    expect(options.map(({ text }) => text)).toContain("Can't tell yet: ask");
    const right = options.find(({ isRight }) => isRight)!;
    if (!figure.hidden) expect(right.chosen?.count).toBe(figure.right);
    expect(options.filter(({ chosen }) => chosen).length).toBeGreaterThan(0);
  });

  test('a fact is told of from both sides, with how many can be right at both', () => {
    const told = insight.facts.filter(({ both }) => both);
    expect(told.length).toBeGreaterThan(3);
    for (const { stricter, milder, both } of told) {
      if (stricter.hidden || milder.hidden) throw new Error('both are told');
      expect(both!.high).toBe(Math.min(stricter.share, milder.share));
      expect(both!.low).toBeCloseTo(Math.max(0, stricter.share + milder.share - 1), 12);
    }
  });
});

test('where everybody is right nothing is flagged: a ceiling is no fault', async () => {
  const lots = [...simulated()].map((lot) => lot.map((one) => ({ ...one, score: 1 })));
  const tally = await tallyOf(lots, 'America/Chicago');
  const resolve = (id: string) => ({ revision, scenario: scenarioById(revision, id)! });
  const { scenarios, sentences } = reportOf(tally, revision, resolve, new Map());
  expect(scenarios.flatMap(({ families }) => families.flatMap(({ flags }) => flags))).toEqual([]);
  expect(sentences.some(({ hard }) => hard)).toBe(false);
  expect(new Set(scenarios.map(({ figure }) => figure.hidden))).toEqual(new Set(['few-missed']));
});

test('of nine people nothing at all is told', async () => {
  const tally = await tallyOf([...simulated()].slice(0, 9), 'America/Chicago');
  const resolve = (id: string) => ({ revision, scenario: scenarioById(revision, id)! });
  const report = reportOf(tally, revision, resolve, new Map());
  expect(report.people).toBeUndefined();
  const text = JSON.stringify(report);
  expect(text).not.toMatch(/"share"|"count"|"answers"|"r"/);
  expect(text).toContain('too-few');
});

test('of sixty people whatever is shown is about ten and more on either side', async () => {
  const tally = await tallyOf([...simulated()].slice(0, 60), 'America/Chicago');
  const resolve = (id: string) => ({ revision, scenario: scenarioById(revision, id)! });
  const report = reportOf(tally, revision, resolve, new Map());
  const figures = [
    report.whole,
    ...report.sentences.map(({ figure }) => figure),
    ...report.scenarios.flatMap((one) => [
      one.figure,
      ...one.families.flatMap(({ figure, questions }) => [
        figure,
        ...questions.map((question) => question.figure),
      ]),
    ]),
  ];
  const told = figures.flatMap((figure) => (figure.hidden === false ? [figure] : []));
  expect(told.length).toBeGreaterThan(5);
  expect(told.every(({ right, answers }) => right >= 10 && answers - right >= 10)).toBe(true);
});
