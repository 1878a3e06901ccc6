import { holding } from '#rules/evaluate.ts';
import { why } from '#rules/explain.ts';
import { closed } from '#rules/situation.ts';
import {
  atMostHalf,
  evaluateTelling,
  isDecided,
  MOST_OPTIONS,
  type Asked,
  type Kind,
} from './kind.ts';

/** Which words of the story decide: spans that the author marked with the fact they tell. */
export const spot: Kind = {
  prompt: 'Which words of the story decide it?',
  hint: 'Choose all that apply.',
  several: true,
  ordered: true,
  fits: (asked) => {
    const spans = asked.telling.spans.length;
    const right = deciding(asked);
    return (
      spans >= 3 &&
      spans <= MOST_OPTIONS &&
      isDecided(evaluateTelling(asked.ruleset, asked.telling)) &&
      right.length > 0 &&
      atMostHalf(right, spans)
    );
  },
  options: ({ telling }) => telling.spans.map((_, at) => `span-${at + 1}`),
  key: (asked) => ({ how: 'all', right: deciding(asked) }),
  say: (_, { telling }, option) => {
    const span = telling.spans[Number(option.slice('span-'.length)) - 1];
    if (!span) throw new Error(`there is no ${option} in this telling`);
    return { text: `“${span.words}”` };
  },
};

/** The spans whose facts decide the strictest breach. */
function deciding({ ruleset, telling }: Asked): string[] {
  const evaluation = evaluateTelling(ruleset, telling);
  const facts = closed(ruleset, telling.facts);
  const needed = new Set(
    holding(evaluation)
      .breaches.filter(({ effect }) => effect === evaluation.verdict.hi)
      .flatMap(({ norm }) => why(ruleset, facts, norm).facts),
  );
  return telling.spans.flatMap(({ fact }, at) => (needed.has(fact) ? [`span-${at + 1}`] : []));
}
