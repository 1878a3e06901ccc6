/** One piece of a mail's words: a paragraph, a list, or a link on a line of its own. */
export type Part =
  | string
  | { list: string[] }
  | {
      link: string;
      /** Begins with the portal's own origin. */
      href: string;
      /** It signs somebody in: what is kept of the mail does without it. */
      once?: true;
    };

/** What a mail says; `layout.ts` makes text and HTML of it. */
export type Letter = {
  subject: string;
  parts: Part[];
  /** Why the person gets it: a sentence at its end. */
  why: string;
  calendar?: DueDay;
};

/** A due date for a calendar. */
export type DueDay = {
  /** The same for every mail about one thing: a later one changes the entry, it adds none. */
  id: string;
  /** Grows with every change. */
  sequence: number;
  /** Civil date; null takes the entry out again. */
  on: string | null;
  title: string;
  /** A sentence: until when on that day. */
  note: string;
  href: string;
};

/** A person's name and work address. */
export type Addressee = { name: string; address: string };

/** One line, so that no name or title can add a header: what would break it is a space. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** Whether a mail can be addressed so: one address, nothing that ends a header or begins another one. */
export function isAddress(address: string): boolean {
  return (
    address.length <= 254 &&
    /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()[\]\\\p{Cc}]+$/u.test(address)
  );
}
