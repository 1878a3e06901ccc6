/** What kind of file was sent by mistake, and what to do: by its first bytes. */
const OTHERS: readonly [bytes: readonly number[], sentence: string][] = [
  [
    [0x50, 0x4b, 0x03, 0x04],
    'This is a spreadsheet, such as .xlsx. Open it, choose “Save as” and the type CSV UTF-8, and send that file.',
  ],
  [
    [0xd0, 0xcf, 0x11, 0xe0],
    'This is a spreadsheet of an older kind (.xls). Open it, choose “Save as” and the type CSV UTF-8, and send that file.',
  ],
  [
    [0x25, 0x50, 0x44, 0x46],
    'This is a PDF. The roster has to be a CSV file, as HR’s system exports it.',
  ],
];

/**
 * The text of a file, with a note where its letters had to be guessed; or one sentence on why it is
 * none. UTF-8, UTF-16 by its mark, otherwise Windows-1252, which older spreadsheets write.
 */
export function decodeRoster(
  bytes: Uint8Array,
): { text: string; note?: string } | { problem: string } {
  if (bytes.length === 0) return { problem: 'This file is empty.' };
  const other = OTHERS.find(([start]) => start.every((byte, at) => bytes[at] === byte));
  if (other) return { problem: other[1] };
  const read = (encoding: string) => new TextDecoder(encoding, { fatal: true }).decode(bytes);
  try {
    if (bytes[0] === 0xff && bytes[1] === 0xfe) return whole(read('utf-16le'));
    if (bytes[0] === 0xfe && bytes[1] === 0xff) return whole(read('utf-16be'));
  } catch {
    return { problem: 'This file ends in the middle of a character. Save it again as CSV UTF-8.' };
  }
  if (bytes.includes(0))
    return { problem: 'This is not a CSV file: it holds bytes that are no text.' };
  try {
    return whole(read('utf-8'));
  } catch {
    const note =
      'This file is not in UTF-8. It was read as Windows-1252: check the names that have accents.';
    return { ...whole(read('windows-1252')), note };
  }
}

function whole(text: string): { text: string } | { problem: string } {
  return text.trim() === '' ? { problem: 'This file is empty.' } : { text };
}
