import { VERDICTS, type Ruleset, type Verdict } from '#rules/model.ts';
import { NONE } from '../key.ts';
import {
  evaluateTelling,
  isDecided,
  MOST_OPTIONS,
  sentenceOption,
  type Asked,
  type Kind,
} from './kind.ts';
import { holding } from '#rules/evaluate.ts';
import { VERDICT_WORDS } from './verdict.ts';

/** A verdict together with the sentence that brings it: right only together. */
export const because: Kind = {
  prompt: 'What does the policy say about this, and because of which sentence?',
  hint: 'Choose one. Both halves have to be right.',
  several: false,
  fits: (asked) => {
    const { ruleset, telling } = asked;
    return isDecided(evaluateTelling(ruleset, telling)) && because.options(asked).length > 2;
  },
  // The same for every telling: what each of them comes to, what the other sentences would bring, and
  // for the first one breached a milder and a stricter verdict.
  options: (asked) => {
    const { ruleset, scenario } = asked;
    const mine = rightPairs(asked).slice(0, 1);
    const theirs = scenario.tellings.flatMap((telling) => rightPairs({ ...asked, telling }));
    const offered = scenario.offers.flatMap((id) => {
      const norm = ruleset.norms.find(({ sentence }) => sentence === id);
      return norm && isVerdict(norm.effect) ? [pair(norm.effect, id)] : [];
    });
    const beside = theirs.flatMap((one) => neighbours(one));
    const others = [...theirs, pair('permitted', NONE), ...offered, ...beside];
    // Another sentence that would be right as well is no wrong answer.
    const wrong = others.filter((one) => !rightPairs(asked).includes(one));
    return [...new Set([...mine, ...wrong])].slice(0, MOST_OPTIONS).sort();
  },
  key: (asked, options) => ({
    how: 'one',
    worth: Object.fromEntries(
      rightPairs(asked)
        .filter((one) => options.includes(one))
        .map((one) => [one, 1]),
    ),
  }),
  say: (revision, _, chosen) => {
    const [verdict = '', sentence = ''] = chosen.split('|');
    const { text } = VERDICT_WORDS[verdict as Verdict];
    if (sentence === NONE) return { text: `${text}: it goes against no sentence` };
    const option = sentenceOption(revision, sentence);
    return { ...option, text: `${text}, because of ${option.text}` };
  },
};

function rightPairs({ ruleset, telling }: Pick<Asked, 'ruleset' | 'telling'>): string[] {
  const evaluation = evaluateTelling(ruleset, telling);
  const { hi } = evaluation.verdict;
  if (hi === 'permitted') return [pair(hi, NONE)];
  const deciding = holding(evaluation).breaches.filter(({ effect }) => effect === hi);
  return [...new Set(deciding.map(({ cite }) => pair(hi, cite)))];
}

/** The same sentence, one step milder and one stricter. */
function neighbours(one: string): string[] {
  const [verdict = '', sentence = ''] = one.split('|');
  if (sentence === NONE) return [];
  const step = VERDICTS.indexOf(verdict as Verdict);
  return [VERDICTS[step - 1], VERDICTS[step + 1]].flatMap((other) =>
    other && other !== 'permitted' ? [pair(other, sentence)] : [],
  );
}

const pair = (verdict: Verdict, sentence: string) => `${verdict}|${sentence}`;
const isVerdict = (effect: Ruleset['norms'][number]['effect']): effect is Verdict =>
  effect !== 'permitted' && (VERDICTS as readonly string[]).includes(effect);
