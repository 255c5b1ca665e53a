@ip6tables
*filter
:INPUT
-j REJECT --reject-with icmp6-no-route;=;OK
-j REJECT --reject-with policy;-j REJECT --reject-with icmp6-policy-fail;OK
-j REJECT --reject-with addr;-j REJECT --reject-with icmp6-addr-unreachable;OK
