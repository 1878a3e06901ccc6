import { expect, test } from 'vitest';
import { clientAddress } from '#server/address.ts';

test.each([
  ['without a proxy the header is not believed', '203.0.113.9', '1.2.3.4', 0, '203.0.113.9'],
  ['one proxy: the last entry', '10.0.0.1', '1.2.3.4, 203.0.113.9', 1, '203.0.113.9'],
  ['two proxies: the last but one', '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', 2, '203.0.113.9'],
  ['fewer entries than proxies: the socket', '10.0.0.1', '203.0.113.9', 2, '10.0.0.1'],
  ['no header: the socket', '10.0.0.1', undefined, 1, '10.0.0.1'],
  ['two headers count as one list', '10.0.0.1', ['1.2.3.4', '203.0.113.9'], 1, '203.0.113.9'],
  ['no address in it: the socket', '10.0.0.1', '<script>', 1, '10.0.0.1'],
  ['a port is dropped', '10.0.0.1', '203.0.113.9:55123', 1, '203.0.113.9'],
  ['brackets are dropped', '10.0.0.1', '[2001:DB8::1]:443', 1, '2001:db8::1'],
  ['IPv4 in IPv6 is IPv4', '::ffff:203.0.113.9', undefined, 0, '203.0.113.9'],
  ['a socket that is gone', undefined, undefined, 0, 'unknown'],
])('%s', (_why, socket, header, hops, address) => {
  expect(clientAddress(socket, header, hops)).toBe(address);
});
