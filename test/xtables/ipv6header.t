@ip6tables
*filter
:INPUT
-m ipv6header --header hop-by-hop;=;OK
-m ipv6header ! --header hop,dst,none --soft;-m ipv6header ! --header hop-by-hop,ipv6-opts,ipv6-nonxt --soft;OK
-m ipv6header --header foo;;FAIL
