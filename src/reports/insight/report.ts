import type { Revision } from '#policies/model.ts';
import { groupsOf, type Group } from './groups.ts';
import { measure, type Figure } from './figure.ts';
import { reaches, FEWEST, Shown } from './may-show.ts';
import { questionsOf, type FamilyInsight } from './questions.ts';
import type { Resolve } from './resolve.ts';
import type { Tally } from './tally.ts';

/** A group by its name: a sentence's id, a release's hash, a quarter. */
export type Part = { id: string; name: string; figure: Figure };
/** A sentence or a clause; `hard` where most people surely miss it. */
export type SentenceInsight = { id: string; figure: Figure; hard: boolean; scenarios: string[] };
/** A fact on which the verdict of two tellings turns, told by different people each. */
export type FactInsight = {
  id: string;
  /** The question that the fact answers. */
  ask: string;
  scenarios: string[];
  /** Of the telling that the fact makes stricter, and of the milder one. */
  stricter: Figure;
  milder: Figure;
  /** How many can at least and at most be right at both. */
  both: { low: number; high: number } | undefined;
};
export type ScenarioInsight = {
  id: string;
  title: string;
  lesson: string;
  figure: Figure;
  /** The sentences that its questions are about. */
  sentences: string[];
  families: FamilyInsight[];
  /** Releases differ in its words or facts. */
  retold: boolean;
  by: Slices;
};
/** The same answers by release, campaign and quarter. */
export type Slices = { release: Part[]; campaign: Part[]; quarter: Part[] };

export type Insight = {
  policyId: string;
  revision: string;
  /** How many people; undefined where they are too few to tell. */
  people: number | undefined;
  whole: Figure;
  /** The most missed first; what cannot be told last. */
  sentences: SentenceInsight[];
  clauses: SentenceInsight[];
  facts: FactInsight[];
  scenarios: ScenarioInsight[];
  by: Slices;
};

/**
 * Everything that may be told of a revision's first answers. What matters most is decided first: a
 * number further down is left out where, beside those above it, it would give a small group away.
 */
export function reportOf(
  tally: Tally,
  revision: Revision,
  resolve: Resolve,
  campaigns: ReadonlyMap<string, string>,
): Insight {
  const { cells } = tally;
  const groups = groupsOf(tally, revision, resolve);
  const shown = new Shown(
    cells,
    groups.all.map((group) => group.cells),
  );
  const told = ({ cells: its }: Group) => measure(shown, cells, its);
  const whole = told(groups.whole).figure;
  const sentenceInsight = (group: Group) => {
    const { figure, flaggedHard: hard } = told(group);
    return { id: group.id, figure, hard, scenarios: scenariosIn(tally, group) };
  };
  const sentences = groups.sentences.map(sentenceInsight);
  const clauses = groups.clauses.map(sentenceInsight);
  const ofScenario = new Map(groups.scenarios.map((group) => [group.id, told(group).figure]));
  const families = questionsOf(tally, groups, resolve, told);
  const facts = groups.facts.map(({ id, stricter, milder }) =>
    factInsight(tally, revision, id, [stricter, milder], told),
  );
  const partsOf = (list: readonly Group[]): Part[] =>
    list.map((group) => ({
      id: group.id,
      name: campaigns.get(group.id) ?? group.id,
      figure: told(group).figure,
    }));
  const slices = ({ release, campaign, quarter }: typeof groups.by): Slices => ({
    release: partsOf(release),
    campaign: partsOf(campaign),
    quarter: partsOf(quarter),
  });
  const by = slices(groups.by);
  const everybody = cells.flatMap(({ right, missed }) => [right, missed]);
  return {
    policyId: revision.policyId,
    revision: revision.id,
    people: reaches(everybody, FEWEST) ? tally.people : undefined,
    whole,
    sentences: sentences.toSorted(byMissed),
    clauses,
    facts: facts.toSorted((a, b) => lowest(a) - lowest(b)),
    scenarios: groups.scenarios.map(({ id, slices: its }) => {
      const resolved = groups.words.get(id);
      return {
        id,
        title: resolved?.title ?? id,
        lesson: resolved?.lesson ?? '',
        figure: ofScenario.get(id)!,
        sentences: groups.sentences
          .filter((group) => scenariosIn(tally, group).includes(id))
          .map((group) => group.id),
        families: families.get(id) ?? [],
        retold: tally.scenarios.get(id)?.retold ?? false,
        by: slices(its),
      };
    }),
    by,
  };
}

function factInsight(
  tally: Tally,
  { ruleset }: Revision,
  id: string,
  sides: [Group, Group],
  told: (group: Group) => { figure: Figure },
): FactInsight {
  const [stricter, milder] = sides.map((side) => told(side).figure) as [Figure, Figure];
  const both =
    stricter.hidden || milder.hidden
      ? undefined
      : {
          low: Math.max(0, stricter.share + milder.share - 1),
          high: Math.min(stricter.share, milder.share),
        };
  return {
    id,
    ask: ruleset.facts.find((fact) => fact.id === id)?.ask ?? id,
    scenarios: [...new Set(sides.flatMap((side) => scenariosIn(tally, side)))],
    stricter,
    milder,
    both,
  };
}

const scenariosIn = ({ cells }: Tally, group: Group) => [
  ...new Set(group.cells.map((at) => cells[at]!.scenario)),
];

/** What is told first, the most missed before the others; then what most surely miss; then the rest. */
function byMissed(a: SentenceInsight, b: SentenceInsight): number {
  return missedFirst(a) - missedFirst(b) || (a.id < b.id ? -1 : 1);
}

function missedFirst({ figure, hard }: SentenceInsight): number {
  if (figure.hidden === 'few-right') return hard ? 0 : 0.5;
  if (!figure.hidden) return figure.share;
  return figure.hidden === 'few-missed' ? 2 : 3;
}

function lowest({ stricter, milder }: FactInsight): number {
  const shares = [stricter, milder].map((figure) =>
    figure.hidden === false ? figure.share : figure.hidden === 'few-right' ? 0.3 : 2,
  );
  return Math.min(...shares);
}
