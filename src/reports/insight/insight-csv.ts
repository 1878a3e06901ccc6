import { csvLine } from '../csv.ts';
import type { Figure } from './figure.ts';
import { FLAG_WORDS } from './flags.ts';
import type { Insight, Slices } from './report.ts';
import type { Correlation } from './statistics.ts';

const HEAD = [
  'Policy',
  'Revision',
  'Of',
  'Sentence, clause or fact',
  'Scenario',
  'Kind of question',
  'Telling',
  'Option',
  'First answers',
  'Right',
  'Share right',
  'Share from (95%)',
  'Share to (95%)',
  'Chosen',
  'Share that chose it',
  'Item-rest correlation',
  'Correlation from (95%)',
  'Correlation to (95%)',
  'Why not told',
  'To look at',
];
/** The same words as on the page, for whoever reads the table alone. */
const WHY: Record<Exclude<Figure['hidden'], false>, string> = {
  'too-few': 'not enough people',
  'few-missed': 'fewer than 10 missed it',
  'few-right': 'fewer than 10 were right',
  withheld: 'would give a small group away',
};

type Line = {
  of: string;
  about?: string;
  scenario?: string;
  kind?: string;
  telling?: string;
  option?: string;
  figure?: Figure;
  chosen?: { count?: number; share: number } | undefined;
  correlation?: Correlation | undefined;
  flags?: string[];
};

/** Exactly what the pages tell, as CSV lines. Nobody is named, and no small group can be computed. */
export function* insightCsv(insight: Insight): Generator<string> {
  // The mark lets spreadsheet programs read names with accents.
  yield `\ufeff${csvLine(HEAD)}`;
  for (const line of linesOf(insight)) yield csvLine(cellsOf(insight, line));
  yield csvLine([
    "Counted: each person's first finished check of a lesson; the last regrade counts. Numbers of fewer than 10 people are left out, and others with them where they would give these away. Not for discipline.",
  ]);
}

function* linesOf(insight: Insight): Generator<Line> {
  yield { of: 'all', figure: insight.whole };
  yield* slicesOf(insight.by);
  for (const { id, figure, hard } of insight.sentences) {
    yield { of: 'sentence', about: id, figure, flags: hard ? [FLAG_WORDS.hard.heading] : [] };
  }
  for (const { id, figure } of insight.clauses) yield { of: 'clause', about: id, figure };
  for (const { id, stricter, milder } of insight.facts) {
    yield { of: 'fact, where it makes it stricter', about: id, figure: stricter };
    yield { of: 'fact, where it does not', about: id, figure: milder };
  }
  for (const { id: scenario, figure, families, by } of insight.scenarios) {
    yield { of: 'scenario', scenario, figure };
    for (const line of slicesOf(by)) yield { ...line, scenario };
    for (const { kind, figure, correlation, flags, questions } of families) {
      const headings = flags.map((flag) => FLAG_WORDS[flag].heading);
      yield { of: 'family', scenario, kind, figure, correlation, flags: headings };
      for (const { telling, figure, options } of questions) {
        yield { of: 'question', scenario, kind, telling, figure };
        for (const { text, chosen } of options) {
          if (chosen) yield { of: 'option', scenario, kind, telling, option: text, chosen };
        }
      }
    }
  }
}

function* slicesOf(by: Slices): Generator<Line> {
  for (const of of ['release', 'campaign', 'quarter'] as const) {
    // One alone says what stands above it.
    if (by[of].length < 2) continue;
    for (const { name, figure } of by[of]) yield { of, about: name, figure };
  }
}

function cellsOf({ policyId, revision }: Insight, line: Line): (string | number | null)[] {
  const { figure, chosen, correlation: r } = line;
  const told = figure?.hidden === false ? figure : undefined;
  return [
    policyId,
    revision,
    line.of,
    line.about ?? null,
    line.scenario ?? null,
    line.kind ?? null,
    line.telling ?? null,
    line.option ?? null,
    told?.answers ?? null,
    told?.right ?? null,
    rounded(told?.share),
    rounded(told?.low),
    rounded(told?.high),
    chosen?.count ?? null,
    rounded(chosen?.share),
    rounded(r?.r),
    rounded(r?.low),
    rounded(r?.high),
    figure?.hidden ? WHY[figure.hidden] : null,
    line.flags?.join('; ') ?? null,
  ];
}

const rounded = (number: number | undefined) =>
  number === undefined ? null : Number(number.toFixed(3));
