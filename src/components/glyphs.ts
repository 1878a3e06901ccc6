import type { Effect } from '#rules/model.ts';

const disc = 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Z';
const ring = 'M8 0a8 8 0 1 0 0 16A8 8 0 0 0 8 0Zm0 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z';

/** Filled with `evenodd`: the second shape is cut out of the first. No two share an outline. */
export const GLYPHS = {
  check: `${disc}M6.9 12 3 8.1l1.4-1.4 2.5 2.5 4.8-4.8L13.1 5.8Z`,
  caution: 'M8 .6 16 15H0L8 .6ZM7 6v4.4h2V6H7Zm0 5.6v2h2v-2H7Z',
  step: 'M0 2h10l6 6-6 6H0V2Zm4 5v2h4.2l-1.4 1.4 1.3 1.3L11.8 8 8.1 4.3 6.8 5.6 8.2 7H4Z',
  ask: 'M8 0l8 8-8 8-8-8 8-8ZM7 10.9v1.8h2v-1.8H7ZM5.4 6.3h1.9c0-.5.3-.8.8-.8s.8.3.8.7c0 .9-1.8 1-1.8 3h1.8c0-1.2 1.9-1.4 1.9-3.2 0-1.4-1.1-2.2-2.7-2.2S5.4 4.7 5.4 6.3Z',
  stop: 'M4.7 0h6.6L16 4.7v6.6L11.3 16H4.7L0 11.3V4.7L4.7 0ZM3 6.9v2.2h10V6.9H3Z',
  info: `${disc}M7 3.3v2h2v-2H7Zm0 3.4v6h2v-6H7Z`,
  ring,
  half: `${ring}M8 3.5a4.5 4.5 0 0 1 0 9v-9Z`,
  dash: `${ring}M4.5 7h7v2h-7Z`,
  clock: `${ring}M7.1 4h1.8v3.6l2.4 2.4-1.3 1.3-2.9-2.9V4Z`,
} as const;
export type Glyph = keyof typeof GLYPHS;

export const VERDICT_GLYPHS: Record<Effect, Glyph> = {
  permitted: 'check',
  'advised-against': 'caution',
  'action-required': 'step',
  'needs-approval': 'ask',
  prohibited: 'stop',
  'may-stay': 'check',
  'may-be-removed': 'caution',
  'not-permitted': 'stop',
};
