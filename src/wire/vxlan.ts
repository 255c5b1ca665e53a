// VXLAN (RFC 7348): eight bytes between UDP and the inner Ethernet frame.

export const VXLAN_HEADER_BYTES = 8;

/** The network identifier (VNI) of the header at `at`, or undefined where its flag is not set. */
export const vxlanId = (bytes: Uint8Array, at: number): number | undefined =>
  (bytes[at]! & 8) === 0 ? undefined : (bytes[at + 4]! << 16) | (bytes[at + 5]! << 8) | bytes[at + 6]!;

export function putVxlan(bytes: Uint8Array, at: number, id: number): void {
  bytes.fill(0, at, at + VXLAN_HEADER_BYTES);
  bytes[at] = 8;
  bytes[at + 4] = id >> 16;
  bytes[at + 5] = id >> 8;
  bytes[at + 6] = id;
}
