import { civilDate } from '#clock.ts';
import type { ItemKind } from '#policies/model.ts';
import type { Cell } from './may-show.ts';
import type { FirstAnswer } from './read-answers.ts';

/** One question: a telling asked in one way. */
export type AskedOf = {
  scenario: string;
  telling: string;
  kind: ItemKind;
  /** Its cells, by their places in `Tally.cells`. */
  cells: number[];
  /** How many people chose each option. */
  chosen: Map<string, number>;
  /** Who answered, and whether fully right. */
  answers: { person: number; right: boolean; score: number }[];
  /** People who finished their check without an answer to it. */
  omitted: number;
};

/** What a cell is a part of, beside its question. */
export type CellOf = Cell & {
  right: number[];
  missed: number[];
  scenario: string;
  release: string;
  campaign: string;
  quarter: string;
};

/** First answers counted: nobody stands in it by name. */
export type Tally = {
  cells: CellOf[];
  asked: AskedOf[];
  people: number;
  /** Of every person, points and questions: what "the rest" is made of. */
  points: { score: number; items: number }[];
  /** The newest release that asked each scenario, and whether another release told it otherwise. */
  scenarios: Map<string, { release: string; at: number; retold: boolean; sha256: string }>;
};

/** Counts first answers by question, release, campaign and quarter of the City's calendar. */
export async function tallyOf(
  lots: AsyncIterable<readonly FirstAnswer[]> | Iterable<readonly FirstAnswer[]>,
  timeZone: string,
): Promise<Tally> {
  const tally: Tally = { cells: [], asked: [], people: 0, points: [], scenarios: new Map() };
  const asked = new Map<string, AskedOf>();
  const cells = new Map<string, number>();
  const quarters = new Map<number, string>();
  for await (const lot of lots) {
    for (const one of lot) {
      const { scenario, telling, release, campaign, person, score } = one;
      const kind = one.kind as ItemKind;
      const name = `${scenario}\n${telling}\n${kind}`;
      let item = asked.get(name);
      if (!item) {
        item = { scenario, telling, kind, cells: [], chosen: new Map(), answers: [], omitted: 0 };
        asked.set(name, item);
        tally.asked.push(item);
      }
      const hour = Math.floor(one.closedAt.getTime() / 3_600_000);
      let quarter = quarters.get(hour);
      if (quarter === undefined) {
        quarter = quarterOf(civilDate(one.closedAt, timeZone));
        quarters.set(hour, quarter);
      }
      const of = `${name}\n${release}\n${campaign}\n${quarter}`;
      let at = cells.get(of);
      if (at === undefined) {
        at = tally.cells.push({ right: [], missed: [], scenario, release, campaign, quarter }) - 1;
        cells.set(of, at);
        item.cells.push(at);
      }
      const right = score >= 1;
      tally.cells[at]![right ? 'right' : 'missed'].push(person);
      item.answers.push({ person, right, score });
      if (one.given === undefined) item.omitted += 1;
      for (const option of one.given ?? []) {
        item.chosen.set(option, (item.chosen.get(option) ?? 0) + 1);
      }
      tally.people = Math.max(tally.people, person + 1);
      const points = (tally.points[person] ??= { score: 0, items: 0 });
      points.score += score;
      points.items += 1;
      noteScenario(tally, one);
    }
  }
  return tally;
}

function noteScenario(
  { scenarios }: Tally,
  { scenario, scenarioSha256: sha256, release, closedAt }: FirstAnswer,
): void {
  const at = closedAt.getTime();
  const known = scenarios.get(scenario);
  if (!known) scenarios.set(scenario, { release, at, retold: false, sha256 });
  else {
    if (known.sha256 !== sha256) known.retold = true;
    if (at > known.at) Object.assign(known, { release, at });
  }
}

/** `2026, October to December` */
function quarterOf(date: string): string {
  const [year = '', month = ''] = date.split('-');
  const names = [
    'January to March',
    'April to June',
    'July to September',
    'October to December',
  ] as const;
  return `${year}, ${names[Math.floor((Number(month) - 1) / 3)]}`;
}

/** A question's answers, each with the share of points at all the person's other questions. */
export function withRest(
  { points }: Pick<Tally, 'points'>,
  answers: AskedOf['answers'],
): { right: boolean; rest: number }[] {
  return answers.flatMap(({ person, right, score }) => {
    const all = points[person]!;
    return all.items > 1 ? [{ right, rest: (all.score - score) / (all.items - 1) }] : [];
  });
}
