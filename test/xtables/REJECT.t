*filter
:INPUT
-j REJECT --reject-with icmp-host;-j REJECT --reject-with icmp-host-unreachable;OK
-j REJECT --reject-with tcp-;;FAIL
-j REJECT ! --reject-with tcp-reset;;FAIL
