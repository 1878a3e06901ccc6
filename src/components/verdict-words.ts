import type { Verdict } from '#rules/model.ts';
import type { Glyph } from './glyphs.ts';

/** The five verdicts as people read them, everywhere the same. */
export const VERDICT_WORDS: Record<Verdict, string> = {
  permitted: 'Permitted',
  'advised-against': 'Advised against',
  'action-required': 'Action required',
  'needs-approval': 'Needs approval',
  prohibited: 'Prohibited',
};

export const VERDICT_GLYPHS: Record<Verdict, Glyph> = {
  permitted: 'check',
  'advised-against': 'caution',
  'action-required': 'step',
  'needs-approval': 'ask',
  prohibited: 'stop',
};
