import { all, any, is } from '#rules/condition.ts';
import type { FactId, Norm } from '#rules/model.ts';
import { forbids, permits } from '#rules/norm.ts';
import { employee, publicComment } from './terms.ts';

/**
 * E.3.a–k: with D.3.m:2 all the grounds there are; criticism is none of them (R29). "shall not be
 * permitted … and are subject to removal": not permitted, and the measure is the administrators'
 * choice (R28).
 */
const GROUNDS: readonly Norm[] = [
  ground('E.3.a:1', {
    quote:
      'Comments not related to the original topic, including random or unintelligible comments;',
    gist: 'No comment away from the original topic.',
    fact: 'comment.offTopic',
  }),
  ground('E.3.b:1', {
    quote: 'Profane, obscene, violent or pornographic content and/or language;',
    gist: 'No profane, obscene, violent or pornographic comment.',
    fact: 'comment.profane',
    reading: 'R40',
  }),
  ground('E.3.c:1', {
    quote:
      'Content that promotes, fosters or perpetuates discrimination on the basis of race, ' +
      'ethnicity, ancestry, sexual orientation, pregnancy, disability, color, age, religion, ' +
      'sex or national origin;',
    gist: 'No comment that promotes discrimination on a listed basis.',
    fact: 'comment.discriminatory',
    reading: 'R11',
  }),
  ground('E.3.d:1', {
    quote: 'Defamatory or personal attacks;',
    gist: 'No defamatory or personal attack.',
    fact: 'comment.personalAttack',
  }),
  ground('E.3.e:1', {
    quote: 'Threats to any person or organization;',
    gist: 'No threat to a person or organization.',
    fact: 'comment.threat',
  }),
  ground('E.3.f:1', {
    quote:
      'Comments in support of, or in opposition to, any political campaigns or ballot measures;',
    gist: 'No side taken on a political campaign or ballot measure.',
    fact: 'comment.political',
    reading: 'R37',
  }),
  ground('E.3.g:1', {
    quote:
      'Solicitation of commerce, including but not limited to advertising of any business or ' +
      'product for sale;',
    gist: 'No solicitation of commerce.',
    fact: 'comment.commerce',
  }),
  ground('E.3.h:1', {
    quote: 'Conduct in violation of any Federal, State or local law;',
    gist: 'No conduct in violation of law.',
    fact: 'comment.unlawful',
  }),
  ground('E.3.i:1', {
    quote: 'Encouragement of illegal activity;',
    gist: 'No encouragement of illegal activity.',
    fact: 'comment.encouragesIllegal',
  }),
  ground('E.3.j:1', {
    quote:
      'Information that may tend to compromise the safety or security of the public or public ' +
      'systems; or',
    gist: 'Nothing that may compromise the safety or security of the public or its systems.',
    fact: 'comment.compromisesSafety',
  }),
  ground('E.3.k:1', {
    quote: 'Content that violates a legal ownership interest, such as a copyright of any party.',
    gist: "Nothing that violates someone's legal ownership, such as a copyright.",
    fact: 'comment.infringes',
  }),
];

/** E: what a public comment may not hold, whom the City may shut out, and who answers for the City. */
export const PUBLIC_COMMENTS: readonly Norm[] = [
  ...GROUNDS,

  // Most of the policy binds employees; of the public, those whose comment meets a ground (R31).
  permits('E.5:1', {
    quote:
      'The City reserves the right to deny access to City Social Media sites for any ' +
      "individual who violates the City's Social Media Policy, at any time without prior " +
      'notice.',
    gist: 'The City may deny access to someone who violates the policy.',
    bearer: 'city',
    when: all(publicComment, any(...GROUNDS.map(({ wrong }) => wrong!))),
    readings: ['R31'],
    because: 'The comment holds what E.3 does not permit.',
  }),

  // Nobody is exempt, designated or not; an approval given beforehand that covers the reply does (R27).
  forbids('E.6:1', {
    quote:
      'City employees are not permitted to respond to any public comment on behalf of the ' +
      'City without prior approval of the Chief Administrative Officer.',
    gist: 'Answer a public comment on behalf of the City only with prior approval of the Chief Administrative Officer.',
    when: all(employee, is('use.act', 'reply')),
    wrong: is('identity.actsForCity'),
    unless: [
      {
        cite: 'E.6:1',
        when: is('approval.caoReply'),
        note: '{use.act}, and {approval.caoReply}.',
      },
    ],
    effect: 'needs-approval',
    mendBy: ['approval.caoReply', 'use.act'],
    readings: ['R27', 'R30', 'R52'],
    because: '{use.act}, {identity.actsForCity}[, and {approval.caoReply}].',
  }),
];

type Ground = { quote: string; gist: string; fact: FactId; reading?: string };

function ground(id: string, { quote, gist, fact, reading }: Ground): Norm {
  return forbids(id, {
    quote,
    gist,
    bearer: 'public',
    effect: 'not-permitted',
    when: publicComment,
    wrong: is(fact),
    readings: ['R28', 'R29', 'R30', ...(reading ? [reading] : [])],
    because: `{${fact}}.`,
  });
}
