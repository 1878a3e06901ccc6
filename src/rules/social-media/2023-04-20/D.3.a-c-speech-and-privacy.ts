import { any, all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { forbids } from '#rules/norm.ts';
import { sanctionedPosting } from './terms.ts';

const speech =
  'Social Media Postings containing obscene or sexually explicit language, images or acts and ' +
  'statements or other forms of speech that ridicule, malign, disparage or otherwise express ' +
  'bias or are harassing, demeaning toward City employees, City officials, vendors or others ' +
  'who perform services and work with the City is prohibited.';

/** "toward City employees, City officials, vendors or others who perform services and work with the City". */
const workforce = is('content.about', 'co-worker', 'official', 'vendor');

/** D.3.a–c: the City's other policies hold online too; nothing obscene, nothing against those who work for it. */
export const SPEECH_AND_PRIVACY: readonly Norm[] = [
  forbids('D.3.a:1', {
    quote:
      'All Social Media Postings are subject to all existing City policies, including, for ' +
      "example, the City's Equal Employment Opportunity, Non-Discrimination and " +
      'Anti-Harassment Policy, Workplace Violence Policy, Computer/Internet/Email/Text Policy ' +
      'and Wireless Telecommunications Usage Policy.',
    gist: 'Keep to every other City policy in what you post for the City.',
    when: sanctionedPosting,
    wrong: is('content.otherPolicyBreach'),
    readings: ['R2', 'R58'],
    because: '{content.otherPolicyBreach}, and {use.purpose}.',
  }),

  // Whomever it is about: "toward City employees …" belongs to the kinds of speech (R14).
  forbids('D.3.b:1/obscene', {
    quote: speech,
    gist: 'Post nothing obscene or sexually explicit for the City.',
    when: sanctionedPosting,
    wrong: any(is('content.obscene'), is('content.sexual')),
    readings: ['R2', 'R14', 'R54'],
    because: '[{content.obscene}, and ][{content.sexual}, and ]{use.purpose}.',
  }),
  // Threats are not in this list; citizens and guests are not among those named.
  forbids('D.3.b:1/speech', {
    quote: speech,
    gist: 'Do not ridicule, malign, disparage, harass or demean people who work for the City, or show bias against them.',
    when: all(sanctionedPosting, workforce),
    wrong: any(
      is('content.disparaging'),
      is('content.biased'),
      is('content.harassing'),
      is('content.demeaning'),
    ),
    readings: ['R2', 'R14', 'R54'],
    because:
      '{content.about}[, and {content.disparaging}][, and {content.biased}]' +
      '[, and {content.harassing}][, and {content.demeaning}].',
  }),
];
