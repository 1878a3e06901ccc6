import { VERDICTS, type Verdict } from '#rules/model.ts';
import { evaluateTelling, type Kind } from './kind.ts';

/** The answer "the facts do not decide it yet: ask first". */
export const ASK = 'ask';

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

/** One step too strict earns half, one too lenient nothing: leniency is what does harm. */
export const verdict: Kind = {
  prompt: 'What does the policy say about this?',
  hint: 'Choose one. The first five grow stricter from top to bottom.',
  several: false,
  ordered: true,
  fits: () => true,
  options: () => [...VERDICTS, ASK],
  key: ({ ruleset, telling }) => {
    const { lo, hi } = evaluateTelling(ruleset, telling).verdict;
    if (lo !== hi) return { how: 'one', worth: { [ASK]: 1 } };
    const stricter = VERDICTS[VERDICTS.indexOf(lo) + 1];
    return { how: 'one', worth: { [lo]: 1, ...(stricter && { [stricter]: 0.5 }) } };
  },
  say: (_, __, option) =>
    option === ASK
      ? { text: "Can't tell yet: ask", hint: 'The story leaves open a fact that decides.' }
      : VERDICT_WORDS[option as Verdict],
};
