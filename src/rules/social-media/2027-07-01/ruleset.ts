import { amended } from '#rules/amend.ts';
import { all, is, not } from '#rules/condition.ts';
import type { Alternative, Condition, Norm } from '#rules/model.ts';
import { alternativesOf } from '../2023-04-20/alternatives.ts';
import { ruleset as before } from '../2023-04-20/ruleset.ts';
import { AMENDED_FACTS } from './facts.ts';
import { AMENDED_NORMS } from './norms.ts';
import { AMENDED_UNRULED } from './unruled.ts';

/** Readings that the draft's own words settle. */
const SETTLED = ['R32'];

/**
 * FICTIONAL. The rules of a made-up draft amendment, for tests and demonstrations: the City has
 * adopted none of it. All that it does not amend is the text of 2023-04-20.
 */
export const ruleset = withoutSettled(
  amended(before, {
    revision: '2027-07-01',
    removed: ['E.3.g'],
    renumbered: { 'E.3.h': 'E.3.g', 'E.3.i': 'E.3.h', 'E.3.j': 'E.3.i', 'E.3.k': 'E.3.j' },
    facts: AMENDED_FACTS,
    redefined: textsToo,
    norms: AMENDED_NORMS,
    unruled: AMENDED_UNRULED,
    alternatives: (norms) => [
      ...alternativesOf(norms).filter(({ reading }) => !SETTLED.includes(reading)),
      textsLeftOut(norms),
    ],
  }),
);

/** A:3.6 of the draft: what is sent by text message or e-mail is a posting, wherever a posting is meant. */
function textsToo(asked: Extract<Condition, { k: 'is' }>): Condition {
  const posting = ['post', 'reply'].every((act) => asked.in.includes(act));
  if (asked.fact !== 'use.act' || !posting || asked.in.includes('send')) return asked;
  return is('use.act', ...asked.in, 'send');
}

/** The other side of R63: what speaks of social media, and of no posting, leaves texts and e-mail alone. */
function textsLeftOut(norms: readonly Norm[]): Alternative {
  return {
    reading: 'R63',
    gist: 'texts and e-mail are postings, and no use of social media',
    norms: norms
      .filter(({ readings }) => readings.includes('R63'))
      .map((norm) => ({ ...norm, when: all(norm.when, not(is('use.act', 'send'))) })),
  };
}

function withoutSettled<T extends { norms: readonly Norm[] }>(ruleset: T): T {
  return {
    ...ruleset,
    norms: ruleset.norms.map((norm) => ({
      ...norm,
      readings: norm.readings.filter((reading) => !SETTLED.includes(reading)),
    })),
  };
}
