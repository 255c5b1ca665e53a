// What -h says of matches of IPv6, as iptables 1.8.13 prints it.

export const MATCH_HELP_6: Readonly<Record<string, string>> = {
  icmp6: `icmpv6 match options:
[!] --icmpv6-type typename	match icmpv6 type
				(or numeric type or type/code)
Valid ICMPv6 Types:
destination-unreachable
   no-route
   communication-prohibited
   beyond-scope
   address-unreachable
   port-unreachable
   failed-policy
   reject-route
packet-too-big
time-exceeded (ttl-exceeded)
   ttl-zero-during-transit
   ttl-zero-during-reassembly
parameter-problem
   bad-header
   unknown-header-type
   unknown-option
echo-request (ping)
echo-reply (pong)
mld-listener-query
mld-listener-report
mld-listener-done (mld-listener-reduction)
router-solicitation
router-advertisement
neighbour-solicitation (neighbor-solicitation)
neighbour-advertisement (neighbor-advertisement)
redirect
`,
  hl: `hl match options:
[!] --hl-eq value	Match hop limit value
  --hl-lt value	Match HL < value
  --hl-gt value	Match HL > value
`,
  frag: `frag match options:
[!] --fragid id[:id]           match the id (range)
[!] --fraglen length           total length of this header
 --fragres                     check the reserved field too
 --fragfirst                   matches on the first fragment
 [--fragmore|--fraglast]       there are more fragments or this
                               is the last one
`,
  dst: `dst match options:
[!] --dst-len length            total length of this header
  --dst-opts TYPE[:LEN][,TYPE[:LEN]...]
                                Options and its length (list, max: 16)
`,
  hbh: `hbh match options:
[!] --hbh-len length            total length of this header
  --hbh-opts TYPE[:LEN][,TYPE[:LEN]...] 
                                Options and its length (list, max: 16)
`,
  rt: `rt match options:
[!] --rt-type type             match the type
[!] --rt-segsleft num[:num]    match the Segments Left field (range)
[!] --rt-len length            total length of this header
 --rt-0-res                    check the reserved field too (type 0)
 --rt-0-addrs ADDR[,ADDR...]   Type=0 addresses (list, max: 16)
 --rt-0-not-strict             List of Type=0 addresses not a strict list
`,
  mh: `mh match options:
[!] --mh-type type[:type]	match mh type
Valid MH types:
binding-refresh-request (brr)
home-test-init (hoti)
careof-test-init (coti)
home-test (hot)
careof-test (cot)
binding-update (bu)
binding-acknowledgement (ba)
binding-error (be)
`,
  eui64: `eui64 does not take any options
`,
  ipv6header: `ipv6header match options:
[!] --header headers     Type of header to match, by name
                         names: hop,dst,route,frag,auth,esp,none,prot
                    long names: hop-by-hop,ipv6-opts,ipv6-route,
                                ipv6-frag,ah,esp,ipv6-nonxt,protocol
                       numbers: 0,60,43,44,51,50,59
--soft                    The header CONTAINS the specified extensions
`,
  ah: `ah match options:
[!] --ahspi spi[:spi]          match spi (range)
[!] --ahlen length             total length of this header
 --ahres                       check the reserved field too
`,
  srh: `srh match options:
[!] --srh-next-hdr		next-hdr        Next Header value of SRH
[!] --srh-hdr-len-eq		hdr_len         Hdr Ext Len value of SRH
[!] --srh-hdr-len-gt		hdr_len         Hdr Ext Len value of SRH
[!] --srh-hdr-len-lt		hdr_len         Hdr Ext Len value of SRH
[!] --srh-segs-left-eq		segs_left       Segments Left value of SRH
[!] --srh-segs-left-gt		segs_left       Segments Left value of SRH
[!] --srh-segs-left-lt		segs_left       Segments Left value of SRH
[!] --srh-last-entry-eq 	last_entry      Last Entry value of SRH
[!] --srh-last-entry-gt 	last_entry      Last Entry value of SRH
[!] --srh-last-entry-lt 	last_entry      Last Entry value of SRH
[!] --srh-tag			tag             Tag value of SRH
[!] --srh-psid			addr[/mask]	SRH previous SID
[!] --srh-nsid			addr[/mask]	SRH next SID
[!] --srh-lsid			addr[/mask]	SRH Last SID
`,
};

export const TARGET_HELP_6: Readonly<Record<string, string>> = {
  HL: `HL target options
  --hl-set value		Set HL to <value 0-255>
  --hl-dec value		Decrement HL by <value 1-255>
  --hl-inc value		Increment HL by <value 1-255>
`,
  DNPT: `DNPT target options:
 --src-pfx prefix/length
 --dst-pfx prefix/length

`,
  SNPT: `SNPT target options:
 --src-pfx prefix/length
 --dst-pfx prefix/length

`,
  REJECT: `REJECT target options:
--reject-with type              drop input packet and send back
                                a reply packet according to type:
Valid reject types:
    icmp6-no-route           	ICMPv6 no route
    no-route                 	alias
    icmp6-adm-prohibited     	ICMPv6 administratively prohibited
    adm-prohibited           	alias
    icmp6-addr-unreachable   	ICMPv6 address unreachable
    addr-unreach             	alias
    icmp6-port-unreachable   	ICMPv6 port unreachable
    port-unreach             	alias
    tcp-reset                	TCP RST packet
    tcp-reset                	alias
    icmp6-policy-fail        	ICMPv6 policy fail
    policy-fail              	alias
    icmp6-reject-route       	ICMPv6 reject route
    reject-route             	alias

`,
  NETMAP: `NETMAP target options:
  --to address[/mask]
				Network address to map to.

`,
  DNAT: `DNAT target options:
 --to-destination [<ipaddr>[-<ipaddr>]][:port[-port[/port]]]
				Address to map destination to.
[--random] [--persistent]
`,
  SNAT: `SNAT target options:
 --to-source [<ipaddr>[-<ipaddr>]][:port[-port]]
				Address to map source to.
[--random] [--random-fully] [--persistent]
`,
  MASQUERADE: `MASQUERADE target options:
 --to-ports <port>[-<port>]
				Port (range) to map to.
 --random
				Randomize source port.
 --random-fully
				Fully randomize source port.
`,
  REDIRECT: `REDIRECT target options:
 --to-ports <port>[-<port>]
				Port (range) to map to.
 [--random]
`,
};
