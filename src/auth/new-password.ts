import { Refusal } from '#errors.ts';
import { hashPassword, refuseLength, type PasswordHash } from './passwords.ts';
import { strengthOf, type Strength } from './password-strength.ts';

/** Who chooses, and where: words that whoever guesses tries first. */
export type About = {
  city: string;
  number: string;
  name: string;
  mail: string | null | undefined;
  department: string;
  title?: string;
};

/** The form's field for a new password. */
export const NEW_PASSWORD = 'newPassword';

/**
 * Hashes a password that a person has chosen, typed twice alike; call it before the write it is for.
 * Refuses, on `newPassword`, one that is too short or long, that is easily guessed, or that is little
 * more than words about the person or the City, and says why.
 */
export async function hashNewPassword(
  { password, again }: { password: string; again: string },
  about: About,
): Promise<PasswordHash> {
  const typed = password.normalize('NFKC');
  refuseLength(typed, NEW_PASSWORD);
  if (typed !== again.normalize('NFKC')) {
    throw new Refusal(
      'bad-input',
      'The two passwords are not the same. Please type both again.',
      'newPasswordAgain',
    );
  }
  const words = wordsAbout(about);
  const own = isOwnWords(typed, words);
  const strength = own ? undefined : await strengthOf(typed, words);
  if (strength === undefined || strength.guessesLog10 < EASY) {
    throw new Refusal(
      'bad-input',
      `This password is easy to guess: ${why(strength)}. Take four or more words that have nothing to do with each other.`,
      NEW_PASSWORD,
    );
  }
  return hashPassword(typed);
}

/**
 * A hundred million guesses. Sign-in lets strangers everywhere make 1,600 a day at one account, so that
 * they would be at it for well over a century.
 */
const EASY = 8;

/** A word shorter than this stands in too many others to say anything. */
const SHORTEST_WORD = 3;
const EVERYWHERE = ['password', 'policy', 'training', 'portal', 'city', 'hall', 'welcome', 'login'];

/** Words about the person and the City, each once, in lower case. */
export function wordsAbout({ city, number, name, mail, department, title }: About): string[] {
  const texts = [city, number, name, mail ?? '', department, title ?? '', ...EVERYWHERE];
  const words = texts.flatMap((text) => {
    const lower = text.normalize('NFKC').toLowerCase();
    return [lower.replaceAll(/[^\p{L}\p{N}]+/gu, ''), ...lower.split(/[^\p{L}\p{N}]+/u)];
  });
  return [...new Set(words)].filter((word) => [...word].length >= SHORTEST_WORD);
}

/** Letters that must be left when those words, figures and signs are taken away. */
const OWN_LETTERS = 6;

function isOwnWords(password: string, words: readonly string[]): boolean {
  let left = password.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
  for (const word of words.toSorted((a, b) => b.length - a.length)) {
    left = left.replaceAll(word, ' ');
  }
  const letters = [...left].filter((letter) => /\p{L}/u.test(letter)).length;
  return letters < OWN_LETTERS && left.includes(' ');
}

/** In words, without a piece of what was typed. */
function why(strength: Strength | undefined): string {
  if (strength === undefined || strength.list === 'userInputs') {
    return 'it is little more than words about you, your work or the City';
  }
  if (strength.list.startsWith('passwords')) return 'it is made of passwords that many people use';
  return WHY[strength.pattern] ?? 'it has too few words, or very common ones';
}

const WHY: Readonly<Record<string, string>> = {
  repeat: 'it says the same over and over',
  sequence: 'it runs through letters or figures in their order',
  spatial: 'its keys stand side by side on the keyboard',
  date: 'most of it is a date',
  regex: 'most of it is a year',
};
