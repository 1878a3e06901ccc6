import type { Revision } from '#policies/model.ts';
import type { Item } from './item.ts';
import { KINDS } from './kinds/index.ts';
import type { Option } from './kinds/kind.ts';

export { VERDICT_WORDS } from './kinds/verdict.ts';
export type { Option } from './kinds/kind.ts';

/** What a person sees before answering: the story and the options. Neither facts nor key. */
export type Question = {
  title: string;
  story: string[];
  prompt: string;
  hint: string;
  /** Several options may be chosen. */
  several: boolean;
  options: Option[];
};

export function questionOf(revision: Revision, item: Item): Question {
  const { scenario, telling, kind } = item;
  const { prompt, hint, several } = KINDS[kind];
  return {
    title: scenario.title,
    story: telling.story.trim().split(/\n\s*\n/),
    prompt,
    hint,
    several,
    options: item.options.map((id) => optionOf(revision, item, id)),
  };
}

/** An option in words: a verdict, a sentence of the City's, one of the author's fixes. */
export function optionOf(revision: Revision, item: Item, id: string): Option {
  const asked = { ruleset: revision.ruleset, scenario: item.scenario, telling: item.telling };
  return { id, ...KINDS[item.kind].say(revision, asked, id) };
}
