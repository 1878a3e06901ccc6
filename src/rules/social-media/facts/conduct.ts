import { choice, flag, judgement } from '#rules/facts.ts';

/** Who acts, what they do, where and with what, and how they appear. */
export const CONDUCT = [
  choice('poster.kind', {
    doc: 'Who acts: a City employee (A:3) or a member of the public.',
    ask: 'Who is acting?',
    say: { employee: 'you are a City employee', public: 'a member of the public is acting' },
    control: 'fixed',
  }),
  flag('poster.designated', {
    doc: 'Designated by a department to use a sanctioned City site or speak for it there (D.4).',
    ask: 'Has a department designated you to use a City social media site?',
    yes: 'you are a designated employee',
    no: 'you are not a designated employee',
    control: 'fixed',
  }),
  choice('poster.corps', {
    doc: 'The service the employee belongs to (D.3.g:2).',
    ask: 'Which service are you in?',
    say: {
      other: 'you are in neither the Fire Department nor law enforcement',
      fire: 'you are with the Fire Department',
      'law-enforcement': 'you are in law enforcement',
    },
    control: 'fixed',
  }),
  choice('use.act', {
    doc:
      'What is done. `post`: create, share, comment, message or edit. `reply`: answer a public comment ' +
      'on a City site. `browse`: look, publish nothing. `send`: send by text message or e-mail, which ' +
      'is no posting (R32). `image`: keep a photograph or hand it in, by e-mail too. `site`: set up or ' +
      'run a City site. `moderate`: deal with public comments on a City site. `reprisal`: act against ' +
      'an employee. `reply`, `site` and `moderate` are acts on a City site, whatever `use.venue` says.',
    ask: 'What is being done?',
    say: {
      post: 'this is a posting',
      reply: 'this is a reply to a public comment on a City site',
      browse: 'this is looking at social media',
      send: 'this is sent by text message or e-mail, in no posting',
      image: 'a photograph was taken and stands in no posting',
      site: 'this is about setting up or running a City site',
      moderate: 'this is about public comments on a City site',
      reprisal: 'something is done against an employee',
    },
    cost: 10,
    mend: { browse: 'Leave it: do not do this at all.' },
  }),
  choice('use.purpose', {
    doc: 'Personal use (section C) or sanctioned use for City business (section D).',
    ask: 'Is it personal, or City business?',
    say: { personal: 'this is personal use', 'city-business': 'this is City business' },
    control: 'fixed',
  }),
  choice('use.venue', {
    doc: 'Where it is published or looked at; it says which for `post` and `browse` alone.',
    ask: 'Where does it appear?',
    say: {
      'own-account': 'it is on an account of your own',
      'other-page': "it is on someone else's page",
      'direct-message': 'it is in a direct message',
      'city-site': 'it is on a City site',
    },
    cost: 2,
  }),
  choice('use.device', {
    doc: 'The equipment used.',
    ask: 'What do you use for it?',
    say: {
      personal: 'you are on a device of your own',
      'department-computer': 'you are on a department computer',
      'other-city-device': 'you are on a City-issued device',
    },
    cost: 2,
    mend: { personal: 'Use a device of your own.' },
  }),
  choice('use.time', {
    doc: 'Lunch, before or after work, or work time. A paid break counts as work time (R6).',
    ask: 'When do you do it?',
    say: {
      'off-duty': 'you are off duty',
      lunch: 'you are at lunch',
      'work-time': 'you are on work time',
    },
    cost: 2,
    mend: { 'off-duty': 'Wait until you are off duty.', lunch: 'Wait for lunch.' },
  }),
  flag('use.equipmentNeeded', {
    doc: 'The City equipment is needed for City business at that moment (C.1:4).',
    ask: 'Is the equipment needed for City business just then?',
    yes: 'the equipment is needed for City business',
    no: 'the equipment is not needed for City business',
    cost: 2,
    mend: { false: 'Wait until the equipment is not needed for City business.' },
  }),
  judgement('use.interferes', {
    doc: 'The use gets in the way of work (C.1:5).',
    standard: 'C.1:5 "interfere with being productive or performing expected job duties"',
    ask: 'Does it interfere with being productive or doing your job?',
    yes: 'it interferes with your work',
    no: 'it does not interfere with your work',
    cost: 2,
    mend: { false: 'Leave it until it does not get in the way of your work.' },
  }),
  flag('use.insteadOf911', {
    doc: 'Social media is used in place of 9-1-1 (D.3.h:2).',
    ask: 'Is social media used in place of calling 9-1-1?',
    yes: 'social media is used in place of 9-1-1',
    no: 'social media does not take the place of 9-1-1',
    mend: { false: 'Call 9-1-1.' },
  }),
  choice('identity.asEmployee', {
    doc:
      'How you have chosen to identify yourself as a City employee on that network, in the profile or ' +
      'a posting. What others say or show of you is not your choice (C.3:1 "chooses to identify").',
    ask: 'Have you identified yourself as a City employee on that network?',
    say: {
      no: 'you have not identified yourself as a City employee on that network',
      words: 'your own words on that network identify you as a City employee',
      image: 'an image of yours on that network identifies you as a City employee',
    },
    cost: 2,
  }),
  choice('identity.disclaimer', {
    doc:
      'What the posting says of whose views these are. `full`: in this posting, both that they are ' +
      "the employee's alone and that they do not reflect the City's. `partial`: one of the two. " +
      '`profile-only`: said in the profile, not in this posting (C.3:1, R3).',
    ask: 'What does this posting say about whose views these are?',
    say: {
      none: 'the posting carries no disclaimer',
      partial: 'the posting carries only half of the disclaimer',
      'profile-only': 'the disclaimer stands in the profile, not in the posting',
      full: "the posting says that the views are yours alone and not the City's",
    },
    mend: {
      full: 'Say in this posting that the views are yours alone and do not reflect the views of the City.',
    },
  }),
  judgement('identity.actsForCity', {
    doc: 'Acts as a spokesperson for the City, or comments as its representative (C.3:3, E.6:1).',
    standard: 'C.3:3 "acting as a spokesperson for the City or … as a representative of the City"',
    ask: 'Do you speak there for the City or as its representative?',
    yes: 'you speak there as a spokesperson or representative of the City',
    no: 'you do not speak there for the City',
    mend: { false: 'Speak for yourself, not for the City.' },
  }),
  judgement('identity.readsAsDepartment', {
    doc: "Could be taken for a department's views or positions (D.3.e:1).",
    standard:
      'D.3.e:1 "could reasonably be considered to represent the views or positions of any department"',
    ask: "Could it reasonably be taken for a department's views or positions?",
    yes: "it could reasonably be taken for a department's views",
    no: "it could not reasonably be taken for a department's views",
    mend: { false: "Word it so that nobody can take it for a department's views." },
  }),
  flag('identity.namesDepartment', {
    doc: 'Says that one is a member of the applicable department (D.4.a.v:1).',
    ask: 'Do you identify yourself as a member of the department?',
    yes: 'you identify yourself as a member of the department',
    no: 'you do not identify yourself as a member of the department',
    mend: { true: 'Identify yourself as a member of your department.' },
  }),
];
