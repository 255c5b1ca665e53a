// The columns of ss on a pipe: as wide as what is in them, addresses to the right of their colon's left.

import { expect, it } from 'vitest';
import { layOut } from '../../../src/userland/iproute2/ss/columns.ts';

const row = (address: string, service: string) => ({
  state: 'LISTEN',
  recvq: '0     ',
  sendq: '1     ',
  address,
  service,
  peer: '0.0.0.0:',
  peerService: '*',
  process: '',
  more: '',
});

it('lines up addresses at their colon', () => {
  const text = layOut([row('0.0.0.0:', '8000'), row('127.0.0.1:', '8001')], new Set(['netid', 'process']), false, undefined);
  expect(text).toBe('LISTEN 0      1        0.0.0.0:8000 0.0.0.0:*\nLISTEN 0      1      127.0.0.1:8001 0.0.0.0:*\n');
});
