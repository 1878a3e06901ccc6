import type { CommentVerdict, Verdict } from '#rules/model.ts';
import { idInText, isGone } from '#rules/renumber.ts';
import type { Witness } from '#rules/witness.ts';
import { situationInWords } from './case-words.ts';
import { compareSince } from './compare-revisions.ts';
import type { Revision } from './model.ts';

/** A situation that differs, as HR and counsel read it. */
export type WitnessInWords = {
  /** Where it stands, `C.3:2`; of what is gone its number in the earlier text. */
  sentence: string;
  gone: boolean;
  /** Each fact that is not the ordinary one, and each ordinary one that decides, in words. */
  facts: string[];
  /** Of whoever acts, or of the comment: whichever differs. */
  before: Verdict | CommentVerdict;
  after: Verdict | CommentVerdict;
};

/** The smallest situation of each difference since an earlier text, in plain words; those of fewest facts first. */
export function witnessesInWords(revision: Revision, since: string): WitnessInWords[] {
  const { witnesses } = compareSince(revision, since);
  const told = new Set<string>();
  return witnesses
    .filter(({ situation }) => {
      // Several norms may show by one situation: it is told once.
      const key = JSON.stringify(Object.entries(situation).sort());
      return !told.has(key) && told.add(key);
    })
    .map((witness) => ({
      ...placeOf(witness),
      facts: situationInWords(revision, since, witness),
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
