import { choice } from '#rules/facts.ts';
import { FACTS } from '../facts.ts';

const act = FACTS.find(({ id }) => id === 'use.act')!;

/** FICTIONAL: what the made-up draft adds to the facts, or says of them in other words. */
export const AMENDED_FACTS = [
  {
    ...act,
    doc: act.doc.replace('which is no posting (R32)', 'a posting by A:3.6'),
    say: { ...act.say, send: 'this is sent by text message or e-mail' },
  },
  choice('content.generated', {
    doc: 'An image made or altered by artificial intelligence, and whether the posting says so (D.3.v).',
    ask: 'Was an image in it made or altered by artificial intelligence?',
    say: {
      no: 'no image in the posting was made or altered by artificial intelligence',
      labeled: 'the posting says which image was made or altered by artificial intelligence',
      unlabeled:
        'an image in the posting was made or altered by artificial intelligence, and the posting does not ' +
        'say so',
    },
    mend: {
      labeled: 'Say in the posting that the image was made or altered by artificial intelligence.',
    },
  }),
];
