import { choice, flag, judgement } from '#rules/facts.ts';

/** How a City site is kept, what a public comment there holds, and acts against an employee. */
export const SITES = [
  flag('site.adminAuthorized', {
    doc: 'Administered by authorized administrators of the department (D.3.i:2).',
    ask: 'Is the site run by authorized administrators of the department?',
    yes: 'authorized administrators run the site',
    no: 'no authorized administrator runs the site',
    control: 'others',
    mend: { true: 'Have authorized administrators run the site.' },
  }),
  flag('site.monitored', {
    doc: 'The administrators monitor its content (D.3.l:1).',
    ask: 'Do the administrators monitor its content?',
    yes: 'the administrators monitor its content',
    no: 'the administrators do not monitor its content',
    cost: 2,
    mend: { true: 'Monitor what is on the site.' },
  }),
  flag('site.statesCity', {
    doc: 'States that the City maintains it (D.3.j:1).',
    ask: 'Does the site state that the City maintains it?',
    yes: 'the site states that the City maintains it',
    no: 'the site does not state that the City maintains it',
    mend: { true: 'Say on the site that the City maintains it.' },
  }),
  flag('site.statesPolicy', {
    doc: "States that it follows the City's Social Media Policy (D.3.j:1).",
    ask: "Does the site state that it follows the City's Social Media Policy?",
    yes: 'the site states that it follows the Social Media Policy',
    no: 'the site does not state that it follows the Social Media Policy',
    mend: { true: 'Say on the site that it follows the Social Media Policy.' },
  }),
  flag('site.linksPolicy', {
    doc: 'Links to the policy on the official City website (D.3.j:1).',
    ask: 'Does the site link to the policy on the City website?',
    yes: 'the site links to the policy',
    no: 'the site does not link to the policy',
    mend: { true: 'Link to the policy on the City website.' },
  }),
  flag('site.linkBackPossible', {
    doc: 'Linking back is possible (D.3.k:1).',
    ask: 'Is it possible to link back to the City websites?',
    yes: 'linking back is possible',
    no: 'linking back is not possible',
    control: 'fixed',
  }),
  flag('site.linksBack', {
    doc: 'Links back to the official City and departmental websites (D.3.k:1).',
    ask: 'Does the site link back to the City websites?',
    yes: 'the site links back to the City websites',
    no: 'the site does not link back to the City websites',
    mend: { true: 'Link back to the City websites.' },
  }),
  judgement('site.unlawful', {
    doc: 'Does not adhere to laws, regulations and policies (D.3.p:1).',
    standard: 'D.3.p:1 "applicable Federal, State and local laws, regulations and policies"',
    ask: 'Does the site fail to adhere to a law, regulation or policy?',
    yes: 'the site does not adhere to a law, regulation or policy',
    no: 'the site adheres to laws, regulations and policies',
    mend: { false: 'Bring the site into line with the law, regulation or policy.' },
  }),
  ground('offTopic', {
    doc: 'Not related to the original topic, random or unintelligible.',
    standard:
      'E.3.a:1 "not related to the original topic, including random or unintelligible comments"',
    ask: 'Is the comment unrelated to the original topic?',
    yes: 'the comment is not related to the original topic',
    no: 'the comment is related to the original topic',
  }),
  ground('profane', {
    doc: 'Profane, obscene, violent or pornographic.',
    standard: 'E.3.b:1 "profane, obscene, violent or pornographic"',
    ask: 'Is the comment profane, obscene, violent or pornographic?',
    yes: 'the comment is profane, obscene, violent or pornographic',
    no: 'the comment is not profane, obscene, violent or pornographic',
  }),
  ground('discriminatory', {
    doc: 'Promotes discrimination on a basis that E.3.c lists; the list is closed (R11).',
    standard:
      'E.3.c:1 "promotes, fosters or perpetuates discrimination on the basis of race, ethnicity, ancestry, ' +
      'sexual orientation, pregnancy, disability, color, age, religion, sex or national origin"',
    ask: 'Does the comment promote discrimination on a listed basis?',
    yes: 'the comment promotes discrimination on a listed basis',
    no: 'the comment promotes no discrimination on a listed basis',
  }),
  ground('personalAttack', {
    doc: 'A defamatory or personal attack.',
    standard: 'E.3.d:1 "defamatory or personal attacks"',
    ask: 'Is the comment a defamatory or personal attack?',
    yes: 'the comment is a defamatory or personal attack',
    no: 'the comment is no defamatory or personal attack',
  }),
  ground('threat', {
    doc: 'A threat to a person or organization.',
    standard: 'E.3.e:1 "threats to any person or organization"',
    ask: 'Does the comment threaten a person or organization?',
    yes: 'the comment threatens a person or organization',
    no: 'the comment threatens nobody',
  }),
  flag('comment.political', {
    doc: 'Supports or opposes a political campaign or ballot measure (E.3.f:1, R37).',
    ask: 'Does the comment support or oppose a political campaign or ballot measure?',
    yes: 'the comment takes a side on a political campaign or ballot measure',
    no: 'the comment takes no side on a political campaign or ballot measure',
    control: 'fixed',
  }),
  flag('comment.commerce', {
    doc: 'Solicits commerce (E.3.g:1).',
    ask: 'Does the comment solicit commerce?',
    yes: 'the comment solicits commerce',
    no: 'the comment does not solicit commerce',
    control: 'fixed',
  }),
  ground('unlawful', {
    doc: 'Conduct in violation of law.',
    standard: 'E.3.h:1 "conduct in violation of any Federal, State or local law"',
    ask: 'Is the comment conduct in violation of a law?',
    yes: 'the comment violates a law',
    no: 'the comment violates no law',
  }),
  ground('encouragesIllegal', {
    doc: 'Encourages illegal activity.',
    standard: 'E.3.i:1 "encouragement of illegal activity"',
    ask: 'Does the comment encourage illegal activity?',
    yes: 'the comment encourages illegal activity',
    no: 'the comment does not encourage illegal activity',
  }),
  ground('compromisesSafety', {
    doc: 'May tend to compromise safety or security.',
    standard:
      'E.3.j:1 "may tend to compromise the safety or security of the public or public systems"',
    ask: 'May the comment tend to compromise the safety or security of the public or its systems?',
    yes: 'the comment may tend to compromise public safety or security',
    no: 'the comment does not tend to compromise public safety or security',
  }),
  ground('infringes', {
    doc: 'Violates a legal ownership interest.',
    standard: 'E.3.k:1 "violates a legal ownership interest, such as a copyright of any party"',
    ask: "Does the comment violate someone's copyright or other ownership?",
    yes: 'the comment violates a legal ownership interest',
    no: 'the comment violates no legal ownership interest',
  }),
  ground('outsideConcerns', {
    doc: 'On a topic not within the relevant concerns of the City (D.3.m:2).',
    standard: 'D.3.m:2 "not considered to be within the relevant concerns of the City"',
    ask: "Is the comment's topic outside the relevant concerns of the City?",
    yes: 'the comment is outside the relevant concerns of the City',
    no: 'the comment is within the relevant concerns of the City',
  }),
  flag('comment.critical', {
    doc: 'Criticizes the City. No clause reads this: criticism is not a ground (R29).',
    ask: 'Does the comment criticize the City?',
    yes: 'the comment criticizes the City',
    no: 'the comment does not criticize the City',
    control: 'fixed',
  }),
  choice('reprisal.by', {
    doc: 'Who acts against the employee: the City through its managers (C.5:3) or a co-worker (C.5:4) (R33).',
    ask: 'Who acts against the employee?',
    say: {
      city: 'the City, or a manager for it, takes negative employment action against an employee',
      'co-worker': 'an employee does something to the disadvantage of a co-worker',
    },
    control: 'fixed',
  }),
  choice('reprisal.cause', {
    doc: 'Why. A mistaken report in good faith is still a report of a possible deviation (R33).',
    ask: 'Why is it done?',
    say: {
      other: 'it has nothing to do with a report or an investigation',
      report: 'it is done because of a report of a possible deviation from this policy',
      cooperation: 'it is done because of cooperation in an investigation',
    },
    control: 'fixed',
  }),
];

/** Something a public comment holds that a person must judge; the comment is another's, so nobody's to mend. */
function ground(name: string, words: Omit<Parameters<typeof judgement>[1], 'control' | 'cost'>) {
  return judgement(`comment.${name}`, { ...words, control: 'fixed' });
}
