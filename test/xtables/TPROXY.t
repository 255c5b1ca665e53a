*mangle
:PREROUTING
-p tcp -j TPROXY;;FAIL
-p tcp -j TPROXY --on-port 12345 --on-ip 10.0.0.1 --tproxy-mark 0x23/0xff;=;OK
-p udp -j TPROXY --on-port 12345;-p udp -j TPROXY --on-port 12345 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 123456;-p tcp -j TPROXY --on-port 57920 --on-ip 0.0.0.0 --tproxy-mark 0x0/0x0;OK
-p tcp -j TPROXY --on-port 1 --on-ip foo;;FAIL
