/**
 * A refusal: an expected "no" with a plain sentence that says what to do next.
 * Anything else that is thrown is a bug. The edge maps each code to one HTTP status.
 */
export type RefusalCode =
  | 'bad-input' // 400: a field is missing or wrong
  | 'not-signed-in' // 401: sign in first
  | 'not-allowed' // 403: signed in, but this is not theirs to do
  | 'not-found' // 404: unknown, or another person's
  | 'gone' // 410: disposed of, and said so
  | 'conflict' // 409: the state has moved on (already answered, not complete, changed elsewhere)
  | 'too-large' // 413: body over the limit
  | 'too-many' // 429: try again later
  | 'busy'; // 503: the database could not take the write; nothing was kept

export const STATUS: Record<RefusalCode, number> = {
  'bad-input': 400,
  'not-signed-in': 401,
  'not-allowed': 403,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  'too-large': 413,
  'too-many': 429,
  busy: 503,
};

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  /** The form field the sentence is about, where there is one. */
  readonly field: string | undefined;

  constructor(code: RefusalCode, sentence: string, field?: string) {
    super(sentence);
    this.code = code;
    this.field = field;
  }
}

/** By name, not by class: the server and the pages it loads are built apart. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && error.name === 'Refusal' && 'code' in error;
}
