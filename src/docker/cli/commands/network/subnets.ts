// Whether an address lies in a subnet. As Go's net.ParseCIDR.

/** An address as a number with its width in bits; undefined where it is none. */
function parseAddress(text: string): { value: bigint; bits: number } | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) {
    const parts = text.split('.').map(Number);
    if (parts.some(part => part > 255)) return undefined;
    return { value: parts.reduce((sum, part) => (sum << 8n) | BigInt(part), 0n), bits: 32 };
  }
  if (!/^[0-9a-fA-F:]+$/.test(text) || !text.includes(':')) return undefined;
  const [head = '', tail] = text.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  if (groups.length !== 8) return undefined;
  return { value: groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group || '0'}`), 0n), bits: 128 };
}

/** A subnet's address and length. Throws in Go's words. */
function parseCidr(text: string): { value: bigint; bits: number; length: number } {
  const [address = '', length] = text.split('/');
  const parsed = parseAddress(address);
  if (!parsed || length === undefined || !/^\d+$/.test(length) || Number(length) > parsed.bits)
    throw new Error(`invalid subnet: invalid CIDR address: ${text}`);
  return { ...parsed, length: Number(length) };
}

/** Whether an address (or the first of a range) lies in a subnet. Throws where the subnet is none. */
export function contains(subnet: string, address: string): boolean {
  const net = parseCidr(subnet);
  const parsed = address.includes('/') ? parseCidr(address) : parseAddress(address);
  if (!parsed || parsed.bits !== net.bits) return false;
  const shift = BigInt(net.bits - net.length);
  return parsed.value >> shift === net.value >> shift;
}
