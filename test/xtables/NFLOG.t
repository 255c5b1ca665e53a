*filter
:INPUT
-j NFLOG --nflog-range 5;-j NFLOG;OK
-j NFLOG --nflog-prefix "";;FAIL
-j NFLOG --nflog-size 0;=;OK
-j NFLOG --nflog-threshold 0;-j NFLOG;OK
-j NFLOG --nflog-prefix "a\"b";=;OK
