/** Scans as small as they may be: each begins and ends as its format does. */
const filling = Buffer.alloc(100, 1);
const hex = (digits: string) => Buffer.from(digits, 'hex');

export const PNG = Buffer.concat([
  hex('89504e470d0a1a0a0000000d49484452'),
  filling,
  hex('0000000049454e44ae426082'),
]);
export const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), filling, Buffer.from('\n%%EOF\n')]);
export const JPEG = Buffer.concat([hex('ffd8ffe0'), filling, hex('ffd9')]);
