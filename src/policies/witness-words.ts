import type { CommentVerdict, Situation, Verdict } from '#rules/model.ts';
import { idInText, isGone } from '#rules/renumber.ts';
import { overSameFacts, type Witness } from '#rules/witness.ts';
import { compareSince, earlierText } from './compare-revisions.ts';
import { unsaidInWords } from './deciding-facts.ts';
import type { Revision } from './model.ts';

/** A situation that differs, as HR and counsel read it. */
export type WitnessInWords = {
  /** Where it stands, `C.3:2`; of what is gone its number in the earlier text. */
  sentence: string;
  gone: boolean;
  /** Each fact that is not the ordinary one or that decides, in words; none: already the ordinary situation differs. */
  facts: string[];
  /** Of whoever acts, or of the comment: whichever differs. */
  before: Verdict | CommentVerdict;
  after: Verdict | CommentVerdict;
};

/** The smallest situation of each difference since an earlier text, in plain words; those of fewest facts first. */
export function witnessesInWords(revision: Revision, since: string): WitnessInWords[] {
  const { witnesses } = compareSince(revision, since);
  const words = factWords(revision, since);
  const told = new Set<string>();
  return witnesses
    .filter(({ situation }) => {
      // Several norms may show by one situation: it is told once.
      const key = JSON.stringify(Object.entries(situation).sort());
      return !told.has(key) && told.add(key);
    })
    .map((witness) => ({
      ...placeOf(witness),
      facts: [...words(witness.situation), ...unsaidInWords(revision, since, witness)],
      ...differs(witness),
    }))
    .toSorted((a, b) => a.facts.length - b.facts.length);
}

function placeOf({ norm }: Witness): Pick<WitnessInWords, 'sentence' | 'gone'> {
  return { sentence: idInText(norm).split('/')[0]!, gone: isGone(norm) };
}

/** The verdict that is another one; where both are, that of whoever acts. */
function differs({ before, after }: Witness): Pick<WitnessInWords, 'before' | 'after'> {
  const side = before.verdict === after.verdict ? 'comment' : 'verdict';
  return { before: before[side], after: after[side] };
}

function factWords(revision: Revision, since: string): (situation: Situation) => string[] {
  const [{ facts }] = overSameFacts(earlierText(revision, since).ruleset, revision.ruleset);
  const says = new Map(facts.map(({ id, say }) => [id, say]));
  return (situation) =>
    Object.entries(situation).map(
      ([id, value]) => says.get(id)?.[String(value)] ?? `${id}: ${value}`,
    );
}
