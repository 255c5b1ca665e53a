*filter
:INPUT
-p ah -m ah --ahspi 1:4294967295;=;OK
-p ah -m ah;=;OK
