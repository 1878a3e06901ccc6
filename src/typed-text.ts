/** Whether there is anything to see in it: more than spaces and characters without a shape. */
export function isVisible(text: string): boolean {
  return /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text);
}

/**
 * What in a typed text does not show as what it is, in words, or undefined: a control character, or a
 * mark by which the text would read in another order than it is stored. Line breaks only where there
 * may be several lines.
 */
export function oddCharacterIn(
  text: string,
  { lines = false }: { lines?: boolean } = {},
): string | undefined {
  if (/[\u202A-\u202E\u2066-\u2069]/.test(text))
    return 'a mark that turns the direction of writing';
  const control = lines ? /(?!\n)\p{Cc}/u : /[\p{Cc}\p{Zl}\p{Zp}]/u;
  return control.test(text) ? 'a control character, such as a tab' : undefined;
}
