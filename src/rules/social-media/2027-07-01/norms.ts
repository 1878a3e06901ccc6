import { all, any, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { requires } from '#rules/norm.ts';
import { ruleset as before } from '../2023-04-20/ruleset.ts';
import { publicComment, sanctionedPosting } from '../2023-04-20/terms.ts';

/** A norm of the text of 2023-04-20, to be said or meant otherwise. */
function was(id: string): Norm {
  const norm = before.norms.find((one) => one.id === id);
  if (!norm) throw new Error(`the text of ${before.revision} has no norm ${id}`);
  return norm;
}

/** They say "Social Media" or "network", not "posting": that texts and e-mail are meant is a reading (R63). */
const OF_SOCIAL_MEDIA = ['C.3:1', 'C.3:2/uniform', 'C.3:2/equipment', 'D.4.a.iv:1'];

const commerce = 'comment.commerce';
const grounds = before.norms.flatMap(({ id, wrong }) =>
  id.startsWith('E.3.') && wrong?.k === 'is' && wrong.fact !== commerce ? [wrong] : [],
);

/** FICTIONAL: the norms that the made-up draft adds, or that stand in place of older ones. */
export const AMENDED_NORMS: readonly Norm[] = [
  ...OF_SOCIAL_MEDIA.map((id) => ({ ...was(id), readings: [...was(id).readings, 'R63'] })),

  // Other words for the same duty.
  {
    ...was('C.4:2'),
    quote: 'An employee who makes a mistake should correct it promptly.',
    gist: 'You should correct a mistake promptly.',
  },

  requires('D.3.v:1', {
    quote:
      'Any image in a City-sanctioned Social Media Posting that was made or altered by artificial ' +
      'intelligence must be labeled as such in the posting.',
    gist: 'In a post for the City, label an image that was made or altered by artificial intelligence.',
    when: all(sanctionedPosting, is('content.generated', 'labeled', 'unlabeled')),
    needs: is('content.generated', 'labeled'),
    otherwise: 'action-required',
    because: '{content.generated}, and {use.purpose}.',
  }),

  // At lunch and off duty it is no longer prohibited; C.1:4 goes on to say what else should be.
  {
    ...was('D.4.a.iii:1'),
    quote:
      'The use of department computers by designated department personnel to access Social Media for ' +
      'personal use is prohibited, except at lunch and outside (before or after) work time.',
    gist: 'Designated, do not use a department computer for personal social media on work time.',
    unless: [
      {
        cite: 'D.4.a.iii:1',
        when: is('use.time', 'lunch', 'off-duty'),
        note: '{poster.designated}, and {use.time}.',
      },
    ],
    // A paid break is no lunch here either (R6).
    readings: [...was('D.4.a.iii:1').readings, 'R6', 'R63'],
    because: '{poster.designated}, {use.device}[, {use.time}], and {use.purpose}.',
  },

  // One ground fewer: whoever only solicits commerce has violated nothing of E.3.
  { ...was('E.5:1'), when: all(publicComment, any(...grounds)) },
];
