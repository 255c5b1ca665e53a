*filter
:INPUT
-p udp --dport 80:70;;FAIL
-p udp --dport a:b;;FAIL
-p udp --dport 53 --dport 54;;FAIL
-p udp --sport 53 --dport 1024:;-p udp -m udp --sport 53 --dport 1024:65535;OK
