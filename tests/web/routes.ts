/** Every route and action, and what each kind of person gets. A new page is one more line here. */
export const WHO = ['anonymous', 'employee', 'manager', 'hr', 'auditor', 'admin'] as const;
export type Who = (typeof WHO)[number];

/** The objects an address speaks of. */
export type Asked = {
  assignment: string | undefined;
  lesson: string | undefined;
  attempt: string | undefined;
  record: string | undefined;
  person: string | undefined;
  /** To HR, and answered. */
  question: string | undefined;
  /** Somebody's decline to sign. */
  decline: string | undefined;
  hold: string | undefined;
  /** To dispose of records. */
  proposal: string | undefined;
  /** That waits to go out. */
  mail: string | undefined;
};

/** A status for each; nobody looks where there is none. */
type Expected = Partial<Record<Who, number | undefined>>;
type Route = {
  path(asked: Asked): string;
  visits: { whose?: 'own' | 'other'; expected: Expected }[];
};

/** Reached without signing in; everything else begins with a guard. */
export const PUBLIC_PAGES = [
  '/login',
  '/kiosk',
  '/verify',
  // Whoever has the link is its person; who has none learns nothing.
  '/welcome/[token]',
  '/forgot',
  '/404',
  '/500',
  '/refused',
  // Anybody may note them: neither has a name in it.
  '/ledger/checkpoint',
  '/ledger/keys.txt',
];

export const ROUTES: Record<string, Route> = {
  '/': at('/', all(303)),
  '/login': at('/login', { ...all(303), anonymous: 200 }),
  // Always its form: who is signed in may be the person before.
  '/kiosk': at('/kiosk', each(200)),
  '/verify': at('/verify', { ...all(200), anonymous: 200 }),
  '/forgot': at('/forgot', { ...all(200), anonymous: 200 }),
  '/welcome/[token]': at(`/welcome/${'A'.repeat(43)}`, { ...all(410), anonymous: 410 }),
  '/refused': at('/refused', { ...all(404), anonymous: 404 }),
  '/ledger/checkpoint': at('/ledger/checkpoint', each(200)),
  '/ledger/keys.txt': at('/ledger/keys.txt', each(200)),
  '/404': at('/404', { ...all(404), anonymous: 404 }),
  '/500': at('/500', { ...all(500), anonymous: 500 }),

  '/learn': at('/learn', all(200)),
  '/learn/[assignment]': {
    path: ({ assignment }) => `/learn/${assignment}`,
    visits: ownOnly({ ...all(200), hr: undefined }),
  },
  '/learn/[assignment]/[lesson]': {
    path: ({ assignment, lesson }) => `/learn/${assignment}/${lesson}`,
    visits: ownOnly({ ...all(200), hr: undefined }),
  },
  '/learn/attempts/[attempt]': {
    path: ({ attempt }) => `/learn/attempts/${attempt}`,
    visits: ownOnly({ ...all(200), hr: undefined }),
  },
  '/attest/[assignment]': {
    path: ({ assignment }) => `/attest/${assignment}`,
    visits: ownOnly({ ...all(200), hr: undefined }),
  },
  '/attest/[assignment]/electronic-records': {
    path: ({ assignment }) => `/attest/${assignment}/electronic-records`,
    visits: ownOnly({ ...all(200), hr: undefined }),
  },
  '/attest/[assignment]/decline': {
    path: ({ assignment }) => `/attest/${assignment}/decline`,
    visits: ownOnly({ ...all(200), hr: undefined }),
  },
  '/attest/[assignment]/passkey': {
    path: ({ assignment }) => `/attest/${assignment}/passkey`,
    // Nothing waits for a passkey: the page before it is where that begins.
    visits: ownOnly({ ...all(303), hr: undefined }),
  },
  '/account': at('/account', all(200)),
  '/account/password': at('/account/password', all(200)),
  '/account/passkeys': at('/account/passkeys', all(200)),
  '/account/passkeys/add': at('/account/passkeys/add', all(303)),
  '/record': at('/record', all(200)),
  '/record/[attestation]': {
    path: ({ record }) => `/record/${record}`,
    visits: ownOnly({ hr: 200 }),
  },
  '/record/[attestation].json': {
    path: ({ record }) => `/record/${record}.json`,
    visits: [
      { whose: 'own', expected: { hr: 200 } },
      { whose: 'other', expected: { ...all(404), hr: 200, auditor: 200 } },
    ],
  },
  '/record/[attestation].tlog-proof': {
    path: ({ record }) => `/record/${record}.tlog-proof`,
    visits: [
      { whose: 'own', expected: { hr: 200 } },
      { whose: 'other', expected: { ...all(404), hr: 200, auditor: 200 } },
    ],
  },
  '/record/[act].receipt.json': {
    path: ({ record }) => `/record/${record}.receipt.json`,
    visits: [
      { whose: 'own', expected: { hr: 200 } },
      { whose: 'other', expected: { ...all(404), hr: 200, auditor: 200 } },
    ],
  },
  '/record/[attestation].pdf': {
    path: ({ record }) => `/record/${record}.pdf`,
    visits: [
      { whose: 'own', expected: { hr: 200 } },
      { whose: 'other', expected: { ...all(404), hr: 200, auditor: 200 } },
    ],
  },
  '/record/evidence': at('/record/evidence', all(200)),
  '/record/transcript': at('/record/transcript', all(200)),
  '/policy/[policy]': at('/policy/social-media', all(200)),
  '/check': at('/check', all(200)),
  '/questions': at('/questions', all(200)),
  '/questions/ask': at('/questions/ask?policy=social-media&about=C.3:1', all(200)),
  '/questions/[question]': {
    path: ({ question }) => `/questions/${question}`,
    visits: ownOnly(all(200)),
  },

  '/hr': at('/hr', only('hr', 'auditor')),
  '/hr/people': at('/hr/people', only('hr', 'auditor')),
  '/hr/people/new': at('/hr/people/new', only('hr')),
  '/hr/departments': at('/hr/departments', only('hr', 'auditor')),
  '/hr/roster': at('/hr/roster', only('hr')),
  '/hr/roster/template.csv': at('/hr/roster/template.csv', only('hr')),
  '/hr/people/[person]/edit': {
    path: ({ person }) => `/hr/people/${person}/edit`,
    visits: [{ expected: only('hr') }],
  },
  '/hr/people/[person]': {
    path: ({ person }) => `/hr/people/${person}`,
    visits: [{ expected: only('hr', 'auditor') }],
  },
  '/hr/people/[person]/evidence': {
    path: ({ person }) => `/hr/people/${person}/evidence`,
    visits: [{ expected: only('hr', 'auditor') }],
  },
  '/hr/attestations/[attestation]': {
    path: ({ record }) => `/hr/attestations/${record}`,
    visits: [{ whose: 'other', expected: only('hr', 'auditor') }],
  },
  '/hr/declines': at('/hr/declines', only('hr', 'auditor')),
  '/hr/declines/[decline]': {
    path: ({ decline }) => `/hr/declines/${decline}`,
    visits: [{ whose: 'other', expected: only('hr', 'auditor') }],
  },
  '/hr/attestations/[attestation]/correct': {
    path: ({ record }) => `/hr/attestations/${record}/correct`,
    visits: [{ whose: 'other', expected: only('hr') }],
  },
  '/hr/attestations/[attestation]/withdraw': {
    path: ({ record }) => `/hr/attestations/${record}/withdraw`,
    visits: [{ whose: 'other', expected: only('hr') }],
  },
  '/hr/invitations': at('/hr/invitations', only('hr', 'auditor')),
  '/hr/paper': at('/hr/paper', only('hr')),
  '/hr/paper/sheet': at('/hr/paper/sheet?policy=social-media', only('hr')),
  // Of a scan that there is: paper.test.ts.
  '/hr/scans/[scan]': at(`/hr/scans/${'0'.repeat(64)}`, { ...all(403), hr: 404, auditor: 404 }),
  '/hr/people/not-assigned': at('/hr/people/not-assigned', only('hr', 'auditor')),
  '/hr/people/[person]/transcript': {
    path: ({ person }) => `/hr/people/${person}/transcript`,
    visits: [{ expected: only('hr', 'auditor') }],
  },
  '/hr/completion.csv': at('/hr/completion.csv', only('hr', 'auditor')),
  '/hr/completion.xlsx': at('/hr/completion.xlsx', only('hr', 'auditor')),
  '/hr/reports': at('/hr/reports', only('hr', 'auditor')),
  '/hr/reports/completion.csv': at('/hr/reports/completion.csv', only('hr', 'auditor')),
  '/hr/reports/completion.xlsx': at('/hr/reports/completion.xlsx', only('hr', 'auditor')),
  '/hr/insight': at('/hr/insight', only('hr', 'auditor')),
  '/hr/insight.csv': at('/hr/insight.csv', only('hr', 'auditor')),
  '/hr/insight/[scenario]': at('/hr/insight/C.3-ladder-truck-photo', only('hr', 'auditor')),
  '/hr/exports': at('/hr/exports', only('hr', 'auditor')),
  '/hr/exports/names.csv': at('/hr/exports/names.csv', only('hr', 'auditor')),
  '/hr/exports/statistics.csv': at('/hr/exports/statistics.csv', only('hr', 'auditor')),
  '/hr/campaigns': at('/hr/campaigns', only('hr', 'auditor')),
  '/hr/campaigns/new': at('/hr/campaigns/new', only('hr')),
  // What is looked at is what a form sends: without one it leads there.
  '/hr/campaigns/preview': at('/hr/campaigns/preview', { ...all(403), hr: 303 }),
  '/hr/campaigns/[campaign]': at('/hr/campaigns/demo-campaign-wave-1', only('hr', 'auditor')),
  '/hr/campaigns/[campaign]/drift': at(
    '/hr/campaigns/demo-campaign-wave-1/drift',
    only('hr', 'auditor'),
  ),
  '/hr/exceptions': at('/hr/exceptions', only('hr', 'auditor')),
  '/hr/kiosk': at('/hr/kiosk', only('hr')),
  '/hr/policy/[policy]': at('/hr/policy/social-media', only('hr', 'auditor')),
  '/hr/policy/[policy]/tracks': at('/hr/policy/social-media/tracks', only('hr', 'auditor')),
  '/hr/policy/[policy]/revisions': at('/hr/policy/social-media/revisions', only('hr', 'auditor')),
  '/hr/policy/[policy]/revisions/[revision]': at(
    '/hr/policy/social-media/revisions/2023-04-20',
    only('hr', 'auditor'),
  ),
  '/hr/policy/[policy]/revisions/[revision]/bench': at(
    '/hr/policy/social-media/revisions/2027-07-01/bench',
    only('hr', 'auditor'),
  ),
  '/hr/policy/[policy]/readings': at('/hr/policy/social-media/readings', only('hr', 'auditor')),
  '/hr/policy/[policy]/regrade': at('/hr/policy/social-media/regrade', only('hr', 'auditor')),
  '/hr/questions': at('/hr/questions', only('hr', 'auditor')),
  '/hr/questions/[question]': {
    path: ({ question }) => `/hr/questions/${question}`,
    visits: [{ whose: 'other', expected: only('hr', 'auditor') }],
  },
  '/hr/questions/[question]/publish': {
    path: ({ question }) => `/hr/questions/${question}/publish`,
    visits: [{ whose: 'other', expected: only('hr') }],
  },
  '/hr/mail': at('/hr/mail', only('hr', 'auditor')),
  '/hr/mail/[mail]': {
    path: ({ mail }) => `/hr/mail/${mail}`,
    visits: [{ expected: only('hr', 'auditor') }],
  },
  '/hr/retention': at('/hr/retention', only('hr', 'auditor', 'admin')),
  '/hr/retention/rules/[series]': at('/hr/retention/rules/attestations', only('hr')),
  '/hr/retention/due/[series]': at('/hr/retention/due/attestations', only('hr', 'auditor')),
  '/hr/retention/holds/new': at('/hr/retention/holds/new', only('hr', 'admin')),
  '/hr/retention/holds/[hold]': {
    path: ({ hold }) => `/hr/retention/holds/${hold}`,
    visits: [{ expected: only('hr', 'auditor', 'admin') }],
  },
  '/hr/retention/proposals/[proposal]': {
    path: ({ proposal }) => `/hr/retention/proposals/${proposal}`,
    visits: [{ expected: only('hr', 'auditor', 'admin') }],
  },
  '/team': at('/team', only('manager')),
  '/audit': at('/audit', only('auditor')),
  '/admin': at('/admin', only('admin')),
  '/admin/people': at('/admin/people', only('admin')),
  '/admin/people/[person]': {
    path: ({ person }) => `/admin/people/${person}`,
    visits: [{ expected: only('admin') }],
  },
  '/admin/ledger': at('/admin/ledger', only('admin', 'hr', 'auditor')),
  // The made-up people's ledger bears no timestamp.
  '/admin/ledger/[size].tsr': at('/admin/ledger/1.tsr', {
    ...all(403),
    admin: 404,
    hr: 404,
    auditor: 404,
  }),
};

/** What each gets for a form that has nothing of what it needs: 400 is "yours to send, but wrong". */
export const ACTIONS: Record<string, Record<Who, number>> = {
  signIn: { ...each(400), anonymous: 400 },
  addDepartment: { ...each(403), hr: 400, anonymous: 401 },
  addPerson: { ...each(403), hr: 400, anonymous: 401 },
  changePerson: { ...each(403), hr: 400, anonymous: 401 },
  endEmployment: { ...each(403), hr: 400, anonymous: 401 },
  keepEmployment: { ...each(403), hr: 400, anonymous: 401 },
  renameCampaign: { ...each(403), hr: 400, anonymous: 401 },
  renameDepartment: { ...each(403), hr: 400, anonymous: 401 },
  returnPerson: { ...each(403), hr: 400, anonymous: 401 },
  sendRoster: { ...each(403), hr: 400, anonymous: 401 },
  takeRoster: { ...each(403), hr: 400, anonymous: 401 },
  signInAtKiosk: { ...each(400), anonymous: 400 },
  addPasskey: { ...each(409), anonymous: 401 },
  addTrackToPerson: { ...each(403), hr: 400, anonymous: 401 },
  agreeToElectronicRecords: { ...each(400), anonymous: 401 },
  answer: { ...each(400), anonymous: 401 },
  answerDecline: { ...each(403), hr: 400, anonymous: 401 },
  answerQuestion: { ...each(403), hr: 400, anonymous: 401 },
  askHr: { ...each(400), anonymous: 401 },
  beginPortal: { ...each(400), anonymous: 400 },
  choosePassword: { ...each(400), anonymous: 400 },
  forgotPassword: { ...each(400), anonymous: 400 },
  changePassword: { ...each(400), anonymous: 401 },
  changeRoles: { ...each(403), admin: 400, anonymous: 401 },
  invite: { ...each(403), hr: 400, anonymous: 401 },
  // Nothing of what it needs: it ends what there is elsewhere, which is nothing.
  endOtherSessions: { ...each(200), anonymous: 401 },
  changeCampaignReminders: { ...each(403), hr: 400, anonymous: 401 },
  createCampaign: { ...each(403), hr: 400, anonymous: 401 },
  endAssignmentExemption: { ...each(403), hr: 400, anonymous: 401 },
  endCampaign: { ...each(403), hr: 400, anonymous: 401 },
  endLeave: { ...each(403), hr: 400, anonymous: 401 },
  exemptAssignment: { ...each(403), hr: 400, anonymous: 401 },
  extendAssignment: { ...each(403), hr: 400, anonymous: 401 },
  moveCampaignDueDate: { ...each(403), hr: 400, anonymous: 401 },
  takeBackLeave: { ...each(403), hr: 400, anonymous: 401 },
  noteLeave: { ...each(403), hr: 400, anonymous: 401 },
  previewCampaign: { ...each(403), hr: 400, anonymous: 401 },
  setCampaignRight: { ...each(403), hr: 400, anonymous: 401 },
  changeLedgerKey: { ...each(403), admin: 400, anonymous: 401 },
  compareWithLedger: { ...each(403), admin: 400, hr: 400, auditor: 400, anonymous: 401 },
  decline: { ...each(400), anonymous: 401 },
  decideDisposal: { ...each(403), hr: 400, admin: 400, anonymous: 401 },
  exportEverything: { ...each(403), hr: 400, auditor: 400, anonymous: 401 },
  draftForPasskey: { ...each(400), anonymous: 401 },
  correctAttestation: { ...each(403), hr: 400, anonymous: 401 },
  makeSlips: { ...each(403), hr: 400, anonymous: 401 },
  finishCheck: { ...each(400), anonymous: 401 },
  nudge: { ...each(403), manager: 400, anonymous: 401 },
  proposeDisposal: { ...each(403), hr: 400, anonymous: 401 },
  publishAnswer: { ...each(403), hr: 400, anonymous: 401 },
  publishRevision: { ...each(403), hr: 400, anonymous: 401 },
  readLesson: { ...each(400), anonymous: 401 },
  releaseHold: { ...each(403), hr: 400, admin: 400, anonymous: 401 },
  removePasskey: { ...each(400), anonymous: 401 },
  recordPaper: { ...each(403), hr: 400, anonymous: 401 },
  removeTrackFromPerson: { ...each(403), hr: 400, anonymous: 401 },
  resendMail: { ...each(403), hr: 400, anonymous: 401 },
  setHold: { ...each(403), hr: 400, admin: 400, anonymous: 401 },
  setRetentionRule: { ...each(403), hr: 400, anonymous: 401 },
  sendCheckpoint: { ...each(403), admin: 400, anonymous: 401 },
  setTrackDepartments: { ...each(403), hr: 400, anonymous: 401 },
  regrade: { ...each(403), hr: 400, anonymous: 401 },
  sign: { ...each(400), anonymous: 401 },
  signAtKiosk: { ...each(400), anonymous: 401 },
  startCheck: { ...each(400), anonymous: 401 },
  signReading: { ...each(403), hr: 400, anonymous: 401 },
  signWithPasskey: { ...each(400), anonymous: 401 },
  startPasskey: { ...each(400), anonymous: 401 },
  startPractice: { ...each(400), anonymous: 401 },
  startRefresher: { ...each(400), anonymous: 401 },
  stopMail: { ...each(403), hr: 400, anonymous: 401 },
  withdrawAnswer: { ...each(403), hr: 400, anonymous: 401 },
  withdrawConsent: { ...each(400), anonymous: 401 },
  withdrawAttestation: { ...each(403), hr: 400, anonymous: 401 },
  withdrawReading: { ...each(403), hr: 400, anonymous: 401 },
  // Last: it ends the sessions the others are looked at with.
  signOut: { ...each(200), anonymous: 200 },
};

function at(path: string, expected: Expected): Route {
  return { path: () => path, visits: [{ expected }] };
}

/** The same for everybody who is signed in; others are led to the sign-in page. */
function all(status: number): Record<Who, number> {
  return { ...each(status), anonymous: 303 };
}

function only(...roles: Exclude<Who, 'anonymous'>[]): Record<Who, number> {
  return { ...all(403), ...Object.fromEntries(roles.map((role) => [role, 200])) };
}

function ownOnly(own: Record<string, number | undefined>): Route['visits'] {
  return [
    { whose: 'own', expected: own as Expected },
    { whose: 'other', expected: all(404) },
  ];
}

function each(status: number): Record<Who, number> {
  return Object.fromEntries(WHO.map((who) => [who, status])) as Record<Who, number>;
}
