@ip6tables
*filter
:INPUT
-p icmpv6 --icmpv6-type 1/3;-p ipv6-icmp -m icmp6 --icmpv6-type 1/3;OK
-p icmpv6 --icmpv6-type packet-too-big;-p ipv6-icmp -m icmp6 --icmpv6-type 2;OK
