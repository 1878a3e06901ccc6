import type { Unruled } from '#rules/model.ts';

/** FICTIONAL: sentences of the made-up draft that no rule decides, new or said otherwise. */
export const AMENDED_UNRULED: readonly Unruled[] = [
  {
    id: 'A:3.6',
    sentence: 'A:3.6',
    meaning: 'information',
    reason: 'It says what a posting is: every norm about postings reads it.',
    says: "It is one of the City's examples of what counts: texts and e-mail, too. It tells you nothing to do.",
  },
  {
    id: 'E.3:1',
    sentence: 'E.3:1',
    meaning: 'must',
    reason: 'It gives a to j their effect; each letter has its rule.',
    says: 'It binds: what is on the list from a to j may not stand in a public comment on a City site.',
  },
];
