import { all, any, is, not, withoutFact } from '#rules/condition.ts';
import type { Alternative, Condition, Norm } from '#rules/model.ts';
import {
  designated,
  employee,
  personalPosting,
  posting,
  representing,
  sanctionedPosting,
} from './terms.ts';

/**
 * What the other side of each reading would make of the rules, so that an answer that hangs on a
 * reading nobody has signed is known. The words of both sides stand in `readings.yaml`.
 */
export function alternativesOf(norms: readonly Norm[]): Alternative[] {
  const reread = (
    reading: string,
    gist: string,
    of: readonly string[] | ((norm: Norm) => boolean),
    change: (norm: Norm) => Partial<Norm>,
  ): Alternative => {
    const chosen = norms.filter((norm) =>
      typeof of === 'function' ? of(norm) : of.some((id) => inside(norm, id)),
    );
    return { reading, gist, norms: chosen.map((norm) => ({ ...norm, ...change(norm) })) };
  };
  const prohibited = { strength: 'must', effect: 'prohibited' } as const;
  const advised = { strength: 'should', effect: 'advised-against' } as const;

  return [
    reread(
      'R1',
      'the device decides: section C binds on personal devices alone',
      ({ id }) => /^C\.[12346]:/.test(id) && !id.startsWith('C.1:4'),
      ({ when }) => ({ when: all(when, is('use.device', 'personal')) }),
    ),
    reread(
      'R2',
      'the words as they stand: D.3 binds every posting',
      ({ id, readings }) => readings.includes('R2') || id.startsWith('D.3.d'),
      ({ when }) => ({ when: withoutFact(when, 'use.purpose') }),
    ),
    reread('R3', 'a statement in the profile is enough', ['C.3:1'], () => ({
      wrong: not(is('identity.disclaimer', 'full', 'profile-only')),
    })),
    reread('R7', 'limited use in work time is fine on City devices', ['C.1:4/time'], () => ({
      wrong: all(is('use.time', 'work-time'), is('use.interferes')),
    })),
    reread('R8', '"such persons" are all persons', ['C.2:3'], () => ({
      when: all(personalPosting, not(is('content.about', 'nobody', 'the-city'))),
    })),
    reread('R9', 'C.2:3 is a caution', ['C.2:3'], () => advised),
    reread('R10', 'C.2:6 and C.2:7 prohibit', ['C.2:6', 'C.2:7'], () => prohibited),
    reread('R10', 'C.2:7 counts only in a complaint', ['C.2:7'], ({ when }) => ({
      when: all(when, is('content.complaint')),
    })),
    reread('R12', 'not to care whether it is true is enough', ['C.4:5'], () => ({
      wrong: is('content.truth', 'careless', 'known-false'),
    })),
    reread(
      'R13',
      "no exception for one's own information",
      ['C.6:1/personnel', 'C.6:1/phi'],
      () => ({
        unless: [],
      }),
    ),
    reread(
      'R14',
      'only "demeaning" needs someone at whom it is aimed',
      ['D.3.b:1/speech'],
      (norm) => ({
        when: sanctionedPosting,
        wrong: any(
          is('content.disparaging'),
          is('content.biased'),
          is('content.harassing'),
          all(is('content.demeaning'), targetOf(norm)),
        ),
      }),
    ),
    reread(
      'R15',
      'authorization covers statements and publications alone',
      ['D.3.e:1/divulge'],
      () => ({
        unless: [],
        effect: 'prohibited',
      }),
    ),
    reread('R17', 'D.3.g:1 binds sanctioned use alone', ['D.3.g:1'], () => ({
      when: sanctionedPosting,
    })),
    reread(
      'R18',
      'using social media in place of 9-1-1 is prohibited',
      ['D.3.h:2'],
      () => prohibited,
    ),
    reread('R19', 'one of the two approvals is enough', ['D.3.i:1'], () => ({
      wrong: all(not(is('approval.siteCao')), not(is('approval.siteHead'))),
    })),
    reread(
      'R21',
      'personal political posts are advised against too',
      ['D.3.r:1/political'],
      () => ({
        when: posting,
      }),
    ),
    reread('R22', 'all three together', ['D.3.s:1'], () => ({
      wrong: all(
        not(is('info.alreadyPublic')),
        not(is('info.publicConcern')),
        is('info.offensive'),
      ),
    })),
    reread('R24', 'off duty and off City sites as well', ['D.4.a.i:1', 'D.4.a.i:2'], () => ({
      when: all(designated, is('use.act', 'post', 'reply', 'browse', 'site', 'moderate')),
    })),
    reread('R25', 'D.4.a.iii covers every City device', ['D.4.a.iii:1'], () => ({
      wrong: is('use.device', 'department-computer', 'other-city-device'),
    })),
    reread('R27', 'being designated implies the approval', ['E.6:1'], ({ unless }) => ({
      unless: [
        ...unless,
        {
          cite: 'E.6:1',
          when: is('poster.designated'),
          note: '{use.act}, and {poster.designated}.',
        },
      ],
    })),
    reread('R33', 'C.5:4 binds a manager as well', ['C.5:4'], () => ({
      when: all(is('poster.kind', 'employee'), is('use.act', 'reprisal')),
    })),
    reread(
      'R30',
      "an employee's own comment is no public comment",
      ({ effect, id }) =>
        id === 'E.5:1' || effect === 'not-permitted' || effect === 'may-be-removed',
      ({ when }) => ({ when: all(when, is('use.act', 'moderate')) }),
    ),
    reread(
      'R32',
      'text messages and e-mail are postings too',
      ({ when }) => speaksOf(when, 'post'),
      ({ when }) => ({ when: sendingToo(when) }),
    ),
    { reading: 'R36', gist: '"will monitor" is no duty', norms: [], without: ['D.3.l:1'] },
    reread('R38', 'officials are outside', ['C.2:3', 'C.2:4', 'C.4:5'], ({ when }) => ({
      when: all(when, not(is('content.about', 'official'))),
    })),
    reread('R38', 'C.2:3 leaves messages out', ['C.2:3'], ({ when }) => ({
      when: all(when, not(is('use.venue', 'direct-message'))),
    })),
    {
      reading: 'R41',
      gist: 'C.2:5 tells what helps and advises against nothing',
      norms: [],
      without: ['C.2:5'],
    },
    reread('R42', 'only images of people receiving medical help', ['D.3.g:3'], ({ when }) => ({
      when: all(when, is('info.patientImage')),
    })),
    reread('R43', 'good judgment is a duty', ['C.4:6'], () => prohibited),
    reread(
      'R44',
      "one's own information is free here too",
      ['D.3.d:1/personnel', 'D.3.d:1/phi'],
      () => ({
        unless: [{ cite: 'C.1:3', when: is('info.ownOnly'), note: '{info.ownOnly}.' }],
      }),
    ),
    reread('R45', 'a designation is an authorization', ['D.3.e:1'], ({ unless }) => ({
      unless: [
        ...unless,
        { cite: 'D.4.a.ii:1', when: is('poster.designated'), note: '{poster.designated}.' },
      ],
    })),
    reread('R46', 'an honest mistake is not accurate', ['C.4:1'], () => ({
      wrong: is('content.truth', 'mistaken', 'careless', 'known-false'),
    })),
    reread('R48', 'looking and posting alone', ['D.4.a.iii:1'], ({ when }) => ({
      when: all(when, is('use.act', 'post', 'reply', 'browse')),
    })),
    {
      reading: 'R50',
      gist: 'only designated employees use City sites for City business',
      norms: norms
        .filter(({ id }) => id === 'D.4.a.ii:1/head')
        .map((norm) => ({
          ...norm,
          when: all(employee, withoutFact(representing, 'poster.designated')),
          wrong: any(not(is('poster.designated')), norm.wrong!),
        })),
    },
    reread('R52', 'wherever the public comments', ['E.6:1'], () => ({
      when: any(
        all(employee, is('use.act', 'reply')),
        all(employee, is('use.act', 'post'), is('use.venue', 'other-page')),
      ),
    })),
    reread('R59', 'work-related complaints alone', ['C.2:6'], ({ when }) => ({
      when: all(when, is('content.cityMatter')),
    })),
    reread('R61', 'the person may permit it', ['D.3.f:1'], ({ unless }) => ({
      unless: [
        ...unless,
        { cite: 'D.3.s:1', when: is('info.personPermits'), note: '{info.personPermits}.' },
      ],
    })),
    reread('R62', 'D.3.h is about sanctioned use alone', ['D.3.h:2'], ({ when }) => ({
      when: all(when, is('use.purpose', 'city-business')),
    })),
    reread('R55', 'publishing alone', ['C.1:4'], ({ when }) => ({
      when: all(when, is('use.act', 'post', 'reply')),
    })),
  ];
}

const inside = (norm: Norm, id: string) => norm.id === id || norm.sentence === id;

function speaksOf(condition: Condition, act: string): boolean {
  if (condition.k === 'is') return condition.fact === 'use.act' && condition.in.includes(act);
  return condition.k === 'not'
    ? speaksOf(condition.of, act)
    : condition.of.some((part) => speaksOf(part, act));
}

/** The same condition, with a text message wherever a post is meant. */
function sendingToo(condition: Condition): Condition {
  if (condition.k === 'not') return not(sendingToo(condition.of));
  if (condition.k !== 'is') return { ...condition, of: condition.of.map(sendingToo) };
  if (!speaksOf(condition, 'post') || condition.in.includes('send')) return condition;
  return { ...condition, in: [...condition.in, 'send'] };
}

/** Whom D.3.b names. */
function targetOf({ when }: Norm): Condition {
  const target =
    when.k === 'all' && when.of.find((part) => part.k === 'is' && part.fact === 'content.about');
  if (!target) throw new Error('D.3.b:1/speech names nobody');
  return target;
}
