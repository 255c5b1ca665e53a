@ip6tables
*filter
:INPUT
-p tcp -m iprange --src-range ::1-::5;=;OK
