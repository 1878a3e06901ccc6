/** One short sentence for those that hold three norms or more: their gists in a row are too long to weigh. */
export const GISTS: Readonly<Record<string, string>> = {
  'C.2:3': 'Do not harass, intimidate or demean people who work for the City.',
  'C.2:6':
    'A complaint should avoid what could be viewed as malicious, obscene or threatening, disparages people, or might be harassment or violate a law.',
  'C.6:1': 'Do not disclose confidential, private personnel or Protected Health Information.',
  'D.3.d:1': 'Do not disclose confidential, private personnel or Protected Health Information.',
  'D.3.j:1':
    'The site should say that the City maintains it and that it follows the Social Media Policy, with a link to the policy.',
};
