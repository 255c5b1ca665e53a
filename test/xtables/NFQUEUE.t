*filter
:INPUT
-j NFQUEUE;-j NFQUEUE --queue-num 0;OK
-j NFQUEUE --queue-num 0;=;OK
-j NFQUEUE --queue-balance 0:6 --queue-cpu-fanout --queue-bypass;-j NFQUEUE --queue-balance 0:6 --queue-bypass --queue-cpu-fanout;OK
-j NFQUEUE --queue-num 0 --queue-cpu-fanout;;FAIL
-j NFQUEUE --queue-balance 5;;FAIL
-j NFQUEUE --queue-balance 6:5;;FAIL
-j NFQUEUE --queue-num 65536;;FAIL
-j NFQUEUE --queue-num 1 --queue-balance 1:2;;FAIL
