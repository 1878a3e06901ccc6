import type { Part } from '#rules/compare.ts';
import { englishOf, inLine } from '#rules/english.ts';
import { VERDICTS } from '#rules/model.ts';
import type { Bearer, Norm, Ruleset, Situation, Strength, Verdict } from '#rules/model.ts';
import { goneName, renumberedNorms } from '#rules/renumber.ts';
import type { Verdicts, Witness } from '#rules/witness.ts';
import { situationInWords } from './case-words.ts';
import { compareSince, earlierText } from './compare-revisions.ts';
import type { Revision } from './model.ts';
import { onlyShift, shiftsBeside, type Shift } from './shift.ts';

/** A situation that the two texts judge differently. */
export type Example = {
  /** The norm whose difference it shows; one that is gone is called `was E.3.g:1`. */
  norm: string;
  situation: Situation;
  /** Each fact that it states, and each ordinary one that decides, in words: clauses that stand in a sentence. */
  words: readonly string[];
  before: Verdicts;
  after: Verdicts;
};

/** A norm of a change: by its number in the newer text, or what it is called since it is gone. */
export type ChangedNorm = { id: string; sentence: string; gist: string; bearer: Bearer };

/**
 * One thing that is otherwise in the rules. `redefined`: a word of the text means something else, and
 * all norms that use it changed with it.
 */
export type Change = {
  /** A norm's id, or the fact that is asked otherwise. */
  id: string;
  kind: 'new' | 'gone' | 'changed' | 'redefined';
  /** Plain sentences, the first enough by itself. */
  says: readonly string[];
  norms: readonly ChangedNorm[];
  /** Where it stands: of the newer text, or `was E.3.g:1`. */
  sentences: readonly string[];
  /** The same as clauses: `D.4.a.iii`, `was E.3.g`. */
  clauses: readonly string[];
  whom: readonly Bearer[];
  /** The smallest situation that shows it; absent where it changes no verdict. */
  example?: Example;
  /** One for each norm that makes a difference, smallest first. */
  examples: readonly Example[];
};

/**
 * What changed in the rules since an earlier text, a change at a time, those that change a verdict
 * first. A norm that is only worded otherwise is no change: the redline shows it.
 */
export function changesSince(revision: Revision, since: string): Change[] {
  const { follow, norms, sentences, witnesses } = compareSince(revision, since);
  const { ruleset } = revision;
  const older = byId(renumberedNorms(earlierText(revision, since).ruleset, follow));
  const newer = byId(ruleset.norms);
  const examples = witnesses
    .map((witness) => exampleOf(revision, since, witness))
    .toSorted((a, b) => sizeOf(a) - sizeOf(b) || Math.abs(stepOf(b)) - Math.abs(stepOf(a)));

  const altered = norms.changed
    .filter(({ parts }) => parts.some((part) => !NO_RULE.includes(part)))
    .map(({ norm, parts }) => {
      const [was, is] = [older.get(norm)!, newer.get(norm)!];
      return { was, is, parts, shift: onlyShift(was, is) };
    });
  const byShift = Map.groupBy(altered, ({ shift }) => shift?.name);
  const told = (kind: Change['kind'], its: readonly Norm[], says: readonly string[]) =>
    changeOf({ id: its[0]!.id, kind, says, sentences: its.map((norm) => norm.sentence) }, its);

  const redefined = [...byShift].flatMap(([name, its]) =>
    name === undefined || its.length < 2
      ? []
      : [
          redefinition(
            its[0]!.shift!,
            its.map(({ is }) => is),
          ),
        ],
  );
  const changed = altered
    .filter(({ shift }) => shift === undefined || byShift.get(shift.name)!.length < 2)
    .map(({ was, is, parts }) =>
      told(
        'changed',
        [is],
        [
          is.gist,
          ...differences(ruleset, was, is, parts, exampleFor(is.id)),
          ...redefinedBeside(was, is),
        ],
      ),
    );
  const added = norms.added.map((id) => told('new', [newer.get(id)!], [newer.get(id)!.gist]));
  const gone = norms.removed.map((id) => {
    const norm = older.get(goneName(id)) ?? older.get(id)!;
    return told('gone', [norm], [`No longer a rule: ${norm.gist}`]);
  });
  return [...redefined, ...changed, ...added, ...gone].toSorted(
    (a, b) => Number(b.examples.length > 0) - Number(a.examples.length > 0),
  );

  function exampleFor(norm: string): Example | undefined {
    return examples.find((one) => one.norm === norm);
  }

  function changeOf(
    head: Pick<Change, 'id' | 'kind' | 'says' | 'sentences'>,
    its: readonly Norm[],
  ): Change {
    const named = its.map(({ id, sentence, gist, bearer }) => ({ id, sentence, gist, bearer }));
    const ids = new Set(its.map(({ id }) => id));
    const sentences = [...new Set(head.sentences)];
    const clauses = [...new Set(sentences.map((id) => id.split(':')[0]!))];
    const shown = examples.filter(({ norm }) => ids.has(norm));
    return withNorms({ ...head, sentences, clauses, norms: [], whom: [], examples: shown }, named);
  }

  /** A norm that changed by itself, and by a redefinition too: what it reaches now is told with it. */
  function redefinedBeside(was: Norm, is: Norm): string[] {
    return shiftsBeside(was, is)
      .filter(({ name }) => (byShift.get(name)?.length ?? 0) > 1)
      .flatMap(({ fact, more, fewer }) => [
        ...(more.length > 0 ? [`It also applies now when ${words(fact, more)}.`] : []),
        ...(fewer.length > 0 ? [`It no longer applies when ${words(fact, fewer)}.`] : []),
      ]);
  }

  function words(fact: string, values: readonly string[]): string {
    const { say } = ruleset.facts.find(({ id }) => id === fact)!;
    return values.map((one) => say[one] ?? one).join(', or when ');
  }

  /** Told once, where the text says it: by a sentence that the fact's own words name. */
  function redefinition({ fact, more, fewer }: Shift, its: readonly Norm[]): Change {
    const { doc } = ruleset.facts.find(({ id }) => id === fact)!;
    const says = [
      ...(more.length > 0
        ? [`When ${words(fact, more)}, rules now apply that did not before.`]
        : []),
      ...(fewer.length > 0
        ? [`When ${words(fact, fewer)}, rules that applied before no longer do.`]
        : []),
    ];
    const touched = [...sentences.added, ...sentences.reworded];
    const cited = touched.filter((id) => namedIn(doc).includes(id));
    const stands = cited.length > 0 ? cited : its.map((norm) => norm.sentence);
    return changeOf({ id: fact, kind: 'redefined', says, sentences: stands }, its);
  }
}

/** A change cut down to some of its norms: whom it binds, and what shows it. */
export function withNorms(change: Change, norms: readonly ChangedNorm[]): Change {
  const { id, kind, says, sentences, clauses } = change;
  const ids = new Set(norms.map((norm) => norm.id));
  const examples = change.examples.filter(({ norm }) => ids.has(norm));
  const whom = [...new Set(norms.map(({ bearer }) => bearer))];
  const cut = { id, kind, says, sentences, clauses, norms, whom, examples };
  return examples[0] ? { ...cut, example: examples[0] } : cut;
}

/** The sentences that a fact's words name: `A:3.6`. */
const namedIn = (doc: string): string[] => doc.match(/[A-Z](?:\.\w+)*:\d+(?:\.\d+)?/g) ?? [];

/** Parts of a norm that decide no situation. */
const NO_RULE: readonly Part[] = ['words', 'readings', 'yieldsTo'];

const byId = (norms: readonly Norm[]) => new Map(norms.map((norm) => [norm.id, norm]));

/** How many facts a situation states. */
const sizeOf = ({ situation }: Example) => Object.keys(situation).length;

function exampleOf(revision: Revision, since: string, witness: Witness): Example {
  const { norm, situation, before, after } = witness;
  return { norm, situation, words: situationInWords(revision, since, witness), before, after };
}

const EFFECTS: Readonly<Record<string, string>> = {
  permitted: 'permitted',
  'advised-against': 'advised against',
  'action-required': 'allowed only with what the policy asks for',
  'needs-approval': 'allowed only with approval',
  prohibited: 'prohibited',
  'may-stay': 'a comment that may stay',
  'may-be-removed': 'a comment that may be removed',
  'not-permitted': 'a comment that is not permitted',
};

const WAS_STRENGTH: Readonly<Record<Strength, string>> = {
  must: 'It was a must.',
  should: 'It advised before.',
  may: 'It permitted before.',
};

function differences(
  ruleset: Ruleset,
  was: Norm,
  is: Norm,
  parts: readonly Part[],
  example: Example | undefined,
): string[] {
  const changed = (part: Part) => parts.includes(part);
  const [before, after] = [exceptions(ruleset, was), exceptions(ruleset, is)];
  const lines = [
    ...after.filter((one) => !before.includes(one)).map((one) => `New exception: ${one}.`),
    ...before.filter((one) => !after.includes(one)).map((one) => `No longer an exception: ${one}.`),
    ...(changed('strength') && is.strength !== 'may'
      ? [
          `${WAS_STRENGTH[was.strength]} ${is.strength === 'must' ? 'Now it binds.' : 'Now it advises.'}`,
        ]
      : []),
    ...(changed('effect')
      ? [`Before, it made this ${EFFECTS[was.effect]}. Now it makes it ${EFFECTS[is.effect]}.`]
      : []),
    ...(changed('bearer') ? ['It speaks to other people than before.'] : []),
  ];
  if (lines.length === 0) lines.push(reach(example));
  return was.gist === is.gist ? lines : [...lines, `Before, it said: ${was.gist}`];
}

function exceptions(ruleset: Ruleset, norm: Norm): string[] {
  return englishOf(ruleset, norm).unless.map(({ phrase }) => inLine(phrase));
}

/** One example tells a direction for itself, and not for all that the norm reaches. */
function reach(example: Example | undefined): string {
  if (!example) return 'When it applies has changed. What you may and may not do is the same.';
  return stepOf(example) > 0
    ? 'When it applies has changed: here, the answer is stricter than before.'
    : 'When it applies has changed: here, the answer is milder than before.';
}

/** How much stricter the newer text is there; below nothing where it is milder. */
function stepOf({ before, after }: Example): number {
  const rank = ({ verdict, comment }: Verdicts) =>
    VERDICTS.indexOf(verdict as Verdict) +
    ['may-stay', 'may-be-removed', 'not-permitted'].indexOf(comment);
  return rank(after) - rank(before);
}
