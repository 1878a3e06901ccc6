import type { Evaluation } from '#rules/model.ts';
import { NONE } from '../key.ts';
import {
  atMostHalf,
  breachedSentences,
  evaluateTelling,
  groundsOf,
  isDecided,
  MOST_OPTIONS,
  sentenceOption,
  type Asked,
  type Kind,
} from './kind.ts';

/** Choose among sentences of the policy: those that a situation goes against, or those that are grounds. */
function ofSentences(
  words: Pick<Kind, 'prompt' | 'hint'>,
  found: (evaluation: Evaluation) => string[],
  none: string,
): Kind {
  const right = ({ ruleset, telling }: Asked) => found(evaluateTelling(ruleset, telling));
  // The same for every telling of a scenario, so that they give nothing away; in the order of their
  // ids, so that not even the shuffle's seed tells the right ones apart.
  const options = (asked: Asked) => {
    const elsewhere = asked.scenario.tellings.flatMap((telling) => right({ ...asked, telling }));
    const sentences = [...new Set([...right(asked), ...elsewhere, ...asked.scenario.offers])];
    return [...sentences.slice(0, MOST_OPTIONS - 1).sort(), NONE];
  };
  return {
    ...words,
    several: true,
    fits: (asked) =>
      isDecided(evaluateTelling(asked.ruleset, asked.telling)) &&
      atMostHalf(right(asked), options(asked).length - 1),
    options,
    key: (asked, shown) => ({
      how: 'all',
      right: right(asked).filter((id) => shown.includes(id)),
    }),
    say: (revision, _, option) =>
      option === NONE ? { text: none } : sentenceOption(revision, option),
  };
}

export const clauses = ofSentences(
  {
    prompt: 'Which of these sentences does it go against?',
    hint: 'Choose all that apply, or "None of these".',
  },
  breachedSentences,
  'None of these',
);

/** Of a public comment: the set of grounds may be empty, and criticism is none. */
export const grounds = ofSentences(
  {
    prompt: 'May this comment be removed or restricted, and on what ground?',
    hint: 'Choose every ground that the policy gives, or "On none of these: it may stay".',
  },
  groundsOf,
  'On none of these: it may stay',
);
