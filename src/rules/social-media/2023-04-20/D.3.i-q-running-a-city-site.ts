import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { advises, forbids, permits, requires } from '#rules/norm.ts';
import { publicComment, runningASite } from './terms.ts';

const approval =
  'The establishment and use of any City-Sanctioned Social Media sites are subject to ' +
  'approval by the Chief Administrative Officer and applicable Department Head.';

const statements =
  'City Social Media sites should explicitly state they are maintained by the City and that ' +
  "they follow the City's Social Media Policy, with links to such Policy on the official City " +
  'web site.';

/** D.3.i–q: who approves and runs a City site, what it shows, and what may be taken off it. */
export const RUNNING_A_SITE: readonly Norm[] = [
  // "and": both, before the site is used (R19).
  requires('D.3.i:1/cao', {
    quote: approval,
    gist: 'A City site needs the approval of the Chief Administrative Officer.',
    bearer: 'city',
    when: runningASite,
    needs: is('approval.siteCao'),
    otherwise: 'needs-approval',
    readings: ['R19', 'R49'],
    because: '{use.act}, and {approval.siteCao}.',
  }),
  requires('D.3.i:1/head', {
    quote: approval,
    gist: 'A City site needs the approval of the Department Head.',
    bearer: 'city',
    when: runningASite,
    needs: is('approval.siteHead'),
    otherwise: 'needs-approval',
    readings: ['R19', 'R49'],
    because: '{use.act}, and {approval.siteHead}.',
  }),
  requires('D.3.i:2', {
    quote:
      'All City Social Media sites shall be administered by authorized administrators of the ' +
      'respective department.',
    gist: 'Authorized administrators of the department run the site.',
    bearer: 'city',
    when: runningASite,
    needs: is('site.adminAuthorized'),
    otherwise: 'action-required',
    because: '{use.act}, and {site.adminAuthorized}.',
  }),

  // One "should" with three parts, each checked by itself (R20).
  shows('city', 'site.statesCity', 'The site should say that the City maintains it.'),
  shows(
    'policy',
    'site.statesPolicy',
    'The site should say that it follows the Social Media Policy.',
  ),
  shows('link', 'site.linksPolicy', 'The site should link to the policy on the City web site.'),

  advises('D.3.k:1', {
    quote:
      'Wherever possible, City Social Media sites should link back to the official City and ' +
      'departmental websites for forms, documents, online services and other information ' +
      'necessary to conduct business with the City.',
    gist: 'Where possible, the site should link back to the City websites.',
    bearer: 'administrator',
    when: all(runningASite, is('site.linkBackPossible')),
    needs: is('site.linksBack'),
    because: '{site.linkBackPossible}, and {site.linksBack}.',
  }),

  // "will monitor": a duty (R36).
  requires('D.3.l:1', {
    quote:
      'The authorized administrators will monitor content on City Social Media sites to ' +
      "ensure adherence to both the City's Social Media Policy and the interests and goals of " +
      'the City.',
    gist: 'The administrators monitor what is on the site.',
    bearer: 'administrator',
    when: runningASite,
    needs: is('site.monitored'),
    otherwise: 'action-required',
    readings: ['R36'],
    because: '{use.act}, and {site.monitored}.',
  }),

  // "may be removed": nobody must (R28). E.3.a asks of a thread's topic, this of the City's concerns.
  permits('D.3.m:2', {
    quote:
      'Comments on topics or issues not considered to be within the relevant concerns of the ' +
      'City may be removed.',
    gist: "A comment outside the City's relevant concerns may be removed.",
    bearer: 'administrator',
    effect: 'may-be-removed',
    when: all(publicComment, is('comment.outsideConcerns')),
    readings: ['R28', 'R29', 'R30', 'R53'],
    because: '{comment.outsideConcerns}.',
  }),

  forbids('D.3.p:1', {
    quote:
      'All City Social Media sites shall adhere to applicable Federal, State and local laws, ' +
      'regulations and policies.',
    gist: 'A City site keeps to laws, regulations and policies.',
    bearer: 'city',
    when: runningASite,
    wrong: is('site.unlawful'),
    because: '{use.act}, and {site.unlawful}.',
  }),
];

function shows(slug: string, fact: string, gist: string): Norm {
  return advises(`D.3.j:1/${slug}`, {
    quote: statements,
    gist,
    bearer: 'administrator',
    when: runningASite,
    needs: is(fact),
    readings: ['R20'],
    because: `{use.act}, and {${fact}}.`,
  });
}
