// A captured frame and where its parts lie. As the offsets that libpcap 1.10.5's gencode.c works with.

import { type IpAddress, printAddress } from '../../wire/address.ts';
import { get16, get32, get128 } from '../../wire/bytes.ts';
import { ETH_P_8021AD, ETH_P_8021Q, ETH_P_ARP, ETH_P_IP, ETH_P_IPV6 } from '../../wire/ethernet.ts';

export const LINKTYPE_ETHERNET = 1;
export const LINKTYPE_RAW = 101;
export const LINKTYPE_SLL2 = 276;

export type PacketType = 'host' | 'broadcast' | 'multicast' | 'otherhost' | 'outgoing';

const PACKET_TYPES: readonly PacketType[] = ['host', 'broadcast', 'multicast', 'otherhost', 'outgoing'];

export interface Frame {
  seconds: number;
  microseconds: number;
  /** As much of it as was captured. */
  bytes: Uint8Array;
  /** How long it was. */
  length: number;
  linkType: number;
}

/** A frame with what filters and printers ask of it. */
export interface View extends Frame {
  etherType: number;
  /** Where the network layer's header starts. */
  network: number;
  vlan: number | undefined;
  /** 4 or 6 where it is IP, else 0. */
  version: 0 | 4 | 6;
  protocol: number;
  transport: number;
  /** A fragment that is not the first. */
  laterFragment: boolean;
  packetType: PacketType | undefined;
}

/** Finds the parts of a frame. */
export function viewOf(frame: Frame): View {
  const { bytes, linkType } = frame;
  let network = 0;
  let etherType = 0;
  let vlan: number | undefined;
  let packetType: PacketType | undefined;
  if (linkType === LINKTYPE_ETHERNET) {
    etherType = get16(bytes, 12);
    network = 14;
    while ((etherType === ETH_P_8021Q || etherType === ETH_P_8021AD) && bytes.length >= network + 4) {
      vlan ??= get16(bytes, network) & 0xfff;
      etherType = get16(bytes, network + 2);
      network += 4;
    }
  } else if (linkType === LINKTYPE_SLL2) {
    etherType = get16(bytes, 0);
    network = 20;
    packetType = PACKET_TYPES[bytes[10]!];
  } else etherType = bytes[0]! >> 4 === 6 ? ETH_P_IPV6 : ETH_P_IP;
  const view: View = {
    ...frame,
    etherType,
    network,
    vlan,
    packetType,
    version: 0,
    protocol: -1,
    transport: bytes.length,
    laterFragment: false,
  };
  if (etherType === ETH_P_IP && bytes.length >= network + 20) {
    view.version = 4;
    view.protocol = bytes[network + 9]!;
    view.transport = network + (bytes[network]! & 15) * 4;
    view.laterFragment = (get16(bytes, network + 6) & 0x1fff) !== 0;
  } else if (etherType === ETH_P_IPV6 && bytes.length >= network + 40) {
    view.version = 6;
    view.protocol = bytes[network + 6]!;
    view.transport = network + 40;
  }
  return view;
}

/** Source and dest of the network layer, of an ARP frame too; undefined where there are none. */
export function addressesOf({ etherType, version, bytes, network }: View): { source: IpAddress; dest: IpAddress } | undefined {
  if (version === 4) return { source: get32(bytes, network + 12), dest: get32(bytes, network + 16) };
  if (version === 6) return { source: get128(bytes, network + 8), dest: get128(bytes, network + 24) };
  if (etherType === ETH_P_ARP && bytes.length >= network + 28)
    return { source: get32(bytes, network + 14), dest: get32(bytes, network + 24) };
  return undefined;
}

/** Every address that printing the frame may show: those of a packet that an ICMP error quotes too. */
export function shownAddresses(view: View): string[] {
  const own = addressesOf(view);
  if (!own) return [];
  const shown = [printAddress(own.source), printAddress(own.dest)];
  const { bytes, transport, version } = view;
  if (version === 4 && view.protocol === 1 && bytes.length >= transport + 28 && [3, 5, 11].includes(bytes[transport]!)) {
    shown.push(
      printAddress(get32(bytes, transport + 20)),
      printAddress(get32(bytes, transport + 24)),
      printAddress(get32(bytes, transport + 4)),
    );
  }
  return shown;
}
