// Texts of capability sets, as libcap writes and reads them.

import { expect, it } from 'vitest';
import { CAPABILITIES, type Capability } from '../../../src/abi/caps.ts';
import { capsFromText, capsToText, iabFromText, iabToText } from '../../../src/userland/libcap/text.ts';

const none = new Set<Capability>();
const all = new Set<Capability>(CAPABILITIES);

it('says first what most capabilities are, then the others', () => {
  const fewer = new Set([...all].filter(each => each !== 'CAP_SYS_RESOURCE'));
  expect(capsToText({ effective: fewer, permitted: fewer, inheritable: none })).toBe('=ep cap_sys_resource-ep');
  expect(capsToText({ effective: none, permitted: new Set(['CAP_NET_RAW']), inheritable: new Set(['CAP_CHOWN']) })).toBe(
    'cap_chown=i cap_net_raw+p',
  );
  expect(capsToText({ effective: none, permitted: none, inheritable: none })).toBe('=');
});

it('reads what it writes, and refuses what has no operator or an unknown name', () => {
  for (const text of ['=ep', 'cap_net_raw=ep', 'cap_chown=i cap_net_raw+p', '=']) expect(capsToText(capsFromText(text)!)).toBe(text);
  expect(capsFromText('cap_net_raw')).toBeUndefined();
  expect(capsFromText('cap_foo+ep')).toBeUndefined();
});

it('marks what is blocked, ambient and inheritable', () => {
  const text = '!cap_chown,^cap_net_raw,!%cap_kill'.split(',').sort().join(',');
  expect(iabToText(iabFromText(text)!)).toBe('!cap_chown,!%cap_kill,^cap_net_raw');
});
