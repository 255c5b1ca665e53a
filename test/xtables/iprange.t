*filter
:INPUT
-m iprange --src-range 1.2.3.4-x;;FAIL
-m iprange ! --src-range 1.2.3.4-1.2.3.9 ! --dst-range 1.1.1.1;-m iprange ! --src-range 1.2.3.4-1.2.3.9 ! --dst-range 1.1.1.1-1.1.1.1;OK
