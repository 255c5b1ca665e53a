// yescrypt: hashes that libxcrypt gives for the same passwords and settings.

import { expect, it } from 'vitest';
import { verifyPassword } from '../../../src/userland/lib/crypt.ts';
import { yescrypt } from '../../../src/userland/lib/yescrypt.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('hashes as libxcrypt at a low cost', () => {
  expect(yescrypt(bytes('x'), '$y$j75$abcdefgh')).toBe('$y$j75$abcdefgh$wPWF6ZngZZxi0TBX8BqPcYXMIarFww.baLy6hMEGMb9');
});

it('hashes as libxcrypt at the cost of Debian, where the password is hashed beforehand', () => {
  const hash = '$y$j9T$abcdefgh01234567ABCDE.$nWbV2AbCKrryyTI7S0DG4XyXxDOvlsVf0dFbjtfd7r7';
  expect(verifyPassword('secret', hash)).toBe(true);
  expect(verifyPassword('Secret', hash)).toBe(false);
});

it('fits no locked entry and no other kind of hash', () => {
  expect(verifyPassword('', '!')).toBe(false);
  expect(verifyPassword('x', '$6$salt$hash')).toBe(false);
});
