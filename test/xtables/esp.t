*filter
:INPUT
-m esp --espspi 5;;FAIL
-p esp -m esp --espspi 5:6;=;OK
-p esp -m esp ! --espspi 0x20;-p esp -m esp ! --espspi 32;OK
-p esp -m esp --espspi 6:5;;FAIL
-p esp -m esp;=;OK
