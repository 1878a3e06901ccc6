import { compile } from '#rules/compile.ts';
import { ask } from '#rules/explain.ts';
import { statusOf } from '#rules/interval.ts';
import type { FactId } from '#rules/model.ts';
import { sha256Hex } from '#rules/hash.ts';
import { closed } from '#rules/situation.ts';
import { type Asked, type Kind } from './kind.ts';

const SHOWN = 4;

/** Of a story that leaves a deciding fact open: which question has to be asked first. */
export const askFirst: Kind = {
  prompt: 'What do you have to ask first?',
  hint: 'Choose the one question whose answer decides.',
  several: false,
  fits: (asked) => open(asked).length > 0 && others(asked).length >= 2,
  options: (asked) =>
    [...open(asked).slice(0, 1), ...others(asked)].slice(0, SHOWN).map(optionId).sort(),
  key: (asked, options) => ({
    how: 'one',
    worth: Object.fromEntries(
      open(asked)
        .map(optionId)
        .filter((id) => options.includes(id))
        .map((id) => [id, 1]),
    ),
  }),
  say: (_, { ruleset }, option) => {
    const fact = ruleset.facts.find(({ id }) => optionId(id) === option);
    if (!fact) throw new Error(`there is no fact ${option}`);
    return { text: fact.ask };
  },
};

/** Tells a reader of the page nothing that its words do not. */
const optionId = (fact: FactId) => `ask-${sha256Hex(fact).slice(0, 10)}`;

function open({ ruleset, telling }: Asked): FactId[] {
  return ask(ruleset, closed(ruleset, telling.facts));
}

/** Questions of the same matter whose answers the story gives, or that decide nothing here. */
function others({ ruleset, telling }: Asked): FactId[] {
  const facts = closed(ruleset, telling.facts);
  const needed = new Set(open({ ruleset, telling } as Asked));
  const engaged = compile(ruleset).norms.filter(
    (norm) => statusOf(norm, facts) !== 'not-applicable',
  );
  const near = new Set(engaged.flatMap(({ reads }) => reads.map((at) => ruleset.facts[at]!.id)));
  return [...Object.keys(telling.facts), ...near].filter(
    (id, at, all) => !needed.has(id) && all.indexOf(id) === at,
  );
}
