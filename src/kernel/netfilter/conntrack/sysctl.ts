// net.netfilter's variables of a namespace, by their names. As nf_conntrack_standalone.c; times in seconds.

import { pernet } from '../../net/netns.ts';

export const DEFAULTS = {
  nf_conntrack_acct: 0,
  nf_conntrack_buckets: 262144,
  nf_conntrack_checksum: 1,
  nf_conntrack_events: 2,
  nf_conntrack_expect_max: 4096,
  nf_conntrack_frag6_high_thresh: 4194304,
  nf_conntrack_frag6_low_thresh: 3145728,
  nf_conntrack_frag6_timeout: 60,
  nf_conntrack_generic_timeout: 600,
  nf_conntrack_gre_timeout: 30,
  nf_conntrack_gre_timeout_stream: 180,
  nf_conntrack_icmp_timeout: 30,
  nf_conntrack_icmpv6_timeout: 30,
  nf_conntrack_log_invalid: 0,
  nf_conntrack_max: 262144,
  nf_conntrack_sctp_timeout_closed: 10,
  nf_conntrack_sctp_timeout_cookie_echoed: 3,
  nf_conntrack_sctp_timeout_cookie_wait: 3,
  nf_conntrack_sctp_timeout_established: 210,
  nf_conntrack_sctp_timeout_heartbeat_sent: 30,
  nf_conntrack_sctp_timeout_shutdown_ack_sent: 3,
  nf_conntrack_sctp_timeout_shutdown_recd: 3,
  nf_conntrack_sctp_timeout_shutdown_sent: 3,
  nf_conntrack_tcp_be_liberal: 0,
  nf_conntrack_tcp_ignore_invalid_rst: 0,
  nf_conntrack_tcp_loose: 1,
  nf_conntrack_tcp_max_retrans: 3,
  nf_conntrack_tcp_timeout_close: 10,
  nf_conntrack_tcp_timeout_close_wait: 60,
  nf_conntrack_tcp_timeout_established: 432000,
  nf_conntrack_tcp_timeout_fin_wait: 120,
  nf_conntrack_tcp_timeout_last_ack: 30,
  nf_conntrack_tcp_timeout_max_retrans: 300,
  nf_conntrack_tcp_timeout_syn_recv: 60,
  nf_conntrack_tcp_timeout_syn_sent: 120,
  nf_conntrack_tcp_timeout_time_wait: 120,
  nf_conntrack_tcp_timeout_unacknowledged: 300,
  nf_conntrack_timestamp: 0,
  nf_conntrack_udp_timeout: 30,
  nf_conntrack_udp_timeout_stream: 120,
};

export type ConntrackVariable = keyof typeof DEFAULTS;

/** The variables, to be read and written in place. */
export const conntrackVariables = pernet((): Record<ConntrackVariable, number> => ({ ...DEFAULTS }));

/** Those that only the first namespace may change, and others show. */
export const READ_ONLY_ELSEWHERE: ReadonlySet<string> = new Set(['nf_conntrack_max', 'nf_conntrack_buckets', 'nf_conntrack_expect_max']);

export const BRIDGE_DEFAULTS = {
  'bridge-nf-call-arptables': 1,
  'bridge-nf-call-ip6tables': 1,
  'bridge-nf-call-iptables': 1,
  'bridge-nf-filter-pppoe-tagged': 0,
  'bridge-nf-filter-vlan-tagged': 0,
  'bridge-nf-pass-vlan-input-dev': 0,
};

/** net.bridge's variables. */
export const bridgeVariables = pernet((): Record<keyof typeof BRIDGE_DEFAULTS, number> => ({ ...BRIDGE_DEFAULTS }));
