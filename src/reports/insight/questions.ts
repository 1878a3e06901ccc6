import type { ItemKind } from '#policies/model.ts';
import { keyOf } from '#training/item.ts';
import { rightOf } from '#training/key.ts';
import { KINDS } from '#training/kinds/index.ts';
import { optionOf, type Option } from '#training/question.ts';
import type { Figure, Measured } from './figure.ts';
import { areApart, isNegative, type Flag } from './flags.ts';
import type { Group, Groups } from './groups.ts';
import { FEWEST } from './may-show.ts';
import { optionShares, type Chosen } from './options.ts';
import type { Resolve } from './resolve.ts';
import { itemRest, type Correlation } from './statistics.ts';
import { withRest, type AskedOf, type Tally } from './tally.ts';

export type OptionInsight = Option & { isRight: boolean; chosen: Chosen };
/** One telling, asked in one way. */
export type QuestionInsight = {
  telling: string;
  story: string[];
  figure: Figure;
  hard: boolean;
  /** In the order in which a scale stands, or of their ids: people saw them shuffled. */
  options: OptionInsight[];
  /** How many left it open; undefined where nobody did, or too few to tell. */
  omitted: number | undefined;
};
/** A scenario asked in one way, its tellings together: what item analysis calls a family. */
export type FamilyInsight = {
  scenario: string;
  kind: ItemKind;
  prompt: string;
  figure: Figure;
  /** Shown with the figure, from 30 people on. */
  correlation: Correlation | undefined;
  /** The hardest and the easiest of the tellings that are told of. */
  spread: { low: number; high: number } | undefined;
  flags: Flag[];
  questions: QuestionInsight[];
};

/** Each scenario's families, all of them decided before their single tellings. */
export function questionsOf(
  tally: Tally,
  { families }: Pick<Groups, 'families'>,
  resolve: Resolve,
  told: (group: Group) => Measured,
): Map<string, FamilyInsight[]> {
  const measured = families.map((family) => ({ family, ...told(family) }));
  const made = measured.map(({ family, figure, flaggedHard }): FamilyInsight => {
    const { scenario, asked } = family;
    const kind = asked[0]!.kind;
    const questions = asked
      .toSorted((a, b) => order(a) - order(b) || (a.telling < b.telling ? -1 : 1))
      .map((one) => questionOf(one, resolve, told));
    const pairs = withRest(
      tally,
      asked.flatMap(({ answers }) => answers),
    );
    const correlation = figure.hidden ? undefined : itemRest(pairs);
    const shares = questions.flatMap((one) => (one.figure.hidden === false ? [one.figure] : []));
    const flags: Flag[] = [];
    if (flaggedHard) flags.push('hard');
    if (isNegative(correlation)) flags.push('negative');
    if (shares.length > 1 && areApart(shares)) flags.push('apart');
    return {
      scenario,
      kind,
      prompt: KINDS[kind].prompt,
      figure,
      correlation,
      spread:
        shares.length > 1
          ? {
              low: Math.min(...shares.map(({ share }) => share)),
              high: Math.max(...shares.map(({ share }) => share)),
            }
          : undefined,
      flags,
      questions,
    };
  });
  return Map.groupBy(made, ({ scenario }) => scenario);
}

/** The base first. */
const order = ({ telling }: AskedOf) => Number(telling !== 'base');

function questionOf(
  one: AskedOf,
  resolve: Resolve,
  told: (group: Group) => Measured,
): QuestionInsight {
  const { telling: id, kind, cells, chosen, answers, omitted } = one;
  const { figure, flaggedHard: hard } = told({ id, cells });
  const found = resolve(one.scenario, id);
  const telling = found?.scenario.tellings.find((candidate) => candidate.id === id);
  const about = {
    telling: id,
    figure,
    hard,
    story: telling?.story.trim().split(/\n\s*\n/) ?? [],
    omitted: omitted >= FEWEST && !figure.hidden ? omitted : undefined,
  };
  if (!found || !telling) return { ...about, options: [] };
  const { revision, scenario } = found;
  const { ruleset } = revision;
  const offered = KINDS[kind].options({ ruleset, scenario, telling });
  // What an earlier release offered beside them was chosen, too.
  const options = [...new Set([...offered, ...chosen.keys()])];
  const item = { scenario, telling, kind, options };
  const right = new Set(rightOf(keyOf(ruleset, item)));
  const isRight = options.map((option) => right.has(option));
  const shares = optionShares({
    counts: options.map((option) => chosen.get(option) ?? 0),
    isRight,
    people: answers.length,
    several: KINDS[kind].several,
    figure,
  });
  const words = options.map((option): Option => {
    try {
      return optionOf(revision, item, option);
    } catch {
      return { id: option, text: 'An option that this release has no more' };
    }
  });
  return {
    ...about,
    options: words.map((word, at) => ({ ...word, isRight: isRight[at]!, chosen: shares[at] })),
  };
}
