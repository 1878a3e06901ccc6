import { choice, flag, judgement } from '#rules/facts.ts';

/** What the posting says and shows. */
export const CONTENT = [
  choice('content.about', {
    doc:
      'Whom its criticism, falsehood or slight is about. `co-worker`: any City employee. `vendor`: a ' +
      'supplier, vendor or another who works on behalf of the City. `official`: a City official. ' +
      '`guest`: a visitor to City facilities or programs. Each clause lists its own (R8, R35, R38).',
    ask: 'Whom is it about?',
    say: {
      nobody: 'the posting is about nobody in particular',
      'the-city': 'the posting is about the City',
      'co-worker': 'the posting is about a City employee',
      official: 'the posting is about a City official',
      vendor: 'the posting is about a supplier, vendor or other person who works for the City',
      guest: 'the posting is about a guest of the City',
      citizen: 'the posting is about a citizen',
      other: 'the posting is about someone with no tie to the City',
    },
    control: 'fixed',
  }),
  flag('content.complaint', {
    doc: 'Posts a complaint or criticism (C.2:5–6).',
    ask: 'Is it a complaint or criticism?',
    yes: 'the posting is a complaint or criticism',
    no: 'the posting is no complaint or criticism',
    mend: {
      false:
        'Speak with your co-workers or your Department Head about it: that is more likely to resolve a work complaint.',
    },
  }),
  judgement('content.malicious', {
    doc: 'Malicious in a reasonable view.',
    standard: 'C.2:6 "reasonably could be viewed as malicious"',
    ask: 'Could it reasonably be viewed as malicious?',
    yes: 'it could reasonably be viewed as malicious',
    no: 'it could not reasonably be viewed as malicious',
    mend: { false: 'Leave out what could be viewed as malicious.' },
  }),
  judgement('content.obscene', {
    doc: 'Obscene in a reasonable view. Profanity as such is not obscene (R40).',
    standard: 'C.2:6 "reasonably could be viewed as … obscene"; D.3.b:1 "obscene"',
    ask: 'Could it reasonably be viewed as obscene?',
    yes: 'it could reasonably be viewed as obscene',
    no: 'it could not reasonably be viewed as obscene',
    mend: { false: 'Leave out what could be viewed as obscene.' },
  }),
  judgement('content.sexual', {
    doc: 'Sexually explicit.',
    standard: 'D.3.b:1 "sexually explicit language, images or acts"',
    ask: 'Is it sexually explicit?',
    yes: 'it is sexually explicit',
    no: 'it is not sexually explicit',
    mend: { false: 'Leave out what is sexually explicit.' },
  }),
  judgement('content.threatening', {
    doc: 'Threatening or intimidating.',
    standard: 'C.2:3 "intimidation"; C.2:6 "threatening or intimidating"',
    ask: 'Is it threatening or intimidating?',
    yes: 'it is threatening or intimidating',
    no: 'it is neither threatening nor intimidating',
    mend: { false: 'Leave out what threatens or intimidates.' },
  }),
  judgement('content.harassing', {
    doc: 'Harassment or bullying.',
    standard: 'C.2:3 "harassment"; C.2:6 "might constitute harassment or bullying"',
    ask: 'Is it harassment or bullying?',
    yes: 'it is harassment or bullying',
    no: 'it is neither harassment nor bullying',
    mend: { false: 'Leave out what harasses or bullies.' },
  }),
  judgement('content.demeaning', {
    doc: 'Demeaning.',
    standard: 'C.2:3 "demeaning comments"; D.3.b:1 "demeaning"',
    ask: 'Is it demeaning?',
    yes: 'it is demeaning',
    no: 'it is not demeaning',
    mend: { false: 'Leave out what demeans.' },
  }),
  judgement('content.disparaging', {
    doc: 'Disparages, ridicules or maligns.',
    standard: 'C.2:6 "disparages"; D.3.b:1 "ridicule, malign, disparage"',
    ask: 'Does it disparage, ridicule or malign someone?',
    yes: 'it disparages, ridicules or maligns them',
    no: 'it does not disparage, ridicule or malign anyone',
    mend: { false: 'Leave out what disparages, ridicules or maligns.' },
  }),
  judgement('content.biased', {
    doc: 'Expresses bias in another way.',
    standard: 'D.3.b:1 "otherwise express bias"',
    ask: 'Does it otherwise express bias?',
    yes: 'it expresses bias',
    no: 'it expresses no bias',
    mend: { false: 'Leave out what expresses bias.' },
  }),
  judgement('content.harmsReputation', {
    doc: "Offensive, and meant to harm someone's reputation.",
    standard: 'C.2:7 "offensive posts meant to intentionally harm someone\'s reputation"',
    ask: "Is it offensive and meant to harm someone's reputation?",
    yes: "the posting is offensive and meant to harm someone's reputation",
    no: "the posting is not an offensive one meant to harm someone's reputation",
    mend: { false: "Leave out what is meant to harm someone's reputation." },
  }),
  judgement('content.hostileEnvironment', {
    doc: 'Could contribute to a hostile work environment on a protected basis; the list is open (R11).',
    standard:
      'C.2:7 "could contribute to a hostile work environment on the basis of race, sex, disability, age, ' +
      'national origin, ethnicity, pregnancy, religion or any other status protected by law or City policy"',
    ask: 'Could it contribute to a hostile work environment on the basis of a protected status?',
    yes: 'the posting could contribute to a work environment hostile to people of a protected status',
    no: 'the posting could not contribute to a work environment hostile to people of a protected status',
    mend: { false: 'Leave out what could make work hostile for people of a protected status.' },
  }),
  judgement('content.unlawful', {
    doc: 'Might violate an applicable law.',
    standard: 'C.2:6 "might violate any applicable law"',
    ask: 'Might it violate a law?',
    yes: 'it might violate a law',
    no: 'it violates no law',
    mend: { false: 'Leave out what might violate a law.' },
  }),
  judgement('content.otherPolicyBreach', {
    doc: 'Violates another City policy.',
    standard:
      'D.3.a:1 "subject to all existing City policies"; D.4.a.i:1 "in accordance with all City policies"',
    ask: 'Does it violate another City policy?',
    yes: 'it violates another City policy',
    no: 'it violates no other City policy',
    mend: { false: 'Keep to the other City policy.' },
  }),
  judgement('content.uncivil', {
    doc: 'Unfair or discourteous, short of the graver kinds.',
    standard: 'C.2:4 "fair and courteous"',
    ask: 'Is it unfair or discourteous?',
    yes: 'it is unfair or discourteous',
    no: 'it is fair and courteous',
    mend: { false: 'Say it fairly and courteously.' },
  }),
  flag('content.selfInUniform', {
    doc: 'A picture or photograph of the poster wearing any City uniform, whoever took it (C.3:2, R5).',
    ask: 'Does a picture in it show you wearing any City uniform?',
    yes: 'the posting shows you in a City uniform',
    no: 'no picture in the posting shows you in a City uniform',
    mend: { false: 'Choose a picture that does not show you in a City uniform.' },
  }),
  flag('content.selfOperatingEquipment', {
    doc: 'A picture or photograph of the poster operating any City equipment (C.3:2, R5).',
    ask: 'Does a picture in it show you operating any City equipment?',
    yes: 'the posting shows you operating City equipment',
    no: 'no picture in the posting shows you operating City equipment',
    mend: { false: 'Choose a picture that does not show you operating City equipment.' },
  }),
  flag('content.political', {
    doc: 'Political activity (D.3.r:1).',
    ask: 'Is it political activity?',
    yes: 'the posting is political activity',
    no: 'the posting is not political activity',
    mend: { false: 'Leave the political activity out.' },
  }),
  flag('content.privateBusiness', {
    doc: 'Private business (D.3.r:1).',
    ask: 'Is it private business?',
    yes: 'the posting is private business',
    no: 'the posting is not private business',
    mend: { false: 'Leave the private business out.' },
  }),
  choice('content.truth', {
    doc:
      'The truth of the information or news, as the poster knows it. `mistaken`: wrong despite care. ' +
      '`careless`: wrong for want of care. `known-false`: known to be false when posted (C.4, R12).',
    ask: 'Is what it says true, as far as you know?',
    say: {
      accurate: 'what it says is accurate',
      mistaken: 'what it says is an honest mistake',
      careless: 'what it says is wrong and you did not check it',
      'known-false': 'you know that what it says is false',
    },
    mend: { accurate: 'Be honest and accurate: check it, and correct what is wrong.' },
  }),
  choice('content.correction', {
    doc: 'What was done once a mistake came to light (C.4:2).',
    ask: 'If a mistake came to light, was it corrected?',
    say: {
      'not-needed': 'nothing has called for a correction yet',
      prompt: 'you corrected it quickly',
      overdue: 'it has not been corrected',
    },
    mend: { prompt: 'Correct it now.' },
  }),
  choice('content.priorEdit', {
    doc: 'Whether an earlier post was altered, and openly (C.4:3).',
    ask: 'Have you altered an earlier post, and said so?',
    say: {
      none: 'you altered no earlier post',
      open: 'you altered an earlier post and say so',
      concealed: 'you altered an earlier post and do not say so',
    },
    mend: { open: 'Say that you altered the earlier post.' },
  }),
  flag('content.cityMatter', {
    doc: "Comments on the City's business, services or programs, one's own work for the City included.",
    ask: "Is it about the City's business, services or programs, your own work included?",
    yes: "the subject is the City's business, services or programs",
    no: "the subject is not the City's business, services or programs",
    control: 'fixed',
  }),
  judgement('content.poorJudgment', {
    doc: "Lacks good judgment or common sense, or goes against the City's values.",
    standard:
      'C.4:6 "good judgment and common sense, consistent with the City\'s values of honesty, integrity ' +
      'and ethical behavior"',
    ask: "Does it lack good judgment, common sense or the City's values?",
    yes: 'it falls short of good judgment and common sense',
    no: 'it shows good judgment and common sense',
    mend: { false: "Use good judgment and common sense, by the City's values." },
  }),
  judgement('content.indecorous', {
    doc: 'Falls short of conduct standards, accepted protocols or decorum (D.4.a.i:2).',
    standard:
      'D.4.a.i:2 "all City/department standards of conduct and … conventionally accepted protocols and ' +
      'proper decorum"',
    ask: 'Does it fall short of conduct standards or decorum?',
    yes: 'it falls short of the standards of conduct or of decorum',
    no: 'it keeps to the standards of conduct and decorum',
    mend: { false: 'Keep to the standards of conduct and to decorum.' },
  }),
];
