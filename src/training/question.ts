import { VERDICTS, type Verdict } from '#rules/model.ts';
import { sentenceById } from '#policies/search.ts';
import type { Revision } from '#policies/model.ts';
import { ASK, NONE, type Item } from './item.ts';

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
export type Option = { id: string; text: string; hint?: string };

/** The five verdicts as people read them, everywhere the same. */
export const VERDICT_WORDS: Record<Verdict, { text: string; hint: string }> = {
  permitted: { text: 'Permitted', hint: 'Nothing in this policy forbids it.' },
  'advised-against': {
    text: 'Advised against',
    hint: 'The policy says one should not, or asks for better.',
  },
  'action-required': {
    text: 'Action required',
    hint: 'Allowed only if something the policy asks for is done.',
  },
  'needs-approval': {
    text: 'Needs approval',
    hint: 'Allowed only if the person named in the policy agrees.',
  },
  prohibited: { text: 'Prohibited', hint: 'The policy forbids it.' },
};

export function questionOf(revision: Revision, item: Item): Question {
  const { scenario, telling, kind } = item;
  return {
    title: scenario.title,
    story: telling.story.trim().split(/\n\s*\n/),
    ...PROMPTS[kind],
    options: item.options.map((id) => optionOf(revision, item, id)),
  };
}

const PROMPTS = {
  verdict: {
    prompt: 'What does the policy say about this?',
    hint: 'Choose one. The first five grow stricter from top to bottom.',
    several: false,
  },
  clauses: {
    prompt: 'Which of these sentences does it go against?',
    hint: 'Choose all that apply, or "None of these".',
    several: true,
  },
  fix: {
    prompt: 'What is the smallest change that makes it fine?',
    hint: 'Choose one.',
    several: false,
  },
} as const;

/** An option in words: a verdict, a sentence of the City's, or one of the author's fixes. */
export function optionOf(revision: Revision, item: Item, id: string): Option {
  if (item.kind === 'verdict') {
    if (id === ASK) {
      return {
        id,
        text: "Can't tell yet: ask",
        hint: 'The story leaves open a fact that decides.',
      };
    }
    return { id, ...VERDICT_WORDS[id as (typeof VERDICTS)[number]] };
  }
  if (item.kind === 'fix') {
    const fix = item.scenario.fixes.find((candidate) => candidate.id === id);
    if (!fix) throw new Error(`fix ${id} is not in scenario ${item.scenario.id}`);
    return { id, text: fix.text };
  }
  if (id === NONE) return { id, text: 'None of these' };
  return { id, text: `${id}: ${gistOf(revision, id)}`, hint: sentenceById(revision, id).text };
}

/** What a sentence asks, in a few plain words: the gists of its norms. */
function gistOf(revision: Revision, sentence: string): string {
  const norms = revision.ruleset.norms.filter((norm) => norm.sentence === sentence);
  return [...new Set(norms.map((norm) => norm.gist))].join(' ');
}
