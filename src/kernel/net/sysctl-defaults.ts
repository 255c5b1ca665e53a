// The variables under /proc/sys/net that a network namespace begins with: their names and first values. As Linux 6.12 (ip-sysctl.rst).

/** net.ipv4, apart from tcp_* */
export const IPV4 = {
  fib_multipath_hash_fields: 7,
  fib_multipath_hash_policy: 0,
  fib_multipath_hash_seed: 0,
  fib_multipath_use_neigh: 0,
  fib_notify_on_flag_change: 0,
  fwmark_reflect: 0,
  icmp_echo_enable_probe: 0,
  icmp_echo_ignore_all: 0,
  icmp_echo_ignore_broadcasts: 1,
  icmp_errors_use_inbound_ifaddr: 0,
  icmp_ignore_bogus_error_responses: 1,
  icmp_msgs_burst: 50,
  icmp_msgs_per_sec: 1000,
  icmp_ratelimit: 1000,
  icmp_ratemask: 6168,
  igmp_link_local_mcast_reports: 1,
  igmp_max_memberships: 20,
  igmp_max_msf: 10,
  igmp_qrv: 2,
  ip_autobind_reuse: 0,
  ip_default_ttl: 64,
  ip_dynaddr: 0,
  ip_early_demux: 1,
  ip_forward: 0,
  ip_forward_update_priority: 1,
  ip_forward_use_pmtu: 0,
  ip_local_port_range: '32768\t60999',
  ip_local_reserved_ports: '',
  ip_no_pmtu_disc: 0,
  ip_nonlocal_bind: 0,
  ip_unprivileged_port_start: 1024,
  ipfrag_high_thresh: 4194304,
  ipfrag_low_thresh: 3145728,
  ipfrag_max_dist: 64,
  ipfrag_time: 30,
  nexthop_compat_mode: 1,
  ping_group_range: '1\t0',
  raw_l3mdev_accept: 1,
  udp_child_hash_entries: 0,
  udp_early_demux: 1,
  udp_hash_entries: -16384,
  udp_l3mdev_accept: 0,
  udp_rmem_min: 4096,
  udp_wmem_min: 4096,
  xfrm4_gc_thresh: 32768,
};

/** net.ipv4.route */
export const IPV4_ROUTE = {
  min_adv_mss: 256,
  min_pmtu: 552,
  mtu_expires: 600,
};

/** net.ipv6 */
export const IPV6 = {
  anycast_src_echo_reply: 0,
  auto_flowlabels: 1,
  bindv6only: 0,
  fib_multipath_hash_fields: 7,
  fib_multipath_hash_policy: 0,
  fib_notify_on_flag_change: 0,
  flowlabel_consistency: 1,
  flowlabel_reflect: 0,
  flowlabel_state_ranges: 0,
  fwmark_reflect: 0,
  idgen_delay: 1,
  idgen_retries: 3,
  ioam6_id: 16777215,
  ioam6_id_wide: '72057594037927935',
  ip6frag_high_thresh: 4194304,
  ip6frag_low_thresh: 3145728,
  ip6frag_time: 60,
  ip_nonlocal_bind: 0,
  max_dst_opts_length: 2147483647,
  max_dst_opts_number: 8,
  max_hbh_length: 2147483647,
  max_hbh_opts_number: 8,
  seg6_flowlabel: 0,
  xfrm6_gc_thresh: 32768,
};

/** net.ipv6.icmp */
export const IPV6_ICMP = {
  echo_ignore_all: 0,
  echo_ignore_anycast: 0,
  echo_ignore_multicast: 0,
  error_anycast_as_unicast: 0,
  ratelimit: 100,
  ratemask: '0-1,3-127',
};

/** net.ipv6.route */
export const IPV6_ROUTE = {
  gc_elasticity: 9,
  gc_interval: 30,
  gc_min_interval: 0,
  gc_min_interval_ms: 500,
  gc_thresh: 1024,
  gc_timeout: 60,
  max_size: 2147483647,
  min_adv_mss: 1220,
  mtu_expires: 600,
  skip_notify_on_dev_down: 0,
};

/** net.core */
export const CORE = {
  optmem_max: 131072,
  rmem_default: 212992,
  rmem_max: 4194304,
  rps_default_mask: 0,
  somaxconn: 4096,
  tstamp_allow_data: 1,
  txrehash: 1,
  wmem_default: 212992,
  wmem_max: 4194304,
  xfrm_acq_expires: 30,
  xfrm_aevent_etime: 10,
  xfrm_aevent_rseqth: 2,
  xfrm_larval_drop: 1,
};
