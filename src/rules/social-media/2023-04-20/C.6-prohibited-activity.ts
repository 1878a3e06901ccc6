import { is } from '#rules/condition.ts';
import type { Exception, Norm } from '#rules/model.ts';
import { forbids } from '#rules/norm.ts';
import { personalPosting } from './terms.ts';

const quote =
  'Employees may not disclose confidential information of any department, specifically including ' +
  'confidential information relating to ongoing investigations, or disclose confidential information of ' +
  'third parties who have provided information to any department, including Federal, State or local ' +
  'security/safety information, or disclose private personnel information or Protected Health Information ' +
  'as defined in the Health Insurance Portability and Accountability Act of 1996 ("HIPAA").';

/** One's own personnel and health information is free (C.1:3); one's own part in an investigation is not (R13). */
const own: Exception = {
  cite: 'C.1:3',
  when: is('info.ownOnly'),
  note: '{info.ownOnly}, and you are free to publish your own personal information.',
};

/** C.6: six kinds of information that nobody discloses. */
export const PROHIBITED_ACTIVITY: readonly Norm[] = [
  disclosure(
    'department',
    'info.departmentConfidential',
    "Do not disclose a department's confidential information.",
  ),
  disclosure(
    'investigation',
    'info.openInvestigation',
    'Do not disclose confidential information about an ongoing investigation.',
  ),
  disclosure(
    'third-party',
    'info.thirdPartyConfidential',
    'Do not disclose the confidential information of someone who gave information to a department.',
  ),
  disclosure(
    'security',
    'info.securitySafety',
    'Do not disclose confidential security or safety information.',
  ),
  personal('personnel', 'info.personnel', 'Do not disclose private personnel information.'),
  personal('phi', 'info.health', 'Do not disclose Protected Health Information.'),
];

function disclosure(slug: string, fact: string, gist: string): Norm {
  return forbids(`C.6:1/${slug}`, {
    quote,
    gist,
    when: personalPosting,
    wrong: is(fact),
    because: `{${fact}}, and {use.purpose}.`,
  });
}

function personal(slug: string, fact: string, gist: string): Norm {
  return forbids(`C.6:1/${slug}`, {
    quote,
    gist,
    when: personalPosting,
    wrong: is(fact),
    unless: [own],
    readings: ['R13'],
    because: `{${fact}}[, {info.ownOnly}], and {use.purpose}.`,
  });
}
