import type { Revision } from '#policies/model.ts';
import { sentencesAbout } from '#training/item.ts';
import { evaluateTelling, groundsOf } from '#training/kinds/kind.ts';
import { JUDGING, minimalPairs } from './minimal-pairs.ts';
import type { Resolve } from './resolve.ts';
import type { AskedOf, Tally } from './tally.ts';

/** Cells that are counted together, under a name. */
export type Group = { id: string; cells: number[] };
export type SliceGroups = { release: Group[]; campaign: Group[]; quarter: Group[] };

export type Groups = {
  whole: Group;
  sentences: Group[];
  clauses: Group[];
  facts: { id: string; stricter: Group; milder: Group }[];
  scenarios: (Group & { slices: SliceGroups })[];
  /** A scenario's questions of one kind in all its tellings: `scenario kind`. */
  families: (Group & { scenario: string; asked: AskedOf[] })[];
  by: SliceGroups;
  /** The scenarios' titles and lessons. */
  words: Map<string, { title: string; lesson: string }>;
  /** Every group and every question: none of the small ones may be given away. */
  all: Group[];
};

/** Everything that is counted together in some place of the report. */
export function groupsOf(tally: Tally, revision: Revision, resolve: Resolve): Groups {
  const { asked, cells } = tally;
  const places = cells.map((_, at) => at);
  const collect = new Collected();
  const clauses = new Collected();
  const words: Groups['words'] = new Map();
  for (const one of asked) {
    const found = resolve(one.scenario, one.telling);
    if (!found) continue;
    const { scenario } = found;
    const title = scenario.sentence ? `What ${scenario.sentence} does` : scenario.title;
    words.set(one.scenario, { title, lesson: scenario.lesson });
    const about = sentencesOf(found, one);
    for (const sentence of about) collect.add(sentence, one.cells);
    for (const clause of new Set(about.map((id) => id.split(':')[0]!))) {
      clauses.add(clause, one.cells);
    }
  }
  const order = new Map(
    revision.clauses
      .flatMap((clause) => [clause.id, ...clause.sentences.map(({ id }) => id)])
      .map((id, at) => [id, at]),
  );
  const inOrder = (a: Group, b: Group) => (order.get(a.id) ?? 1e6) - (order.get(b.id) ?? 1e6);
  const scenarios = [...Map.groupBy(places, (at) => cells[at]!.scenario)]
    .map(([id, its]) => ({ id, cells: its, slices: slicesOf(tally, its) }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const families = [...Map.groupBy(asked, ({ scenario, kind }) => `${scenario} ${kind}`)].map(
    ([id, its]) => ({
      id,
      scenario: its[0]!.scenario,
      asked: its,
      cells: its.flatMap((one) => one.cells),
    }),
  );
  const groups = {
    whole: { id: 'whole', cells: places },
    sentences: collect.groups().toSorted(inOrder),
    clauses: clauses.groups().toSorted(inOrder),
    facts: factGroups(asked, revision),
    scenarios,
    families,
    by: slicesOf(tally, places),
    words,
  };
  const all = [
    ...groups.sentences,
    ...groups.clauses,
    ...groups.facts.flatMap(({ stricter, milder }) => [stricter, milder]),
    ...scenarios.flatMap((one) => [one, ...Object.values(one.slices).flat()]),
    ...families,
    ...Object.values(groups.by).flat(),
    ...asked.map((one) => ({ id: '', cells: one.cells })),
  ];
  return { ...groups, all };
}

/** The sentences a question is about: of a public comment also those that are grounds. */
function sentencesOf(
  { revision, scenario }: NonNullable<ReturnType<Resolve>>,
  { telling: id, kind }: AskedOf,
): string[] {
  const telling = scenario.tellings.find((one) => one.id === id)!;
  const about = sentencesAbout(revision.ruleset, { scenario, telling });
  if (kind !== 'grounds') return about;
  const grounds = groundsOf(evaluateTelling(revision.ruleset, telling));
  return [...new Set([...about, ...grounds])];
}

function factGroups(asked: readonly AskedOf[], revision: Revision): Groups['facts'] {
  const judged = Map.groupBy(
    asked.filter(({ kind }) => JUDGING.has(kind)),
    ({ scenario, telling }) => `${scenario}/${telling}`,
  );
  const cellsOf = (name: string) => (judged.get(name) ?? []).flatMap(({ cells }) => cells);
  const byFact = Map.groupBy(minimalPairs(revision), ({ fact }) => fact);
  return [...byFact].flatMap(([id, pairs]) => {
    const side = (of: 'stricter' | 'milder') => ({
      id,
      cells: [...new Set(pairs.flatMap((pair) => cellsOf(`${pair.scenario}/${pair[of]}`)))],
    });
    const [stricter, milder] = [side('stricter'), side('milder')];
    return stricter.cells.length + milder.cells.length === 0 ? [] : [{ id, stricter, milder }];
  });
}

function slicesOf({ cells }: Tally, places: readonly number[]): SliceGroups {
  const by = (of: 'release' | 'campaign' | 'quarter') =>
    [...Map.groupBy(places, (at) => cells[at]![of])].map(([id, its]) => ({ id, cells: its }));
  return {
    release: by('release'),
    campaign: by('campaign'),
    quarter: by('quarter').toSorted((a, b) => (orderOf(a.id) < orderOf(b.id) ? -1 : 1)),
  };
}

/** Quarters in their order, which is not that of their names. */
const orderOf = (quarter: string) =>
  quarter.slice(0, 6) +
  ['January', 'April', 'July', 'October'].findIndex((m) => quarter.includes(`, ${m}`));

class Collected {
  readonly #cells = new Map<string, Set<number>>();

  add(id: string, cells: readonly number[]): void {
    const its = this.#cells.get(id) ?? new Set<number>();
    this.#cells.set(id, its);
    for (const cell of cells) its.add(cell);
  }

  groups(): Group[] {
    return [...this.#cells].map(([id, cells]) => ({ id, cells: [...cells] }));
  }
}
