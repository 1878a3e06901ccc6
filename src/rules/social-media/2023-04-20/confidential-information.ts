import { is } from '#rules/condition.ts';
import type { Condition, Exception, Norm } from '#rules/model.ts';
import { forbids } from '#rules/norm.ts';

/** The same words stand twice: C.6 for personal use, D.3.d for City business. */
const quote =
  'Employees may not disclose confidential information of any department, specifically including ' +
  'confidential information relating to ongoing investigations, or disclose confidential information of ' +
  'third parties who have provided information to any department, including Federal, State or local ' +
  'security/safety information, or disclose private personnel information or Protected Health Information ' +
  'as defined in the Health Insurance Portability and Accountability Act of 1996 ("HIPAA").';

type Binding = {
  when: Condition;
  /** What frees one's own personnel and health information, where something does. */
  own?: Exception;
  /** How the text is read about one's own. */
  readings: string[];
};

/** Six kinds of information that nobody discloses. */
export function confidentialInformation(
  sentence: string,
  { when, own, readings }: Binding,
): Norm[] {
  const kind = (slug: string, fact: string, gist: string): Norm =>
    forbids(`${sentence}/${slug}`, {
      quote,
      gist,
      when,
      wrong: is(fact),
      because: `{${fact}}, and {use.purpose}.`,
    });
  const ones = (slug: string, fact: string, gist: string): Norm => {
    const norm = { ...kind(slug, fact, gist), readings };
    if (!own) return norm;
    return { ...norm, unless: [own], because: `{${fact}}[, {info.ownOnly}], and {use.purpose}.` };
  };
  return [
    kind(
      'department',
      'info.departmentConfidential',
      "Do not disclose a department's confidential information.",
    ),
    kind(
      'investigation',
      'info.openInvestigation',
      'Do not disclose confidential information about an ongoing investigation.',
    ),
    kind(
      'third-party',
      'info.thirdPartyConfidential',
      'Do not disclose the confidential information of someone who gave information to a department.',
    ),
    kind(
      'security',
      'info.securitySafety',
      'Do not disclose confidential security or safety information.',
    ),
    ones('personnel', 'info.personnel', 'Do not disclose private personnel information.'),
    ones('phi', 'info.health', 'Do not disclose Protected Health Information.'),
  ];
}
